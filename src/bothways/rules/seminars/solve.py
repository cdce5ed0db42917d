"""From a brief to a plan with proofs: prices, then a plan that meets them, then a proof of each level."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bothways.rules.errors import Clash, ImpossibleBrief
from bothways.rules.report import Level
from bothways.rules.rng import new_state
from bothways.rules.seminars import aims, recount
from bothways.rules.seminars.branch import Leaf, branch
from bothways.rules.seminars.bundles import Bundles, count_within, list_within, rows_in
from bothways.rules.seminars.close import below, none_below
from bothways.rules.seminars.exact import Exact
from bothways.rules.seminars.layout import Layout, lay_out
from bothways.rules.seminars.model import SeminarBrief
from bothways.rules.seminars.pick import Ask, pick
from bothways.rules.seminars.polish import polish
from bothways.rules.seminars.prices import SCALE, Fixed, Market, Prices, search
from bothways.rules.seminars.settle import Settled, settle

FAIR_UP_TO = 1000
POLISH_UP_TO = 3000
PICK_UP_TO = 12_000
MEND_SLACKS = (3, 10, 30)
BRANCH_UP_TO = 300
SETTLE_FIRST_UP_TO = 120
NEAR = 4000
"""One part in so many."""
IMPROVE_UP_TO = 8_000
IMPROVE_WORK = 1.5
EFFORTS = (500, 2000, 3000)
LARGE_EFFORTS = (1000, 2000)
"""Moves for each pupil in the first, second and third run of the annealing."""


@dataclass(frozen=True)
class SeminarPlan:
    """seats: pupil x slot -> session number. levels: in lexicographic order. cost: points against their bound."""

    brief: SeminarBrief
    layout: Layout
    seats: np.ndarray
    clashes: list[list[int]]
    levels: tuple[Level, ...]
    cost: Level
    prices: Prices
    runs: int

    def sessions_of(self) -> dict[str, list[str]]:
        """Pupil id -> session ids, one a slot."""
        names = [each.id for each in self.brief.sessions]
        rows = self.seats.tolist()
        return {pupil.id: [names[seat] for seat in row] for pupil, row in zip(self.brief.pupils, rows, strict=True)}


def solve(brief: SeminarBrief, seed: int = 1) -> SeminarPlan:
    """The best plan found. Raises ImpossibleBrief when a small event is shown to have none."""
    return _Search(brief, seed).plan()


class _Search:
    """One event being solved."""

    def __init__(self, brief: SeminarBrief, seed: int) -> None:
        self.brief, self.seed = brief, seed
        self.layout = lay_out(brief)
        self.clashes = recount.clashing(brief)
        self.usable = without_clashes(self.layout, self.clashes)
        self.fair = self.layout.pupils <= FAIR_UP_TO
        points = aims.points(self.layout)
        self.aims = aims.fairness(self.layout) if self.fair else [points, aims.unranked(self.layout)]
        apart = aims.FARTHER_APART if self.layout.pupils <= BRANCH_UP_TO else aims.APART
        self.weights = aims.multipliers(self.aims, apart) if self.fair else [1, 0]
        self.all = aims.combined(self.aims, self.weights)
        self.market = Market(self.usable, self.all)
        self.runs = 0
        self.best: np.ndarray | None = None
        self.nearest: np.ndarray | None = None
        self.leaves: list[Leaf] = []
        self.looked_through = False
        self.known: list[int | None] = [None] * len(self.aims)
        self.exact = Exact(self.brief, self.layout, self.clashes, self.aims)

    def plan(self) -> SeminarPlan:
        prices = self._prices()
        if not self._meet(self.market, prices) or not self._met(prices):
            self._harder(prices)
        levels = self._levels(prices)
        if not all(level.proved for level in levels) and self._settle_completely():
            levels = self._levels(prices)
        seats = self._seats()
        spread = recount.spread(self.layout, seats)
        levels.append(Level("gap between schools' mean choice, in hundredths", spread, 0, "nothing is below nought"))
        cost = self._cost(seats, prices)
        return SeminarPlan(self.brief, self.layout, seats, self.clashes, tuple(levels), cost, prices, self.runs)

    def _seats(self) -> np.ndarray:
        """The best plan that keeps every rule, or else the one that breaks fewest."""
        seats = self.nearest if self.best is None else self.best
        if seats is None:
            words = "some pupils have no seminar left that they have not had: add seminars or ask for longer lists"
            raise ImpossibleBrief((Clash("sessions", words),))
        return seats

    def _levels(self, prices: Prices) -> list[Level]:
        return [self._level(spot, self._seats(), prices) for spot in range(len(self.aims))]

    def _settle_completely(self) -> bool:
        """Small events are settled as one question. True when this is one, that had not been done, and it was."""
        if self.exact.done or not self.exact.small_enough:
            return False
        settled = self.exact.solve(self.best)
        if settled.seats is not None:
            self._consider(settled.seats)
        self.known[: len(settled.values)] = settled.values
        return len(settled.values) == len(self.aims)

    def _prices(self) -> Prices:
        if not self.fair:
            return search(self.market, cooling=0.993, rounds=1400)
        return polish(self.market, search(self.market, cooling=0.99, rounds=1600))

    def _meet(self, market: Market, prices: Prices) -> bool:
        """Look for a plan among the bundles that the prices call cheapest. True when it meets their bound."""
        bundles = list_within(market, prices, 0)
        efforts = EFFORTS if self.layout.pupils <= POLISH_UP_TO else LARGE_EFFORTS
        for effort in efforts:
            if self._anneal(market, prices, bundles, effort) or self._near_enough(prices):
                return True
        if market.aim is not self.all or len(bundles) > PICK_UP_TO:
            return False
        low = prices.seat < 0
        room = np.where(market.closed, 0, np.where(low, self.usable.least, self.usable.capacity))
        least = np.where(market.closed, 0, self.usable.least)
        full = (prices.seat != 0) & ~market.closed
        ask = Ask(
            replace(self.usable, capacity=room, least=least),
            bundles,
            full=full,
            full_share=(prices.share > 0) & ~market.closed,
            for_fillers=self._cheapest(prices),
            may_close=False,
        )
        return self._take(market, prices, bundles, pick(ask).chosen)

    def _near_enough(self, prices: Prices) -> bool:
        """The largest events stop at a plan within NEAR of its bound instead of looking on."""
        if self.layout.pupils <= POLISH_UP_TO or self.best is None:
            return False
        return self._worth(self.best)[0] * NEAR <= prices.whole_bound * (NEAR + 1)

    def _cheapest(self, prices: Prices) -> np.ndarray:
        """Sessions at the lowest price of their slot: where a place that nobody ranked costs nothing more."""
        slot = self.layout.slot
        lowest = np.array([prices.seat[slot == each].min() for each in range(self.layout.slots)])
        return np.asarray(prices.seat == lowest[slot])

    def _anneal(self, market: Market, prices: Prices, bundles: Bundles, effort: int) -> bool:
        self.runs += 1
        cap = SCALE if self.fair else int(prices.seat.max()) + 1
        state = new_state(self.seed, self.runs)
        moves = effort * self.layout.pupils
        done = settle(market, prices, bundles, moves=moves, state=state, cap=cap)
        if done is None:
            return False
        if done.energy and recount.faults(self.layout, done.seats, self.clashes):
            done = self._mend(market, prices, bundles, done, moves // 2, cap)
        self._consider(done.seats)
        return done.energy == 0

    def _mend(self, market: Market, prices: Prices, bundles: Bundles, done: Settled, moves: int, cap: int) -> Settled:
        """Put right the few rules still broken, with dearer and dearer bundles allowed as well."""
        smallest = max(1, int(self.weights[-1])) * SCALE
        state = new_state(self.seed, -self.runs)
        for slack in MEND_SLACKS:
            wide = list_within(market, prices, slack * smallest)
            start = Settled(done.seats, rows_in(wide, bundles, done.chosen), done.energy)
            mended = settle(market, prices, wide, moves=moves, state=state, cap=cap, mend=start)
            bundles, done = wide, mended or done
            if recount.faults(self.layout, done.seats, self.clashes) == 0:
                break
        return done

    def _take(self, market: Market, prices: Prices, bundles: Bundles, chosen: np.ndarray) -> bool:
        """Turn picked bundles into seats: only fillers are still to be placed."""
        if not chosen.size:
            return False
        only = Bundles(np.arange(self.layout.pupils + 1, dtype=np.int64), bundles.seats[chosen], bundles.ranks[chosen])
        return self._anneal(market, prices, only, EFFORTS[-1])

    def _consider(self, seats: np.ndarray) -> None:
        """Keep the best plan that breaks no rule, and the one that breaks fewest."""
        faults = recount.faults(self.layout, seats, self.clashes)
        if self.nearest is None or faults < recount.faults(self.layout, self.nearest, self.clashes):
            self.nearest = seats
        if faults == 0 and (self.best is None or self._worth(seats) < self._worth(self.best)):
            self.best = seats

    def _worth(self, seats: np.ndarray) -> list[int]:
        profile = recount.profile(self.layout, seats)
        return [aim.value(profile) for aim in self.aims]

    def _harder(self, prices: Prices) -> None:
        """The bound was not met: look wider, and settle small events completely."""
        settled_first = self.layout.pupils <= SETTLE_FIRST_UP_TO
        if settled_first and (self._settle_completely() or self.best is not None):
            return
        if self.fair and not settled_first and self.layout.pupils <= BRANCH_UP_TO and not self.clashes:
            self.leaves = branch(self.market, prices, self._value, self._meet)
            self._close()
        if self.best is not None and self.leaves:
            return
        if self._settle_completely():
            return
        if self.fair and self.best is None:
            points = Market(self.usable, aims.points(self.layout))
            self._meet(points, search(points, cooling=0.993, rounds=1400))
        if self.best is not None and self.layout.pupils <= POLISH_UP_TO:
            self._improve(prices)

    def _met(self, prices: Prices) -> bool:
        """Whether the best plan is as good as the prices say any can be, or a large one nearly."""
        value = self._value()
        return value is not None and (value <= prices.whole_bound or self._near_enough(prices))

    def _close(self) -> None:
        """Look through every branch that prices leave in doubt for a plan better than the best yet."""
        for fixed, there in self.leaves:
            value = self._value()
            if value is None or there.whole_bound >= value:
                continue
            market = Market(self.market.layout, self.all, fixed)
            found = below(market, there, value)
            if found is not None:
                self._take(market, there, found[0], found[1].chosen)

    def _value(self) -> int | None:
        """All levels of the best plan as one number, or None before there is one."""
        if self.best is None:
            return None
        return self.all.value(recount.profile(self.layout, self.best))

    def _improve(self, prices: Prices) -> None:
        """Among all bundles that a better plan could use, as far as they can be listed."""
        profile = recount.profile(self.layout, self._seats())
        slack = self.all.value(profile) * SCALE - prices.bound
        while slack and count_within(self.market, prices, slack) > IMPROVE_UP_TO:
            slack //= 2
        bundles = list_within(self.market, prices, slack)
        worth = self.all.tables(self.layout.slots)[self.market.kind[bundles.owner], bundles.ranks]
        found = pick(Ask(self.usable, bundles, objective=worth, work=IMPROVE_WORK))
        self._take(self.market, prices, bundles, found.chosen)

    def _level(self, spot: int, seats: np.ndarray, prices: Prices) -> Level:
        """One aim of the plan, with the bound that prices prove when the levels above stay as they are."""
        self.looked_through = False
        name = self.aims[spot].name
        worth = self._worth(seats)
        value, known = worth[spot], self.known[spot]
        if known is not None:
            return Level(name, value, known, "complete search")
        bound = 0 if value == 0 else max(0, self._priced_bound(spot, worth, prices))
        if self.best is None:
            bound = min(bound, value - 1)  # a plan that breaks rules proves nothing
        return Level(name, value, bound, self._argument(bound))

    def _argument(self, bound: int) -> str:
        """How a level's bound was come by."""
        if bound == 0:
            return "nothing is below nought"
        return "seat prices and a search of the gap" if self.looked_through else "seat prices"

    def _priced_bound(self, spot: int, worth: list[int], prices: Prices) -> int:
        if not self.fair:
            return prices.whole_bound if spot == 0 and not self.clashes else self._own_bound(spot)
        by = [weight // self.weights[spot] for weight in self.weights[: spot + 1]]
        above = sum(weight * value for weight, value in zip(by[:-1], worth, strict=False))
        aim = aims.combined(self.aims[: spot + 1], by)
        return (
            min(
                self._leaf_bound(Market(self.layout, aim, fixed), there, self.weights[spot], above + worth[spot])
                for fixed, there in self.leaves or [(Fixed(), prices)]
            )
            - above
        )

    def _leaf_bound(self, market: Market, prices: Prices, divisor: int, wanted: int) -> int:
        """What the prices of one branch prove at a level, improved only when that is less than wanted."""
        near = market.rounded(prices, divisor)
        if near.whole_bound < wanted:
            near = max(near, polish(market, near), key=lambda each: each.bound)
        if near.whole_bound < wanted and none_below(market, near, wanted):
            self.looked_through = True
            return wanted
        return min(wanted, near.whole_bound)

    def _own_bound(self, spot: int) -> int:
        market = Market(self.layout, self.aims[spot])
        return search(market, cooling=0.985, rounds=500).whole_bound

    def _cost(self, seats: np.ndarray, prices: Prices) -> Level:
        """Points of all places, against the least that any plan could have."""
        points = aims.points(self.layout)
        value = points.value(recount.profile(self.layout, seats))
        if not self.fair and not self.clashes:
            bound = prices.whole_bound
        else:
            bound = search(Market(self.layout, points), cooling=0.985, rounds=700).whole_bound
        return Level("cost", value, min(bound, value), "seat prices")


def without_clashes(layout: Layout, clashes: list[list[int]]) -> Layout:
    """Of sessions that need the same person or room, only the largest is kept open."""
    capacity, least = layout.capacity.copy(), layout.least.copy()
    for group in clashes:
        keep = max(group, key=lambda seat: (int(capacity[seat]), -seat))
        shut = [seat for seat in group if seat != keep]
        capacity[shut], least[shut] = 0, 0
    return replace(layout, capacity=capacity, least=least)
