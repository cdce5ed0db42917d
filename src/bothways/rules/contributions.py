"""What each school gave to one activity and got from it, in natural units. Pure.

Read from what was set up, booked and seen at the door, so nobody types it again. Kinds are never added up into one
score: a hall, an hour and a place stay what they are.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction


class Way(enum.StrEnum):
    """Giving or receiving."""

    GAVE = "gave"
    GOT = "got"


class Kind(enum.StrEnum):
    """What it was. The words of each, one and many, are on the page's side."""

    VENUE = "venue"
    PREPARING = "preparing"
    LEADING = "leading"
    SESSIONS = "sessions"
    TRAINING_LED = "training_led"
    PUPILS_LEADING = "pupils_leading"
    EQUIPMENT = "equipment"
    TRANSPORT = "transport"
    MONEY = "money"
    PLACES = "places"
    TRAINING_PLACES = "training_places"


HOURS = frozenset({Kind.PREPARING, Kind.LEADING})
"""Kinds that are hours of people's time, which alone are shared out in the chart of hours."""
LENT = frozenset({Kind.EQUIPMENT, Kind.TRANSPORT, Kind.MONEY})


class Known(enum.StrEnum):
    """How we know."""

    TIMETABLE = "timetable"
    BOOKED = "booked"
    COUNTED = "counted"
    SAID = "said"


_WEAKEST_FIRST = (Known.SAID, Known.BOOKED, Known.TIMETABLE, Known.COUNTED)


@dataclass(frozen=True)
class Led:
    """One school's part in leading one session: ``hours`` of the session for each of ``leaders``."""

    school: str
    session: str
    hours: Fraction
    preparing: Fraction = Fraction(0)
    leaders: int = 1
    pupils: int = 0
    for_adults: bool = False


@dataclass(frozen=True)
class Came:
    """Who came of one school. ``arrived`` is None until the register is finished: then booked places count."""

    school: str
    booked: int
    arrived: int | None = None
    training: int = 0


@dataclass(frozen=True)
class Facts:
    """What is known of one activity. ``lent``: (school, kind) from what schools said they would give."""

    host: str = ""
    led: Sequence[Led] = ()
    came: Sequence[Came] = ()
    lent: Collection[tuple[str, Kind]] = ()


@dataclass(frozen=True)
class Line:
    """One thing one school gave or got."""

    school: str
    way: Way
    kind: Kind
    amount: Fraction
    known: Known


def lines(facts: Facts) -> list[Line]:
    """Everything, by school and kind; nothing of amount 0. The same facts in another order give the same lines."""
    found = [*_gave(facts), *_got(facts)]
    return sorted((each for each in found if each.amount > 0), key=lambda line: (line.school, line.way, line.kind))


def _gave(facts: Facts) -> Iterator[Line]:
    if facts.host:
        yield Line(facts.host, Way.GAVE, Kind.VENUE, Fraction(1), Known.TIMETABLE)
    for school in {led.school for led in facts.led}:
        mine = [led for led in facts.led if led.school == school]
        taught = {led.session for led in mine if not led.for_adults}
        trained = {led.session for led in mine if led.for_adults}
        amounts = (
            (Kind.PREPARING, sum((led.preparing for led in mine), Fraction(0))),
            (Kind.LEADING, sum((led.hours * led.leaders for led in mine), Fraction(0))),
            (Kind.SESSIONS, Fraction(len(taught))),
            (Kind.TRAINING_LED, Fraction(len(trained))),
            (Kind.PUPILS_LEADING, Fraction(sum(led.pupils for led in mine))),
        )
        yield from (Line(school, Way.GAVE, kind, amount, Known.TIMETABLE) for kind, amount in amounts)
    for school, kind in set(facts.lent):
        if kind in LENT:
            yield Line(school, Way.GAVE, kind, Fraction(1), Known.SAID)


def _got(facts: Facts) -> Iterator[Line]:
    for came in facts.came:
        counted = came.arrived is not None
        places = came.arrived if came.arrived is not None else came.booked
        known = Known.COUNTED if counted else Known.BOOKED
        yield Line(came.school, Way.GOT, Kind.PLACES, Fraction(places), known)
        yield Line(came.school, Way.GOT, Kind.TRAINING_PLACES, Fraction(came.training), Known.BOOKED)


def reached_outside(facts: Facts) -> dict[str, int]:
    """How many pupils of other schools each contributing school reached: those who came to what it helped to give."""
    gave = {line.school for line in lines(facts) if line.way is Way.GAVE}
    came = {each.school: each.arrived if each.arrived is not None else each.booked for each in facts.came}
    return {school: sum(n for other, n in came.items() if other != school) for school in gave}


def added(many: Iterable[Sequence[Line]]) -> list[Line]:
    """Several activities as one: amounts of the same school, way and kind added; known by the weakest of them."""
    total: dict[tuple[str, Way, Kind], tuple[Fraction, Known]] = {}
    for one in many:
        for line in one:
            key = (line.school, line.way, line.kind)
            amount, known = total.get(key, (Fraction(0), Known.COUNTED))
            total[key] = (amount + line.amount, min(known, line.known, key=_WEAKEST_FIRST.index))
    return [Line(*key, amount, known) for key, (amount, known) in sorted(total.items())]
