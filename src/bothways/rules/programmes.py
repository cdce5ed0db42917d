"""A cohort over a year: a fair share of its places, what a panel reads of a child, and numbers that tell no child.

Pure. Counts are whole numbers of children; a school, a criterion and a year are whatever keys the caller has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bothways.rules import small_numbers
from bothways.rules.disclosure import Named
from bothways.rules.small_numbers import FEWEST, Shown
from bothways.rules.terms import AcademicYear

K = TypeVar("K", bound=str)
LONGEST_STATEMENT = 600
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def share(places: int, schools: int) -> int:
    """How many places come to each school when all nominate, rounded up. Only a warning hangs on it."""
    return -(-places // schools) if schools else places


def initials(child: Named) -> str:
    """What the panel reads: "A.B.". Of a hidden child the initials of its alias, in the same form as its name's.

    A child whose names are forgotten reads as nothing, hidden or not.
    """
    if not child.first_name:
        return ""
    name, _space, rest = child.alias.rpartition(" ") if child.hidden else (child.first_name, "", child.initial)
    name, rest = (name, rest) if name else (rest, "")
    return f"{name[:1].upper()}." + (f"{rest[:1].upper()}." if child.initial and rest else "")


def names_the_child(statement: str, first_name: str) -> bool:
    """Whether the child's first name stands in it as a word of its own, as the school writes it."""
    if len(first_name) < 2:
        return False
    return re.search(rf"(?<!\w){re.escape(first_name)}(?!\w)", statement) is not None


@dataclass(frozen=True)
class Decided:
    """How one nomination stands. ``order`` is its place on the reserve list, else 0."""

    id: str
    state: str
    order: int = 0


def too_many(places: int, standing: Iterable[Decided], chosen: Iterable[str]) -> int:
    """How many more than there are places would have one, if those chosen had one as well."""
    placed = {each.id for each in standing if each.state == "placed"} | set(chosen)
    return max(0, len(placed) - places)


def reserve_list(standing: Iterable[Decided], chosen: Sequence[str], *, first: bool = False) -> dict[str, int]:
    """The reserve list once those chosen are on it: at its end, or at its head. Places are numbered from 1."""
    stands = sorted((each for each in standing if each.state == "reserve"), key=lambda each: (each.order, each.id))
    others = [each.id for each in stands if not first or each.id not in chosen]
    new = [each for each in chosen if each not in others]
    line = [*new, *others] if first else [*others, *new]
    return {each: place for place, each in enumerate(line, start=1)}


def by_school(counts: Mapping[K, int]) -> Shown[K]:
    """How many of a cohort each school has, as any other school may read it.

    Schools know their own number, so it is not enough that a small one is hidden with a second: whoever knows one of
    the hidden numbers still must not find another. So hidden ones are at least three and, without any one of them,
    still two that add up to five. Where that cannot be, the total is hidden too. Among equals the earlier is hidden
    first.
    """
    shown = small_numbers.shown(counts)
    hidden = [key for key, count in shown.cells.items() if count is None]
    if not hidden:
        return shown
    rest = sorted((key for key, count in shown.cells.items() if count), key=lambda key: counts[key])
    while rest and not _kept_from_insiders([counts[key] for key in hidden]):
        hidden.append(rest.pop(0))
    safe = _kept_from_insiders([counts[key] for key in hidden])
    cells = {key: None if key in hidden else count for key, count in counts.items()}
    return Shown(cells, sum(counts.values()) if safe else None)


def _kept_from_insiders(hidden: Sequence[int]) -> bool:
    return len(hidden) >= 3 and sum(hidden) - max(hidden) >= FEWEST


def criteria(of_school: Mapping[str, int], meeting: Mapping[K, Mapping[str, int]]) -> dict[K, int | None]:
    """How many of all nominated meet each criterion, where that tells nothing of a child; else None.

    ``of_school``: how many each school nominated. ``meeting``: criterion to school to how many meet it. Neither those
    who do nor those who do not may be fewer than five, among all and among all but any one school: each school knows
    which of its own do. That all of a group meet one would tell of each of them.
    """
    return {key: _criterion(of_school, meets) for key, meets in meeting.items()}


def _criterion(of_school: Mapping[str, int], meets: Mapping[str, int]) -> int | None:
    total, everyone = sum(meets.values()), sum(of_school.values())
    groups = [(total, everyone)]
    groups += [(total - meets.get(key, 0), everyone - of) for key, of in of_school.items()]
    safe = all(yes >= FEWEST and of - yes >= FEWEST for yes, of in groups if of)
    return total if safe and everyone else None


@dataclass(frozen=True)
class Year:
    """One academic year of a programme. ``left`` of those who took a place; ``hidden``: its total is shown nowhere."""

    year: int
    entered: int
    continuing: int
    left: int
    hidden: bool = False


@dataclass(frozen=True)
class YearShown:
    """The same as others may read it; None is hidden."""

    year: int
    entered: int | None
    continuing: int | None
    cohort: int | None
    left: int | None

    @property
    def academic(self) -> str:
        """As schools say it: 2026/27."""
        return str(AcademicYear(self.year))


def over_years(years: Iterable[Year]) -> list[YearShown]:
    """Entered, continuing and left, year by year, oldest first.

    Entered and continuing add up to the cohort, so a small one hides the other. How many left is a part of the cohort
    of which the rest is shown nowhere.
    """
    found = []
    for each in sorted(years, key=lambda year: year.year):
        shown = small_numbers.shown({"entered": each.entered, "continuing": each.continuing})
        cohort = each.entered + each.continuing
        total = None if each.hidden or small_numbers.is_small(cohort) else cohort
        left = None if small_numbers.is_small(each.left) else each.left
        entered, continuing = (None, None) if each.hidden else (shown.cells["entered"], shown.cells["continuing"])
        found.append(YearShown(each.year, entered, continuing, total, left))
    return found
