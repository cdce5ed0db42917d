"""One visit of a programme: the same cohort comes back through the year."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Needs, Slot

KIND = Kind(
    key="programme_visit",
    name=_("Visit of a programme"),
    about=_("A cohort chosen by its schools comes back each half-term: laboratory, formal lunch, a talk."),
    needs=Needs(lunch=True),
    starts=dt.time(10, 0),
    slots=(
        Slot(0, 20, _("Arrival"), "arrival", audience="all"),
        Slot(20, 90, _("In the laboratory"), "workshop", "mixed", opt_out=True),
        Slot(110, 75, _("Formal lunch"), "lunch", "mixed", audience="all"),
        Slot(185, 60, _("Talk: how I came to do this"), "talk"),
        Slot(245, 30, _("What we take home"), "meeting_people", "mixed"),
    ),
    usual=(
        (_("The host"), _("laboratories, lunch and staff")),
        (_("Every school"), _("an adult for its pupils, and a word about each at home")),
    ),
    outcomes=("aspirations", "science_further", "own_teachers"),
)
