"""A workshop, or a visit to another school, a laboratory or a pond."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Slot

KIND = Kind(
    key="workshop",
    name=_("Workshop or visit"),
    about=_("Pupils of several schools try something where the rooms and the kit are."),
    slots=(
        Slot(0, 15, _("Arrival"), "arrival", audience="all"),
        Slot(15, 60, _("Workshop, first part"), "workshop", "mixed"),
        Slot(75, 15, _("Break"), "break"),
        Slot(90, 60, _("Workshop, second part"), "workshop", "mixed"),
        Slot(150, 15, _("What we found out"), "talk", audience="all"),
    ),
    usual=(
        (_("The host"), _("a room, kit and somebody who knows how it works")),
        (_("Every school"), _("an adult for its pupils")),
    ),
    outcomes=("working_scientifically", "broader_horizons"),
)
