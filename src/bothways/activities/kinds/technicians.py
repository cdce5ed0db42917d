"""A young technicians’ day: the pupils who make practicals possible."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Needs, Slot

KIND = Kind(
    key="technicians",
    name=_("Young technicians’ day"),
    about=_("Pupils who prepare practicals at their schools learn from technicians and from each other."),
    needs=Needs(lunch=True),
    slots=(
        Slot(0, 15, _("Arrival"), "arrival", audience="all"),
        Slot(15, 60, _("Setting up a practical"), "workshop", "mixed"),
        Slot(75, 15, _("Break"), "break"),
        Slot(90, 60, _("Mending and checking kit"), "workshop", "mixed"),
        Slot(150, 45, _("Lunch"), "lunch", audience="all"),
        Slot(195, 45, _("What technicians do all day"), "talk"),
        Slot(240, 15, _("Certificates"), "performance", audience="all"),
    ),
    usual=(
        (_("The host"), _("a laboratory and its technicians")),
        (_("Every school"), _("its young technicians and whoever looks after them")),
    ),
    outcomes=("working_scientifically", "aspirations"),
)
