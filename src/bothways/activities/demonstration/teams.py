"""Teams, choices and tables of the conference: most pupils have chosen, teams are kept, tables are proposed."""

from __future__ import annotations

import datetime as dt
from itertools import cycle

from bothways.activities.actions import seminars as dealing
from bothways.activities.actions import teams as actions
from bothways.activities.demonstration.events import Made
from bothways.activities.models import Activity, Choice, Wish
from bothways.activities.queries import choices, teams_brief, teams_people
from bothways.core.errors import ProductError
from bothways.schools.models import Person, RoleAssignment
from bothways.schools.roles import COORDINATOR, PlaceKind

FEWEST = 10
SILENT = 6
"""Every so-manieth pupil has not chosen yet."""


def make_teams(made: Made, _today: dt.date) -> None:
    """Of last year's conference the teams that were; of the next one what is kept and what waits for somebody."""
    for event in (made.last_year, made.omec):
        person = _coordinator(event) if event is not None else None
        if event is None or person is None or len(teams_people.members(event)) < FEWEST:
            continue
        _choose(event)
        _wish(event)
        _deal(event, person, last_year=event == made.last_year)


def _coordinator(event: Activity) -> Person | None:
    at = {"place_kind": PlaceKind.PARTNERSHIP, "place_id": event.partnership_id, "role": COORDINATOR.key}
    held = RoleAssignment.unscoped.filter(**at).select_related("person").first()
    return held.person if held is not None else None


def _choose(event: Activity) -> None:
    members = teams_people.members(event)
    rows = []
    for menu in choices.menus(event):
        for number, (member, first) in enumerate(zip(members, cycle(range(len(menu.offers))), strict=False)):
            if number % SILENT == 0:
                continue
            turned = [*menu.offers[first:], *menu.offers[:first]]
            wanted = [turned[0], *(reversed(turned[1:]) if number % 2 else turned[1:])]
            rows += [
                Choice(participant_id=member.id, session=each, rank=rank)
                for rank, offer in enumerate(wanted[: menu.ranks], start=1)
                for each in offer.sessions
            ]
    Choice.objects.bulk_create(rows)


def _wish(event: Activity) -> None:
    """Two schools keep a pair apart, one a pair together."""
    schools: dict[str, list[str]] = {}
    for each in teams_people.members(event):
        schools.setdefault(each.school_id, []).append(each.id)
    for number, (_school, pupils) in enumerate(sorted(schools.items())[:3]):
        if len(pupils) > 1:
            one, other = sorted(pupils[:2])
            Wish.objects.create(one_id=one, other_id=other, together=number == 2)


def _deal(event: Activity, person: Person, *, last_year: bool) -> None:
    """What cannot be dealt in a demonstration's numbers is left to whoever looks at it."""
    try:
        settings = teams_brief.usual(event, None, teams_people.members(event))
        actions.keep(by=person, team_set=actions.suggest(by=person, activity=event, settings=settings))
        places = dealing.give_out(by=person, activity=event) if choices.menus(event) else None
        if places is not None and last_year:
            actions.keep(by=person, team_set=places)
        dealing.lay(by=person, activity=event)
    except ProductError:
        return
