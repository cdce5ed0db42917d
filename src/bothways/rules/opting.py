"""Keeping pupils out of sessions that they must not be in, after the engine of seminars has given places out.

The engine knows no bans. Whoever is where they must not be is exchanged with somebody, or moved to a free seat, at the
least cost; what is reached is compared with the engine's bounds, which hold for fewer possibilities as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

POINTS = (0, 1, 3, 6, 10, 15, 21, 28)
UNPLACED = 40
SHUT = 10_000
"""What it costs to leave a session too empty to run, or to open one that was closed: more than any choice."""


@dataclass(frozen=True)
class Seat:
    """One session as this needs it: its slot, what it offers, how many fit, and the least to run."""

    id: str
    offer: str
    slot: int
    holds: int
    least: int = 1


class _Hall:
    """Who is where, and what moves cost."""

    def __init__(
        self,
        plan: Mapping[str, Sequence[str]],
        seats: Mapping[str, Seat],
        ranked: Mapping[str, Sequence[str]],
        barred: Mapping[str, Collection[str]],
    ) -> None:
        self.at = {pupil: {seats[each].slot: each for each in there} for pupil, there in plan.items()}
        self.seats, self.ranked, self.barred = seats, ranked, barred
        self.count = Counter(each for there in plan.values() for each in there)

    def banned(self, pupil: str, session: str) -> bool:
        return pupil in self.barred.get(session, ())

    def may(self, pupil: str, session: str, leaving: str) -> bool:
        """Whether the pupil could be there instead: allowed, and not the same offer twice."""
        others = {self.seats[each].offer for each in self.at[pupil].values() if each != leaving}
        return not self.banned(pupil, session) and self.seats[session].offer not in others

    def cost(self, pupil: str, session: str) -> int:
        wanted = list(self.ranked.get(pupil, ()))
        offer = self.seats[session].offer
        return POINTS[wanted.index(offer)] if offer in wanted[: len(POINTS)] else UNPLACED

    def exchange(self, pupil: str, session: str) -> bool:
        """The cheapest way out of a banned session. False when there is none."""
        slot = self.seats[session].slot
        ways = [*self._moves(pupil, session, slot), *self._swaps(pupil, session, slot)]
        if not ways:
            return False
        _cost, to, other = min(ways)
        self.at[pupil][slot] = to
        if other:
            self.at[other][slot] = session
        else:
            self.count[session] -= 1
            self.count[to] += 1
        return True

    def _moves(self, pupil: str, session: str, slot: int) -> list[tuple[int, str, str]]:
        there = self.seats[session]
        leaves = SHUT if self.count[session] - 1 < there.least else 0
        return [
            (self.cost(pupil, to) + leaves + (SHUT if self.count[to] + 1 < seat.least else 0), to, "")
            for to, seat in self.seats.items()
            if seat.slot == slot and to != session and self.count[to] < seat.holds and self.may(pupil, to, session)
        ]

    def _swaps(self, pupil: str, session: str, slot: int) -> list[tuple[int, str, str]]:
        return [
            (self.cost(pupil, to) + self.cost(other, session) - self.cost(other, to), to, other)
            for other, there in sorted(self.at.items())
            if (to := there.get(slot, session)) != session
            and self.may(pupil, to, session)
            and self.may(other, session, to)
        ]


def keep_out(
    plan: Mapping[str, Sequence[str]],
    seats: Mapping[str, Seat],
    ranked: Mapping[str, Sequence[str]],
    barred: Mapping[str, Collection[str]],
) -> tuple[dict[str, list[str]], list[str]]:
    """(the plan with nobody in a barred session, pupils for whom there is no other place and who now have none)."""
    hall = _Hall(plan, seats, ranked, barred)
    without = []
    for pupil in sorted(plan):
        for slot, session in sorted(hall.at[pupil].items()):
            if hall.banned(pupil, session) and not hall.exchange(pupil, session):
                del hall.at[pupil][slot]
                hall.count[session] -= 1
                without.append(pupil)
    return {pupil: [there[slot] for slot in sorted(there)] for pupil, there in hall.at.items()}, without


def by_choice(
    plan: Mapping[str, Sequence[str]], seats: Mapping[str, Seat], ranked: Mapping[str, Sequence[str]], ranks: int
) -> list[int]:
    """Places by choice: first, second, …, and last those that nobody had chosen."""
    counts = [0] * (ranks + 1)
    for pupil, there in plan.items():
        wanted = list(ranked.get(pupil, ()))
        for session in there:
            offer = seats[session].offer
            counts[wanted.index(offer) if offer in wanted[:ranks] else ranks] += 1
    return counts
