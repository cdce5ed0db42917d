"""Dealing teams with the engine. Reads and thinks; `actions.teams` keeps what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from bothways.activities.models import Activity, TeamSet
from bothways.activities.queries import teams_brief, teams_words
from bothways.activities.queries.teams_brief import BUDDIES, BY_SCHOOL, Given, Settings
from bothways.activities.queries.teams_people import Member, members, met_before, wishes
from bothways.core.errors import Invalid
from bothways.rules import mixing
from bothways.rules.errors import ImpossibleBrief, InvalidBrief
from bothways.rules.report import input_hash
from bothways.rules.teams import TeamBrief, solve

LONG = 200
"""From so many pupils on, dealing is long work that can be watched."""


@dataclass(frozen=True)
class Old:
    """A team that is there already: locked ones keep whom they have, the others what they are called."""

    number: int
    name: str
    colour: str
    room: str
    locked: bool
    members: tuple[str, ...]
    adults: tuple[str, ...]
    locked_members: frozenset[str]


@dataclass(frozen=True)
class Dealt:
    """What came of it: for each team its pupils, the engine's levels, and a sentence about the whole."""

    settings: Settings
    teams: tuple[tuple[str, ...], ...]
    levels: tuple[dict[str, Any], ...]
    seed: int
    digest: str
    explained: str
    old: tuple[Old, ...] = ()


def given_for(activity: Activity, settings: Settings, here: Sequence[Member] | None = None) -> Given:
    """Who comes, with their schools' wishes and whom they met at past events. Three queries."""
    found = members(activity) if here is None else here
    history = met_before(activity, found) if settings.meet_new else ()
    return Given(found, wishes(activity), history)


def deal(
    activity: Activity, settings: Settings, *, seed: int = 1, base: TeamSet | None = None, own: Sequence[str] = ()
) -> Dealt:
    """Teams for everybody who comes. What is locked in ``base`` stays where it is.

    Raises Invalid, in words, when the rules cannot all be kept; wishes of schools that are not in ``own`` are only
    counted in them.
    """
    given = given_for(activity, settings)
    if len(given.members) < 2:
        raise Invalid(_("Nobody is on the list yet. Teams can be made once schools have said who comes."))
    old = standing(base) if base is not None else ()
    if settings.mix == BY_SCHOOL:
        return _by_school(settings, given, seed)
    try:
        seats, brief, levels = _solved(settings, given, old, seed)
    except InvalidBrief as problem:
        raise Invalid(str(problem)) from problem
    except ImpossibleBrief as problem:
        raise Invalid(teams_words.impossible(problem, given, own)) from problem
    said = teams_words.proof(settings, levels, seats, given.schools)
    digest = input_hash([settings.as_json(), len(brief.pupils), seed, sorted(map(len, _teams(seats)))])
    return Dealt(settings, _teams(seats), levels, seed, digest, said, old)


def standing(base: TeamSet) -> tuple[Old, ...]:
    """The teams of a set, with what is locked. Two queries."""
    return tuple(_old(team) for team in base.teams.order_by("number").prefetch_related("members"))


def _old(team: Any) -> Old:
    rows = team.members.all()
    return Old(
        team.number,
        team.name,
        team.colour,
        team.room,
        team.locked,
        tuple(sorted(each.participant_id for each in rows if each.participant_id)),
        tuple(sorted(each.adult_id for each in rows if each.adult_id)),
        frozenset(each.participant_id for each in rows if each.participant_id and each.locked),
    )


def _solved(
    settings: Settings, given: Given, old: Sequence[Old], seed: int
) -> tuple[dict[str, int], TeamBrief, tuple[dict[str, Any], ...]]:
    """Seats of everybody. Locked teams stand aside with those they hold; the rest is dealt into the other teams."""
    locks = any(team.locked or team.locked_members for team in old)
    held = {pupil: place for place, team in enumerate(old) if team.locked for pupil in team.members}
    count = len(old) if locks else teams_brief.count(settings, given)
    free = [place for place in range(count) if not (locks and old[place].locked)]
    rest = tuple(each for each in given.members if each.id not in held)
    here = {each.id for each in rest}
    fixed = {pupil: free.index(place) for place, team in enumerate(old) for pupil in team.locked_members & here}
    kept = [each for each in given.wishes if {each[0], each[1]} <= here]
    asked = replace(given, members=rest, wishes=kept, fixed=fixed if locks else {})
    if not free or len(rest) < 2:
        raise Invalid(_("Every team is locked, so there is nothing left to deal. Unlock a team first."))
    brief, plan = _plan(settings, asked, len(free), seed)
    seats = {pupil: free[team] for pupil, team in plan.by_id(brief).items()}
    came = {each.id for each in given.members}
    seats |= {pupil: place for pupil, place in held.items() if pupil in came}
    return seats, brief, tuple(level.as_json() for level in plan.levels)


def _plan(settings: Settings, given: Given, teams: int, seed: int) -> tuple[TeamBrief, Any]:
    """The engine's plan. Pairs that cannot all be kept give way to the fewest alone."""
    brief = teams_brief.brief(settings, given, teams)
    try:
        return brief, solve(brief, seed)
    except ImpossibleBrief:
        if settings.mix != BUDDIES or brief.rules.mode == "no_lone":
            raise
    rules = replace(brief.rules, mode="no_lone", together=tuple(map(tuple, given.together)))
    brief = replace(brief, rules=rules)
    return brief, solve(brief, seed)


def _teams(seats: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    teams: list[list[str]] = [[] for _number in range(max(seats.values(), default=-1) + 1)]
    for pupil in sorted(seats):
        teams[seats[pupil]].append(pupil)
    return tuple(map(tuple, teams))


def _by_school(settings: Settings, given: Given, seed: int) -> Dealt:
    """Each school by itself, cut into even teams where it is larger than a team."""
    schools: dict[tuple[str, str], list[str]] = {}
    for each in given.members:
        schools.setdefault((each.school_name, each.school_id), []).append(each.id)
    teams: list[tuple[str, ...]] = []
    for _name, ids in sorted(schools.items()):
        parts = 1 if settings.number else mixing.teams_for(len(ids), settings.size)
        teams += [tuple(ids[part::parts]) for part in range(parts)]
    level = {"name": "school", "value": 0, "bound": 0, "proved": True, "bound_type": "counting"}
    said = _("Every team is of one school.")
    return Dealt(settings, tuple(teams), (level,), seed, input_hash([settings.as_json(), len(teams)]), said)
