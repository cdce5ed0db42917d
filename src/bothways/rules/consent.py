"""What schools' answers amount to, and what a change asks them again. Pure.

An answer belongs to the terms that were shown. A yes to other terms is no yes, and silence never is.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any


class Said(enum.StrEnum):
    """A school's answer; empty while it is still asked."""

    NOTHING = ""
    IN = "in"
    IN_IF = "in_if"
    NOT_THIS_TIME = "not_this_time"
    LATER = "later"


class State(enum.StrEnum):
    """How far a proposal is."""

    PROPOSED = "proposed"
    ASKING = "asking"
    AGREED = "agreed"
    CONFIRMED = "confirmed"
    DONE = "done"
    CALLED_OFF = "called_off"


class Dot(enum.StrEnum):
    """Its mark in the year: filled, open, or a question."""

    DONE = "done"
    OPEN = "open"
    ASK = "ask"


class Lack(enum.StrEnum):
    """What stands between a proposal and its confirmation."""

    OWNERS = "owners"
    SCHOOLS = "schools"
    STATE = "state"


YESES = frozenset({Said.IN, Said.IN_IF})
LIVE = frozenset({State.PROPOSED, State.ASKING, State.AGREED, State.CONFIRMED})
FEWEST_SCHOOLS = 2


@dataclass(frozen=True)
class Terms:
    """What every school agrees to. A change to any of it asks all that said yes again."""

    year: int
    half_term: int
    day: dt.date | None = None
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    place: str = ""
    host_id: str | None = None
    pupils: int | None = None
    year_groups: str = ""
    cost_pence: int = 0
    cost_words: str = ""


@dataclass(frozen=True)
class Share:
    """What one school gives, gets and pays. A change to it asks that school alone."""

    gives: str = ""
    gives_kind: str = ""
    gets: str = ""
    hours: Decimal = Decimal(0)
    cost_pence: int = 0
    pupils: int | None = None


@dataclass(frozen=True)
class Stands:
    """Where one school stands: what it said, to which version, and whether its condition was met."""

    said: Said
    version: int = 0
    settled: bool = False
    owner: bool = False


@dataclass(frozen=True)
class Tally:
    """Counts over the schools asked. ``agreed`` holds those in, and those whose condition was met."""

    asked: int = 0
    agreed: int = 0
    conditional: int = 0
    not_this_time: int = 0
    later: int = 0
    waiting: int = 0
    owners_in: int = 0

    @property
    def complete(self) -> bool:
        """Every school asked has said something."""
        return self.asked > 0 and self.waiting == 0


def differences(before: Terms | Share, after: Terms | Share) -> dict[str, tuple[Any, Any]]:
    """The names of what differs, each with before and after. A day that stays makes year and half-term its own."""
    old, new = asdict(before), asdict(after)
    found = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    if "day" in found or (old.get("day") and new.get("day")):
        found.pop("year", None)
        found.pop("half_term", None)
    return found


def reopened(answers: Mapping[str, Said], *, terms_changed: bool, shares_changed: Collection[str]) -> frozenset[str]:
    """Whose yes a change takes back: everybody's with the terms, else only of those whose own share changed."""
    said_yes = {key for key, said in answers.items() if said in YESES}
    return frozenset(said_yes if terms_changed else said_yes & set(shares_changed))


def holds(one: Stands, version: int) -> bool:
    """Whether a school is in: it said yes to these very terms, and its condition, if it had one, is met."""
    if one.version != version:
        return False
    return one.said is Said.IN or (one.said is Said.IN_IF and one.settled)


def tally(schools: Iterable[Stands], version: int) -> Tally:
    """Count once. A yes to an older version waits: it is counted with those still asked."""
    counts = dict.fromkeys(Tally.__dataclass_fields__, 0)
    for one in schools:
        counts["asked"] += 1
        counts[_counted_as(one, version)] += 1
        counts["owners_in"] += one.owner and holds(one, version)
    return Tally(**counts)


def _counted_as(one: Stands, version: int) -> str:
    if one.said is Said.NOT_THIS_TIME or one.said is Said.LATER:
        return str(one.said)
    if holds(one, version):
        return "agreed"
    return "conditional" if one.said is Said.IN_IF and one.version == version else "waiting"


def lacks(state: State, counted: Tally, owners_needed: int) -> tuple[Lack, ...]:
    """What is missing for it to be confirmed; empty when it may be."""
    missing = [] if state in {State.ASKING, State.AGREED} else [Lack.STATE]
    if counted.agreed < FEWEST_SCHOOLS:
        missing.append(Lack.SCHOOLS)
    if counted.owners_in < owners_needed:
        missing.append(Lack.OWNERS)
    return tuple(missing)


def state_after(state: State, counted: Tally, owners_needed: int) -> State:
    """Where answers take a proposal. Nothing is confirmed by answers, but what lost its schools is asked again."""
    if state in {State.PROPOSED, State.DONE, State.CALLED_OFF}:
        return state
    if state is State.CONFIRMED and not lacks(State.AGREED, counted, owners_needed):
        return state
    agreed = counted.complete and not counted.conditional and counted.agreed >= FEWEST_SCHOOLS
    return State.AGREED if agreed else State.ASKING


def dot(state: State, *, waiting: int) -> Dot:
    """The mark in the year. Confirmed means agreed by the schools that take part; the others are simply not in."""
    if state is State.DONE:
        return Dot.DONE
    settled = state is State.CONFIRMED or (state is State.AGREED and not waiting)
    return Dot.OPEN if settled else Dot.ASK
