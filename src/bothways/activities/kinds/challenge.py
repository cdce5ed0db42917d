"""A challenge in mixed teams: nobody shares a team with their own school, and everybody is needed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Needs, Slot

KIND = Kind(
    key="challenge",
    name=_("Mixed-team challenge"),
    about=_("Teams of pupils from several schools work on one problem and show what they made."),
    needs=Needs(teams=True, lunch=True),
    slots=(
        Slot(0, 20, _("Arrival"), "arrival", audience="all"),
        Slot(20, 25, _("Getting to know your team"), "meeting_people", "mixed"),
        Slot(45, 75, _("The challenge, first part"), "challenge", "mixed"),
        Slot(120, 20, _("Break"), "break"),
        Slot(140, 70, _("The challenge, second part"), "challenge", "mixed"),
        Slot(210, 50, _("Lunch"), "lunch", audience="all"),
        Slot(260, 50, _("Every team shows its work"), "performance", "mixed", audience="all"),
    ),
    usual=(
        (_("The host"), _("a hall, tables and kit")),
        (_("Every school"), _("an adult who looks after two teams, not of their own school")),
    ),
    outcomes=("critical_thinking", "new_friends", "aspirations"),
)
