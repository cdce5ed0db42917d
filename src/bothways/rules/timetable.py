"""A day's timetable: where sessions get in each other's way, turns, rotations and changing places. Pure.

Times are minutes since midnight. A session of a ``block`` stands beside the others of that block on its day: a pupil
is in one of them. Nothing here forbids: what is found is said, and people decide.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

DAY = 24 * 60
PAUSES = frozenset({"break", "lunch"})
PUPILS, ADULTS, ALL = "pupils", "adults", "all"


class ClashKind(enum.StrEnum):
    """What is wrong, in the order in which it is told."""

    ROOM_TWICE = "room_twice"
    LEADER_TWICE = "leader_twice"
    OUTSIDE = "outside"
    OVER_A_PAUSE = "over_a_pause"
    TOO_FULL = "too_full"
    TOO_FEW_PLACES = "too_few_places"
    NOTHING_INSTEAD = "nothing_instead"
    STEPS = "steps"


@dataclass(frozen=True)
class Slot:
    """One session. ``holds`` and ``room_holds`` are 0 when nobody said; ``leaders`` are keys of people."""

    id: str
    day: dt.date
    starts: int
    ends: int
    kind: str = "seminar"
    audience: str = PUPILS
    block: str = ""
    room: str = ""
    room_holds: int = 0
    step_free: bool = True
    holds: int = 0
    leaders: frozenset[str] = frozenset()
    opt_out: bool = False
    instead: str = ""

    @property
    def places(self) -> int:
        """How many it takes; 0 for not said."""
        return min((number for number in (self.holds, self.room_holds) if number), default=0)


@dataclass(frozen=True)
class Event:
    """What the timetable has to fit. ``starts`` and ``ends`` are None while nobody said; counts are of who may come."""

    first: dt.date
    last: dt.date
    starts: int | None = None
    ends: int | None = None
    pupils: int = 0
    adults: int = 0
    training: int = 0
    step_free_needed: bool = False


@dataclass(frozen=True)
class Clash:
    """One thing that is wrong: which sessions it is about, and where it helps, who or how many.

    ``who`` is a key of a leader or a room; ``have`` and ``want`` count places and people.
    """

    kind: ClashKind
    slots: tuple[str, ...]
    who: str = ""
    have: int = 0
    want: int = 0


def clashes(slots: Sequence[Slot], event: Event) -> tuple[Clash, ...]:
    """Everything that is wrong, each once; the same for the same sessions in any order."""
    known = sorted(slots, key=lambda each: (each.day, each.starts, each.ends, each.id))
    found = [*_pairs(known), *_outside(known, event), *_numbers(known, event), *_steps(known, event)]
    found += _nothing_instead(known)
    order = list(ClashKind)
    return tuple(sorted(found, key=lambda each: (order.index(each.kind), each.slots)))


def overlap(one: Slot, other: Slot) -> bool:
    """Whether two share a minute. One that begins when the other ends does not."""
    return one.day == other.day and one.starts < other.ends and other.starts < one.ends


def _pairs(slots: Sequence[Slot]) -> Iterator[Clash]:
    for one, other in combinations(slots, 2):
        if not overlap(one, other):
            continue
        both = (one.id, other.id)
        if one.room and one.room == other.room:
            yield Clash(ClashKind.ROOM_TWICE, both, who=one.room)
        for who in sorted(one.leaders & other.leaders):
            yield Clash(ClashKind.LEADER_TWICE, both, who=who)
        if (one.kind in PAUSES) != (other.kind in PAUSES) and _same_people(one, other):
            session, pause = (other, one) if one.kind in PAUSES else (one, other)
            yield Clash(ClashKind.OVER_A_PAUSE, (session.id, pause.id))


def _same_people(one: Slot, other: Slot) -> bool:
    return ALL in {one.audience, other.audience} or one.audience == other.audience


def _outside(slots: Sequence[Slot], event: Event) -> Iterator[Clash]:
    for each in slots:
        early = event.starts is not None and each.starts < event.starts
        late = event.ends is not None and each.ends > event.ends
        if early or late or not event.first <= each.day <= event.last:
            yield Clash(ClashKind.OUTSIDE, (each.id,))


def _numbers(slots: Sequence[Slot], event: Event) -> Iterator[Clash]:
    for block in _blocks(slots):
        if len(block) == 1 and not block[0].block:
            yield from _whole(block[0], event)
            continue
        for each in block:
            if each.room_holds and each.holds > each.room_holds:
                yield Clash(ClashKind.TOO_FULL, (each.id,), each.room, each.room_holds, each.holds)
        places = [each.places for each in block]
        want = event.training if block[0].audience == ADULTS else event.pupils
        if all(places) and sum(places) < want:
            yield Clash(ClashKind.TOO_FEW_PLACES, tuple(each.id for each in block), "", sum(places), want)


def _whole(one: Slot, event: Event) -> Iterator[Clash]:
    """A session that everybody is in."""
    people = {PUPILS: event.pupils, ADULTS: event.training, ALL: event.pupils + event.adults}[one.audience]
    people = min(people, one.holds) if one.holds else people
    if one.room_holds and people > one.room_holds:
        yield Clash(ClashKind.TOO_FULL, (one.id,), one.room, one.room_holds, people)


def _steps(slots: Sequence[Slot], event: Event) -> Iterator[Clash]:
    if not event.step_free_needed:
        return
    for block in _blocks(slots):
        if block[0].audience != ADULTS and all(each.room and not each.step_free for each in block):
            yield Clash(ClashKind.STEPS, tuple(each.id for each in block))


def _nothing_instead(slots: Sequence[Slot]) -> Iterator[Clash]:
    by_id = {each.id: each for each in slots}
    for each in slots:
        other = by_id.get(each.instead)
        if each.opt_out and (other is None or other.id == each.id or other.opt_out):
            yield Clash(ClashKind.NOTHING_INSTEAD, (each.id,))


def _blocks(slots: Iterable[Slot]) -> list[list[Slot]]:
    """Sessions that stand side by side, together; every other one alone."""
    found: dict[tuple[object, ...], list[Slot]] = defaultdict(list)
    for each in slots:
        found[(each.day, each.block) if each.block else (each.id,)].append(each)
    return list(found.values())


def rotation(groups: int, stations: int) -> tuple[tuple[int | None, ...], ...]:
    """Rounds of a rotation: for each round and station the group (from 0) that is there, None for nobody.

    Every group is at every station exactly once, and never at two in one round. Raises ValueError below one of each.
    """
    if groups < 1 or stations < 1:
        raise ValueError("a rotation needs a group and a station")
    rounds = max(groups, stations)
    turns = ([(turn - station) % rounds for station in range(stations)] for turn in range(rounds))
    return tuple(tuple(group if group < groups else None for group in turn) for turn in turns)


def in_turn(starts: int, minutes: int, count: int, *, between: int = 0) -> tuple[tuple[int, int], ...]:
    """So many turns, one after another: (starts, ends) of each. Raises ValueError when they run past midnight."""
    step = minutes + between
    found = tuple((starts + number * step, starts + number * step + minutes) for number in range(count))
    if minutes < 1 or between < 0 or (found and found[-1][1] >= DAY):
        raise ValueError("these turns do not fit in the day")
    return found


def exchanged(first: tuple[int, int], second: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The times of two neighbours after they changed places: lengths, the pause between, and both ends stay."""
    starts, ends = first[0], second[1]
    return (ends - (first[1] - first[0]), ends), (starts, starts + second[1] - second[0])


def shifted(spans: Sequence[tuple[int, int]], minutes: int) -> tuple[tuple[int, int], ...]:
    """All of them so much later (earlier below nothing). Raises ValueError when one would leave the day."""
    found = tuple((starts + minutes, ends + minutes) for starts, ends in spans)
    if any(starts < 0 or ends >= DAY for starts, ends in found):
        raise ValueError("these sessions would leave the day")
    return found
