"""Who gets a place: kept places first, then the draw in order, then the waiting list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bothways.rules.places.lottery import draw
from bothways.rules.places.model import Application, Brief, PlaceRules, kept_for_school


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one application got. ``drawn`` counts from 1; ``waiting`` is its spot in the line, or None."""

    application: Application
    drawn: int
    number: int
    places: int
    kept: int
    waiting: int | None
    over_guest_cap: bool


@dataclass(frozen=True)
class Plan:
    """Every application in the order drawn. ``last_open`` is the last one drawn that got an open place."""

    outcomes: tuple[Outcome, ...]
    rules: PlaceRules
    last_open: int

    @property
    def placed(self) -> int:
        """Places given out."""
        return sum(each.places for each in self.outcomes)


class _Tally:
    """Places still free while the draw is gone through."""

    def __init__(self, rules: PlaceRules) -> None:
        self.rules = rules
        self.free = rules.capacity
        self.guest_free = rules.room_for_guests

    def room(self, school: str) -> int:
        return min(self.free, self.guest_free) if school in self.rules.guests else self.free

    def take(self, school: str, count: int) -> None:
        self.free -= count
        if school in self.rules.guests:
            self.guest_free -= count


def allot(brief: Brief, seed_text: str) -> Plan:
    """The plan for one seed. The same brief and seed give the same plan anywhere."""
    order = draw(brief.applications, seed_text)
    applications = [each for _, each in order]
    tally = _Tally(brief.rules)
    kept = _keep(applications, brief.rules, tally)
    places = _open_draw(applications, kept, tally)
    waiting, over = _queue(applications, places, brief.rules, tally)
    outcomes = tuple(
        Outcome(each, spot + 1, number, places[spot], kept[spot], waiting.get(spot), spot in over)
        for spot, (number, each) in enumerate(order)
    )
    return Plan(outcomes, brief.rules, max((i + 1 for i, n in enumerate(places) if n > kept[i]), default=0))


def _keep(applications: Sequence[Application], rules: PlaceRules, tally: _Tally) -> list[int]:
    """Places kept for each application: the first drawn of each school, until the school's share is gone.

    A group that would not come for what is kept (below its minimum) leaves it for its school's next.
    """
    left = kept_for_school(applications, rules)
    kept = []
    for each in applications:
        count = min(each.wants, left[each.school], tally.room(each.school))
        count = count if count >= each.minimum else 0
        left[each.school] -= count
        tally.take(each.school, count)
        kept.append(count)
    return kept


def _open_draw(applications: Sequence[Application], kept: Sequence[int], tally: _Tally) -> list[int]:
    """All places of each application: what is kept, topped up in the order drawn while places last."""
    places = list(kept)
    for spot, each in enumerate(applications):
        count = each.wants - kept[spot]
        if count == 0 or tally.free == 0:
            continue
        more = min(count, tally.room(each.school))
        if kept[spot] + more >= each.minimum:
            tally.take(each.school, more)
            places[spot] += more
    return places


def _queue(
    applications: Sequence[Application], places: Sequence[int], rules: PlaceRules, tally: _Tally
) -> tuple[dict[int, int], set[int]]:
    """The line: in the order drawn, but guests whose cap is full stand behind everybody else."""
    unplaced = [spot for spot, count in enumerate(places) if count == 0]
    over = {
        spot
        for spot in unplaced
        if applications[spot].school in rules.guests and tally.guest_free < applications[spot].minimum
    }
    line = sorted(unplaced, key=lambda spot: (spot in over, spot))
    return {spot: place + 1 for place, spot in enumerate(line)}, over


def offer_freed(line: Sequence[Application], free: int, guest_free: int, rules: PlaceRules) -> Mapping[str, int]:
    """When places come free: how many to offer to whom, going down the waiting list once.

    A group gets what is left up to what it wants, but never less than its stated minimum: it keeps its
    spot instead, and the places go on to the next that can use them.
    """
    tally = _Tally(rules)
    tally.free, tally.guest_free = free, min(guest_free, free)
    offers: dict[str, int] = {}
    for each in line:
        count = min(each.wants, tally.room(each.school))
        if count >= each.minimum:
            offers[each.id] = count
            tally.take(each.school, count)
    return offers
