"""Ambassador training: a few pupils of each school learn to run something for all the others."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Slot

KIND = Kind(
    key="ambassadors",
    name=_("Ambassador training"),
    about=_("A few pupils of each school learn to run activities, and run them at home."),
    slots=(
        Slot(0, 15, _("Arrival"), "arrival", audience="all"),
        Slot(15, 60, _("Trying it ourselves"), "workshop", "mixed"),
        Slot(75, 15, _("Break"), "break"),
        Slot(90, 60, _("Running it for each other"), "workshop", "mixed"),
        Slot(150, 20, _("What we will do at school"), "talk", "by_school", audience="all"),
    ),
    usual=(
        (_("The host"), _("a hall, and pupils who did it last year")),
        (_("Every school"), _("an adult, and time at school to run it")),
    ),
    outcomes=("working_scientifically", "new_friends"),
)
