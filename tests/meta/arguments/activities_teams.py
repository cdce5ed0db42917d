"""Addresses of teams, seminars and tables: a proposal of the event that every address uses."""

from __future__ import annotations

import datetime as dt

from django.core import signing

from bothways.activities.models import Activity, ClassCode, SetState, Team, TeamSet, Wish
from bothways.core import clock
from tests.factories.activities import make_participant
from tests.meta.arguments import Maker
from tests.meta.arguments.activities import event_of
from tests.meta.arguments.activities_people import a_child
from tests.people import Cast


def set_of(cast: Cast) -> dict[str, str]:
    """A proposal with two teams and nobody in them; a fresh one when a walk has kept or dropped it."""
    where = event_of(cast)
    activity = Activity.unscoped.get(pk=where["activity_id"])
    found = activity.team_sets.filter(state=SetState.PROPOSED, purpose="teams").first()
    if found is None:
        found = TeamSet.objects.create(activity=activity, settings={"number": 2}, made_by=cast.giver)
        for number in (1, 2):
            Team.objects.create(team_set=found, number=number, name=f"Team {number}")
    return {**where, "set_id": found.pk}


def _wish(cast: Cast) -> dict[str, str]:
    """A wish about two of the giver's school's children."""
    one = a_child(cast)
    other = one.booking.participants.exclude(pk=one.pk).first() or make_participant(one.booking)
    found = Wish.unscoped.first() or Wish.objects.create(one=one, other=other, together=True)
    return {**event_of(cast), "wish_id": found.pk}


def _ticket(cast: Cast) -> dict[str, str]:
    """What a pupil holds who has typed the class's code."""
    child = a_child(cast)
    until = clock.now() + dt.timedelta(days=1)
    ClassCode.unscoped.get_or_create(booking=child.booking, defaults={"code_hash": "0" * 64, "until": until})
    return {"ticket": signing.dumps(child.booking_id, salt="choosing")}


def _number(cast: Cast) -> dict[str, str]:
    return {**_ticket(cast), "number": str(a_child(cast).tag)}


ARGUMENTS: dict[str, Maker] = {
    "event_teams": event_of,
    "suggest_teams": event_of,
    **dict.fromkeys(("event_seminars", "give_out_places", "event_lunch", "lay_tables"), event_of),
    **dict.fromkeys(("event_choices", "class_code", "event_wishes"), event_of),
    "unwish": _wish,
    "choose_tag": _ticket,
    "choose_seminars": _number,
    "keep_set": set_of,
    "drop_set": set_of,
    "move_in_set": set_of,
    "undo_in_set": set_of,
    "name_teams": set_of,
    "why_in_set": set_of,
    "mend_set": set_of,
    "lists_of_set": set_of,
}
