"""A conference with seminars: three in parallel, training for adults beside them, a finale in mixed teams."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Needs, Slot

KIND = Kind(
    key="conference",
    name=_("Conference with seminars"),
    about=_("Seminars led by several schools, pupils in mixed teams, training for teachers alongside."),
    needs=Needs(teams=True, lunch=True, training=True),
    slots=(
        Slot(0, 20, _("Arrival"), "arrival", audience="all"),
        Slot(20, 55, _("Seminar A"), "seminar", "mixed", beside=_("First seminars")),
        Slot(20, 55, _("Seminar B"), "seminar", "mixed", beside=_("First seminars")),
        Slot(20, 55, _("Seminar C"), "seminar", "mixed", beside=_("First seminars")),
        Slot(20, 130, _("Training for teachers"), "training", audience="adults"),
        Slot(75, 20, _("Break"), "break", audience="pupils"),
        Slot(95, 55, _("Seminar A, again"), "seminar", "mixed", beside=_("Second seminars")),
        Slot(95, 55, _("Seminar B, again"), "seminar", "mixed", beside=_("Second seminars")),
        Slot(95, 55, _("Seminar C, again"), "seminar", "mixed", beside=_("Second seminars")),
        Slot(150, 60, _("Lunch"), "lunch", audience="all"),
        Slot(210, 90, _("Team circus"), "challenge", "by_school"),
        Slot(210, 45, _("Teachers share plans and lessons"), "meeting_people", audience="adults"),
        Slot(300, 30, _("Results and goodbye"), "arrival", audience="all"),
    ),
    usual=(
        (_("The host"), _("rooms, lunch and somebody at the door")),
        (_("Schools that lead"), _("a seminar each, prepared and delivered")),
        (_("Every school"), _("an adult for its pupils, and older pupils who help")),
    ),
    outcomes=("thinking_scientifically", "new_friends", "broader_horizons"),
)
