"""A formal lunch: tables that mix schools, an adult at each, diets and access. The team engine with other words.

An adult at every table is made of rules the engine has: as many adults as there are tables, all kept apart,
are one at each. Adults beyond those are spread as a label.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bothways.rules.errors import Clash, ImpossibleBrief, InvalidBrief
from bothways.rules.report import Certificate, Level
from bothways.rules.teams.model import Pupil, School, TeamBrief, TeamRules
from bothways.rules.teams.solve import solve

ROLE, DIET, ADULT, PUPIL = "role", "diet", "adult", "pupil"
DIETS = ("spread", "together")
_WORDS = (("pupils", "guests"), ("Pupils", "Guests"), ("pupil", "guest"), ("teams", "tables"), ("team", "table"))


@dataclass(frozen=True)
class Guest:
    """Somebody at lunch. ``diet`` empty means the usual meal."""

    id: str
    school: str
    adult: bool = False
    diet: str = ""
    access: bool = False


@dataclass(frozen=True)
class Lunch:
    """Who comes and how they sit. ``diets``: "spread" over the tables, or "together" so that fewer tables need them.

    The other rules read as in ``TeamRules``, a table for a team.
    """

    guests: tuple[Guest, ...]
    n_tables: int
    sizes: tuple[int, int]
    min_schools: int = 2
    min_adults: int = 1
    diets: str = "spread"
    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    fixed: Mapping[str, int] | None = None
    accessible_tables: frozenset[int] | None = None
    history: tuple[tuple[tuple[str, ...], ...], ...] = ()


@dataclass(frozen=True)
class Seating:
    """``plan`` is the table of each guest; ``cards`` how many of each diet the kitchen sends to each table."""

    plan: Mapping[str, int]
    levels: tuple[Level, ...]
    broken: tuple[str, ...]
    certificate: Certificate
    cards: Mapping[int, Mapping[str, int]]


def seat(lunch: Lunch, seed: int = 1, digest: str | None = None) -> Seating:
    """The best plan found. Raises ImpossibleBrief in the words of a lunch."""
    brief = as_teams(lunch)
    try:
        if len({guest.school for guest in lunch.guests}) < lunch.min_schools:
            raise InvalidBrief(f"Every table needs {lunch.min_schools} schools, and fewer come.")
        plan = solve(brief, seed, digest)
    except ImpossibleBrief as problem:
        clashes = tuple(Clash(each.rule, table_words(each.words)) for each in problem.clashes)
        raise ImpossibleBrief(clashes, minimal=problem.minimal) from problem
    tables = plan.by_id(brief)
    broken = (*map(table_words, plan.broken), *_without_adults(lunch, tables))
    certificate = replace(plan.certificate, kind="seating")
    return Seating(tables, plan.levels, broken, certificate, diet_cards(lunch, tables))


def as_teams(lunch: Lunch) -> TeamBrief:
    """The same question about teams."""
    if lunch.diets not in DIETS:
        raise InvalidBrief(f"“diets” must be one of {', '.join(DIETS)}, not {lunch.diets!r:.40}.")
    schools = tuple(School(ident) for ident in sorted({guest.school for guest in lunch.guests}))
    blocks = _diet_blocks(lunch) if lunch.diets == "together" else ()
    rules = TeamRules(
        lunch.n_tables,
        lunch.sizes,
        "at_least",
        lunch.min_schools,
        (*lunch.together, *blocks),
        (*lunch.apart, *_hosts(lunch)),
        dict(lunch.fixed or {}),
        lunch.accessible_tables,
        lunch.history,
    )
    labels = (ROLE, DIET) if lunch.diets == "spread" else (ROLE,)
    return TeamBrief(schools, tuple(_pupil(guest) for guest in lunch.guests), rules, labels)


def _pupil(guest: Guest) -> Pupil:
    labels = {ROLE: ADULT if guest.adult else PUPIL, DIET: guest.diet}
    return Pupil(guest.id, guest.school, labels, {}, guest.access)


def _hosts(lunch: Lunch) -> list[tuple[str, ...]]:
    """For each adult that a table needs: one adult a table, all apart. Those tied to another host come last."""
    adults = sorted((guest for guest in lunch.guests if guest.adult), key=lambda each: (each.access, each.id))
    needed = lunch.n_tables * lunch.min_adults
    if len(adults) < needed:
        raise ImpossibleBrief(
            (
                Clash("min_adults", f"every one of {lunch.n_tables} tables has {lunch.min_adults} or more adults"),
                Clash("guests", f"only {len(adults)} adults come"),
            )
        )
    hosts: list[list[str]] = [[] for _ in range(lunch.min_adults)]
    for guest in adults:
        room = [group for group in hosts if len(group) < lunch.n_tables and not _tied(lunch, guest.id, group)]
        if room:
            room[0].append(guest.id)
    if any(len(group) < lunch.n_tables for group in hosts):
        raise ImpossibleBrief(
            (
                Clash("min_adults", f"every table has {lunch.min_adults} or more adults"),
                Clash("together", "too many of the adults are kept together or fixed to one table"),
            )
        )
    return [tuple(group) for group in hosts if len(group) > 1]


def _tied(lunch: Lunch, ident: str, group: Sequence[str]) -> bool:
    """Whether the guest must sit with one of the group."""
    fixed = lunch.fixed or {}
    if ident in fixed and any(fixed.get(each) == fixed[ident] for each in group):
        return True
    return any(ident in tied and any(each in tied for each in group) for tied in lunch.together)


def _diet_blocks(lunch: Lunch) -> list[tuple[str, ...]]:
    """Pupils of one special diet in blocks of half a table at most, schools taken in turn so that blocks mix."""
    named = {ident for group in (*lunch.together, *lunch.apart, tuple(lunch.fixed or {})) for ident in group}
    by_diet: dict[str, list[Guest]] = {}
    for guest in lunch.guests:
        if guest.diet and not guest.adult and guest.id not in named and not guest.access:
            by_diet.setdefault(guest.diet, []).append(guest)
    most = max(2, lunch.sizes[0] // 2)
    blocks = []
    for _, guests in sorted(by_diet.items()):
        dealt = [guest.id for guest in _in_turn(guests)]
        blocks += [tuple(dealt[k : k + most]) for k in range(0, len(dealt), most)]
    return [block for block in blocks if len(block) > 1]


def _in_turn(guests: Iterable[Guest]) -> list[Guest]:
    """One of each school, then the next of each."""
    seen: Counter[str] = Counter()
    keyed = []
    for guest in sorted(guests, key=lambda each: each.id):
        keyed.append((seen[guest.school], guest.school, guest.id, guest))
        seen[guest.school] += 1
    return [guest for *_, guest in sorted(keyed, key=lambda each: each[:3])]


def _without_adults(lunch: Lunch, tables: Mapping[str, int]) -> list[str]:
    seated = Counter(tables[guest.id] for guest in lunch.guests if guest.adult)
    return [
        f"table {table} has {seated[table]} adults, fewer than {lunch.min_adults}"
        for table in range(lunch.n_tables)
        if seated[table] < lunch.min_adults
    ]


def diet_cards(lunch: Lunch, tables: Mapping[str, int]) -> dict[int, dict[str, int]]:
    """For the kitchen: special diets at each table."""
    cards: dict[int, Counter[str]] = {table: Counter() for table in range(lunch.n_tables)}
    for guest in lunch.guests:
        if guest.diet:
            cards[tables[guest.id]][guest.diet] += 1
    return {table: dict(sorted(diets.items())) for table, diets in cards.items()}


def table_words(text: str) -> str:
    """A sentence about pupils and teams, said of guests and tables."""
    for said, meant in _WORDS:
        text = text.replace(said, meant)
    return text
