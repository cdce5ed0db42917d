"""A transition day: pupils meet the school they go to next, and each other."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Needs, Slot

KIND = Kind(
    key="transition",
    name=_("Transition day"),
    about=_("Pupils meet the school or college they go to next, and those they will sit beside."),
    needs=Needs(teams=True, lunch=True),
    transition=True,
    slots=(
        Slot(0, 20, _("Welcome"), "arrival", audience="all"),
        Slot(20, 30, _("Finding your way about"), "meeting_people", "mixed"),
        Slot(50, 50, _("A lesson as it will be"), "seminar", "mixed"),
        Slot(100, 20, _("Break"), "break"),
        Slot(120, 50, _("Another lesson"), "seminar", "mixed"),
        Slot(170, 45, _("Lunch"), "lunch", "mixed", audience="all"),
        Slot(215, 30, _("Questions to older pupils"), "meeting_people", "mixed"),
    ),
    usual=(
        (_("The school they go to"), _("lessons, lunch and older pupils as guides")),
        (_("The schools they come from"), _("an adult who knows them")),
    ),
    outcomes=("new_friends", "aspirations"),
)
