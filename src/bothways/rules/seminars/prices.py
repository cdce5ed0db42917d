"""Seat prices: how we know that no plan can be better.

Put a price on every seat. Let each pupil take whatever bundle is cheapest for her, worth plus prices,
without looking at anybody else. The sum of those costs, less the price of all seats, is a *lower bound*
on every plan that keeps to the capacities (Lagrangian duality), whatever the prices are. Good prices make
it tight. Prices are raised where too many want a seat and lowered where seats stay empty; near the end
they are rounded to simple fractions, where the best ones nearly always lie.

A bound is an exact whole number of 1/SCALE: no rounding stands between it and the claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bothways.rules.seminars.aims import Aim
from bothways.rules.seminars.kernels import FAR, best_bundles, sets_by_size
from bothways.rules.seminars.layout import Layout

SCALE = 12 * 2**8
"""Halves, thirds, quarters, sixths and twelfths are exact."""
FRACTIONS = (1, 2, 3)
CHECK_EVERY = 50
SHUT = 2**44
"""The price of a seat in a closed session: more than any bundle is worth."""


@dataclass(frozen=True)
class Prices:
    """Prices in 1/SCALE: seat: by session; share: school x session, for the school's share.

    Only a session taken to run may have a price below nought: it must draw its least number.
    """

    seat: np.ndarray
    share: np.ndarray
    bound: int = 0

    @property
    def whole_bound(self) -> int:
        """The bound as a whole number: a plan's value is one, so it may be rounded up."""
        return -(-self.bound // SCALE)


@dataclass(frozen=True)
class Fixed:
    """Sessions taken to be closed, or to run with their least number, in one branch of the search."""

    closed: frozenset[int] = frozenset()
    open: frozenset[int] = frozenset()


class Market:
    """One aim at one event: what any prices prove about it."""

    def __init__(self, layout: Layout, aim: Aim, fixed: Fixed | None = None) -> None:
        self.layout, self.aim = layout, aim
        self.fixed = fixed or Fixed()
        self.must = np.isin(np.arange(layout.sessions), list(self.fixed.open))
        self.closed = np.isin(np.arange(layout.sessions), list(self.fixed.closed))
        tables = aim.tables(layout.slots)
        self.tables = np.where(tables >= FAR, FAR, tables * SCALE)
        self.sets, self.up_to = sets_by_size(layout.ranks, layout.slots)
        self.kind = layout.guest[layout.school].astype(np.int64)

    @property
    def worst(self) -> int:
        """More than this no plan comes to: everybody has the dearest bundle there is, whether or not it exists."""
        dearest = np.where(self.tables >= FAR, 0, self.tables).max(axis=1) // SCALE
        return int(dearest[self.kind].sum())

    def free(self) -> Prices:
        """Every seat free of charge."""
        layout = self.layout
        return self.priced(np.zeros(layout.sessions, np.int64), np.zeros((layout.schools, layout.sessions), np.int64))

    def priced(self, seat: np.ndarray, share: np.ndarray) -> Prices:
        """These prices with what they prove."""
        return self.tried(seat, share)[0]

    def tried(self, seat: np.ndarray, share: np.ndarray) -> tuple[Prices, np.ndarray]:
        """As ``priced``, and who would sit where: school x session, fillers spread evenly over the cheapest."""
        layout = self.layout
        seat = np.where(self.closed, SHUT, np.where(self.must, seat, np.maximum(seat, 0)))
        full = with_fillers(layout, seat, share)
        usage = np.zeros(full.shape, np.int64)
        total = best_bundles(
            layout.prefs, layout.school, self.kind, layout.at, full, self.tables, self.sets, self.up_to, usage
        )
        seats = np.where(self.closed, 0, np.where(seat >= 0, layout.capacity, layout.least))
        sold = int(seat @ seats) + int((share.sum(axis=0) * layout.share).sum())
        return Prices(seat, share, int(total) - sold), _spread_fillers(layout, full, usage)

    def rounded(self, prices: Prices, divisor: int = 1, fractions: Sequence[int] = FRACTIONS) -> Prices:
        """The best of the prices, divided, rounded to whole units, halves or thirds."""
        found = []
        for fraction in fractions:
            unit = SCALE // fraction
            seat, share = ((each // divisor + unit // 2) // unit * unit for each in (prices.seat, prices.share))
            found.append(self.priced(seat, share))
        return max(found, key=_bound)


def with_fillers(layout: Layout, seat: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Prices by school and seat: sessions, then one filler a slot at the cheapest session of that slot."""
    by_school = seat[None, :] + share
    fillers = [by_school[:, layout.slot == slot].min(axis=1) for slot in range(layout.slots)]
    return np.ascontiguousarray(np.column_stack([by_school, *fillers]))


def _spread_fillers(layout: Layout, full: np.ndarray, usage: np.ndarray) -> np.ndarray:
    seated = usage[:, : layout.sessions].astype(np.float64)
    for slot in range(layout.slots):
        wanted = usage[:, layout.sessions + slot]
        if wanted.any():
            here = np.flatnonzero(layout.slot == slot)
            cheapest = full[:, here] == full[:, [layout.sessions + slot]]
            seated[:, here] += cheapest * (wanted / cheapest.sum(axis=1))[:, None]
    return seated


def _bound(prices: Prices) -> int:
    return prices.bound


def search(market: Market, *, cooling: float, rounds: int, small_step: float = 0.03) -> Prices:
    """The best prices found by walking from free seats, in at most ``rounds`` steps.

    Stops early when a whole bound has stood still between two checks and steps have become small.
    """
    walk = _Walk(market, cooling)
    best = market.free()
    stood = None
    for turn in range(1, rounds + 1):
        now, usage = market.tried(*walk.prices())
        best = max(best, now, key=_bound)
        walk.move(usage)
        if turn % CHECK_EVERY == 0:
            best = max(best, market.rounded(best), key=_bound)
            if walk.step < small_step and best.bound % SCALE == 0 and best.bound == stood:
                break
            stood = best.bound
    return best


class _Walk:
    """Prices on the move: subgradient steps with momentum and geometric cooling.

    Floating point is used element by element only, never summed, so every machine walks the same way.
    """

    def __init__(self, market: Market, cooling: float) -> None:
        layout = self.layout = market.layout
        weights = np.sort(np.unique(market.aim.weights))
        self.step = max(1.0, float(weights[-2]) / 2) if len(weights) > 1 else 1.0
        self.cooling = cooling
        self.seat = np.zeros(layout.sessions)
        self.share = np.zeros((layout.schools, layout.sessions))
        self.seat_speed = np.zeros_like(self.seat)
        self.share_speed = np.zeros_like(self.share)
        self.any_share = bool(layout.bound_by_share.any())

    def prices(self) -> tuple[np.ndarray, np.ndarray]:
        return np.rint(self.seat * SCALE).astype(np.int64), np.rint(self.share * SCALE).astype(np.int64)

    def move(self, usage: np.ndarray) -> None:
        capacity, share = self.layout.capacity, self.layout.share
        room = np.maximum(capacity, 1)  # a session closed beforehand holds nobody
        over = (usage.sum(axis=0) - capacity) / room
        self.seat_speed = 0.8 * self.seat_speed + 0.2 * over
        self.seat = np.maximum(0.0, self.seat + self.step * self.seat_speed)
        if self.any_share:
            too_many = np.where(self.layout.bound_by_share, (usage - share) / room, 0.0)
            self.share_speed = 0.8 * self.share_speed + 0.2 * too_many
            self.share = np.maximum(0.0, self.share + self.step * self.share_speed)
        self.step *= self.cooling
