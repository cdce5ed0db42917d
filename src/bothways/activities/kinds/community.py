"""An event for the people around: families, neighbours and other schools."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Needs, Slot

KIND = Kind(
    key="community",
    name=_("Community event"),
    about=_("Schools open their doors together: families and neighbours come and go."),
    needs=Needs(by_name=False, consent=False),
    starts=dt.time(14, 0),
    slots=(
        Slot(0, 15, _("Doors open"), "arrival", audience="all"),
        Slot(15, 90, _("Tables to try"), "workshop", audience="all"),
        Slot(105, 15, _("Thanks, and what comes next"), "talk", audience="all"),
    ),
    usual=(
        (_("The host"), _("a hall and the doors")),
        (_("Every school"), _("a table, and pupils who show it")),
    ),
    outcomes=("science_further", "broader_horizons"),
)
