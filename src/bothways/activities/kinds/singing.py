"""Mass singing or a performance day: numbers alone, everybody rehearses together, and each school performs."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Needs, Slot

KIND = Kind(
    key="singing",
    name=_("Mass singing or performance day"),
    about=_("Many pupils, one hall: they rehearse together, and each school performs. Numbers only, no names."),
    needs=Needs(by_name=False, consent=False),
    starts=dt.time(10, 0),
    slots=(
        Slot(0, 15, _("Arrival"), "arrival", audience="all"),
        Slot(15, 45, _("Joint rehearsal"), "rehearsal", "mixed"),
        Slot(60, 15, _("First break"), "break", audience="all"),
        Slot(75, 8, _("Performance"), "performance", "by_school", each_school=True),
        Slot(155, 15, _("Second break"), "break", audience="all"),
        Slot(170, 30, _("Finale, everybody"), "performance", "mixed", audience="all"),
    ),
    usual=(
        (_("The host"), _("the hall, a stage and water")),
        (_("Schools that lead"), _("a conductor or a teacher for one rehearsal group")),
        (_("Every school"), _("adults for its own pupils, and one song")),
    ),
    outcomes=("new_friends", "broader_horizons"),
)
