"""Lunch: tables that mix schools with an adult at each, and what the kitchen sends to each table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities import policies
from bothways.activities.models import Activity, Adult, Need, NeedKind
from bothways.activities.queries import need_words, teams_words
from bothways.activities.queries.teams_brief import Given, Settings
from bothways.activities.queries.teams_people import Grown, Member, adults, members, wishes
from bothways.core.access import demand
from bothways.core.errors import Invalid
from bothways.rules import mixing
from bothways.rules.errors import ImpossibleBrief, InvalidBrief
from bothways.rules.report import input_hash
from bothways.rules.teams import seating
from bothways.schools.models import Person

SIZE = 7
"""People at a table at most, when nobody says."""


@dataclass(frozen=True)
class Seated:
    """For each table its pupils and its adults."""

    settings: Settings
    tables: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    levels: tuple[dict[str, Any], ...]
    seed: int
    digest: str
    explained: str


def seat(activity: Activity, size: int, *, seed: int = 1, own: Sequence[str] = ()) -> Seated:
    """Tables for everybody who comes, of two schools or more and an adult at each.

    What somebody eats changes nothing of where they sit. Raises Invalid, in words, when it cannot be done.
    """
    pupils, grown = members(activity), adults(activity)
    people: list[Member | Grown] = [*pupils, *grown]
    if not people:
        raise Invalid(_("Nobody is on the list yet. Tables can be laid once schools have said who comes."))
    tables = mixing.teams_for(len(people), size)
    given = Given(pupils, wishes(activity))
    try:
        found = seating.seat(_lunch(given, grown, tables), seed)
    except InvalidBrief as problem:
        raise Invalid(str(problem)) from problem
    except ImpossibleBrief as problem:
        raise Invalid(teams_words.impossible(problem, given, own)) from problem
    levels = tuple(level.as_json() for level in found.levels if level.name != "diet")
    laid = _laid(found.plan, tables, {each.id for each in grown})
    digest = input_hash([size, len(people), [len(both[0]) + len(both[1]) for both in laid]])
    return Seated(Settings(size=size, number=tables), laid, levels, seed, digest, _words(found.levels))


def _lunch(given: Given, grown: Sequence[Grown], tables: int) -> seating.Lunch:
    guests = [seating.Guest(each.id, each.school_id) for each in given.members]
    guests += [seating.Guest(each.id, each.school_id, adult=True) for each in grown]
    sizes = mixing.even_sizes(len(guests), tables)
    return seating.Lunch(tuple(guests), tables, sizes, together=tuple(given.together), apart=tuple(given.apart))


def _laid(plan: Mapping[str, int], tables: int, grown: set[str]) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    held: list[tuple[list[str], list[str]]] = [([], []) for _table in range(tables)]
    for guest, table in sorted(plan.items()):
        held[table][guest in grown].append(guest)
    return tuple((tuple(pupils), tuple(both)) for pupils, both in held)


def _words(levels: Sequence[Any]) -> str:
    said = _("Every table has an adult and guests of two schools or more.")
    pairs = next((level for level in levels if level.name == "school"), None)
    if pairs is None:
        return said
    shared = ngettext(
        "Two of one school sit at one table %(n)d time", "Two of one school sit at one table %(n)d times", pairs.value
    ) % {"n": pairs.value}
    return f"{said} {shared}{_(', and no seating has fewer.') if pairs.proved else '.'}"


def may_read_cards(activity: Activity, by: Person) -> bool:
    """Whether the cards for the kitchen are this person's to read, now."""
    return bool(policies.may_see_day_needs(by, activity))


def cards(activity: Activity, tables: Mapping[str, int], *, by: Person) -> dict[int, dict[str, int]]:
    """How many of each special plate go to each table, without names: for the host, in the window of the day.

    ``tables`` is the table of each guest. Refused to everybody else.
    """
    demand(policies.may_see_day_needs(by, activity))
    found: dict[int, Counter[str]] = {}
    diets: dict[str, set[str]] = {}
    for need in Need.unscoped.filter(participant_id__in=list(tables), kind=NeedKind.DIET):
        diets.setdefault(need.participant_id, set()).add(need.choice)
    for adult in Adult.unscoped.filter(pk__in=list(tables)):
        if adult.diet:
            diets.setdefault(adult.pk, set()).add(adult.diet)
    for guest, plate in diets.items():
        words = ", ".join(need_words.words(NeedKind.DIET, each) for each in sorted(plate))
        found.setdefault(tables[guest], Counter())[words] += 1
    return {table: dict(sorted(plates.items())) for table, plates in sorted(found.items())}
