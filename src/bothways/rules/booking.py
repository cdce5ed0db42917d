"""Who gets places when they are given one school at a time: first come, whole groups, and nobody passed over.

The order, in words. A school that asks is given what it asks for when that is free. Otherwise it waits as one group
with its stated least. When places come free the line is gone through once from its head: whoever is there is offered as
many as it asks for, or what is left if that is not below its least. A group that is too large for what is left keeps
its spot, and the places go on to the next that they are enough for. So nobody is offered fewer than its least, and no
place is free while somebody waits who would take it.

Times are aware; whole numbers are places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

ANSWER_DAYS = 2
"""Working days that a school has to answer an offer."""
ANSWER_HOUR = 17
SHORT = dt.timedelta(hours=4)
"""What remains for an answer when the event is close."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one school asks for. ``least``: the fewest pupils it would come with. ``training`` is within ``adults``."""

    pupils: int
    least: int = 0
    adults: int = 0
    training: int = 0
    note: str = ""

    @property
    def fewest(self) -> int:
        """The least that it would come with; unsaid, the whole group or nothing."""
        return self.least if 0 < self.least <= self.pupils else self.pupils


@dataclass(frozen=True, slots=True)
class Waiting:
    """One school in the line. ``may_come`` is false for a guest before guests may book."""

    id: str
    school: str
    asked: int
    least: int
    may_come: bool = True


@dataclass(frozen=True)
class Room:
    """Places: how many there are, how many are taken or held, and how many are still kept for single schools."""

    capacity: int
    taken: int
    kept: Mapping[str, int] = field(default_factory=dict)

    def free_for(self, school: str) -> int:
        """What this school could have: all that is free but what is kept for others."""
        kept_for_others = sum(count for whose, count in self.kept.items() if whose != school)
        return max(0, self.capacity - self.taken - kept_for_others)

    def after(self, school: str, places: int) -> Room:
        """The same once the school has so many more. Its own kept places are used first."""
        left = max(0, self.kept.get(school, 0) - places)
        return replace(self, taken=self.taken + places, kept={**self.kept, school: left})


@dataclass(frozen=True, slots=True)
class Offer:
    """So many places for one that waits."""

    id: str
    places: int


def fitting(waiting: Waiting, room: Room) -> int:
    """How many places this group could be offered now: 0, or from its least to what it asked for."""
    free = room.free_for(waiting.school) if waiting.may_come else 0
    most = min(waiting.asked, free)
    return most if most >= max(1, waiting.least) else 0


def serve(line: Sequence[Waiting], room: Room) -> tuple[Offer, ...]:
    """What to offer to whom, going down the line once. Afterwards nobody in it could be offered anything."""
    offers: list[Offer] = []
    for each in line:
        places = fitting(each, room)
        if places:
            offers.append(Offer(each.id, places))
            room = room.after(each.school, places)
    return tuple(offers)


def at_once(asks: Waiting, room: Room) -> bool:
    """Whether all that a school asks for is free for it, so that it need not wait."""
    return asks.may_come and asks.asked <= room.free_for(asks.school)


def answer_until(now: dt.datetime, begins: dt.datetime) -> dt.datetime:
    """Until when an offer stands: two working days, to five o'clock; less when the event is near, never past it."""
    day, left = now.date(), ANSWER_DAYS
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5
    usual = dt.datetime.combine(day, dt.time(ANSWER_HOUR), now.tzinfo)
    if usual <= begins - dt.timedelta(days=1):
        return usual
    return max(now, min(now + SHORT, begins))
