"""Choosing a bundle for each pupil by simulated annealing, with an energy that is nought only at the bound.

Energy, in price units: what each pupil pays above her cheapest bundle, plus the price of every empty seat and
of every place that a school leaves of its share, plus a fine for each rule broken. Without fines it is exactly
the plan's distance from the bound that the prices prove, so the search knows when it has finished. Whole
numbers throughout.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.rules.kernel import kernel
from bothways.rules.rng import below
from bothways.rules.seminars.bundles import Bundles
from bothways.rules.seminars.layout import Layout
from bothways.rules.seminars.prices import SCALE, Market, Prices, with_fillers

LOG_BITS = 12
HOT, COLD, FINE = 2 * SCALE, SCALE // 10, 4 * SCALE
MEND_HOT, MEND_FINE = SCALE // 2, 64 * SCALE
TRIES_TO_PLACE = 4000


@kernel
def seat_cost(there: int, capacity: int, least: int, price: int, fine: int) -> int:
    """What ``there`` pupils in one session add to the energy."""
    if there > capacity:
        return fine * (there - capacity)
    if price < 0:  # a session taken to run, which needs its least number and would rather have no more
        return -price * (there - least) if there >= least else fine * (least - there)
    cost = price * (capacity - there)
    if 0 < there < least:
        cost += fine * (least - there)
    return cost


@kernel
def share_cost(there: int, most: int, price: int, fine: int) -> int:
    """What ``there`` pupils of one school in one session, of ``most``, add to the energy."""
    return fine * (there - most) if there > most else price * (most - there)


@kernel
def _sit(
    s: int, h: int, by: int, capacity: np.ndarray, least: np.ndarray, share: np.ndarray, seat_price: np.ndarray,
    share_price: np.ndarray, fine: int, there: np.ndarray, of_school: np.ndarray,
) -> int:  # fmt: skip
    """Adds ``by`` (1 or -1) pupils of school h to session s; returns the change in energy."""
    before = seat_cost(there[s], capacity[s], least[s], seat_price[s], fine)
    before += share_cost(of_school[h, s], share[s], share_price[h, s], fine)
    there[s] += by
    of_school[h, s] += by
    after = seat_cost(there[s], capacity[s], least[s], seat_price[s], fine)
    return after + share_cost(of_school[h, s], share[s], share_price[h, s], fine) - before


@kernel
def _shift(
    old: np.ndarray, new: np.ndarray, h: int, price: np.ndarray, capacity: np.ndarray, least: np.ndarray,
    share: np.ndarray, seat_price: np.ndarray, share_price: np.ndarray, fine: int, there: np.ndarray,
    of_school: np.ndarray,
) -> np.int64:  # fmt: skip
    """Moves one pupil of school h from the old seats to the new; returns the change in energy but for worth."""
    change = np.int64(0)
    for k in range(old.shape[0]):
        if new[k] != old[k]:
            change += price[h, new[k]] - price[h, old[k]]
            change += _sit(old[k], h, -1, capacity, least, share, seat_price, share_price, fine, there, of_school)
            change += _sit(new[k], h, 1, capacity, least, share, seat_price, share_price, fine, there, of_school)
    return change


@kernel
def _cheapest(first: np.ndarray, rows: np.ndarray, worth: np.ndarray, p: int, price: np.ndarray) -> np.int64:
    """What pupil p's cheapest listed bundle costs at the prices of her school."""
    best = np.int64(1) << 60
    for c in range(first[p], first[p + 1]):
        cost = worth[c]
        for k in range(rows.shape[1]):
            cost += price[rows[c, k]]
        best = min(best, cost)
    return best


@kernel
def _place(row: np.ndarray, seats: np.ndarray, seminar: np.ndarray, taboo: np.ndarray, sessions: int,
           start: np.ndarray, by_slot: np.ndarray, state: np.ndarray) -> int:  # fmt: skip
    """Writes a bundle's seats, each filler put into some session of its slot that the pupil did not rank. 0 if none."""
    for k in range(row.shape[0]):
        s = row[k]
        if s >= sessions:
            s = by_slot[start[k] + below(state, start[k + 1] - start[k])]
            for r in range(taboo.shape[0]):
                if taboo[r] == seminar[s]:
                    return 0
        for j in range(k):
            if seminar[seats[j]] == seminar[s]:
                return 0
        seats[k] = s
    return 1


@kernel
def _energy(
    first: np.ndarray, rows: np.ndarray, worth: np.ndarray, school: np.ndarray, price: np.ndarray,
    seat_price: np.ndarray, share_price: np.ndarray, capacity: np.ndarray, least: np.ndarray, share: np.ndarray,
    fine: int, chosen: np.ndarray, seats: np.ndarray, there: np.ndarray, of_school: np.ndarray,
) -> np.int64:  # fmt: skip
    """The energy from scratch; fills in how many sit where."""
    energy = np.int64(0)
    for s in range(capacity.shape[0]):
        energy += seat_cost(0, capacity[s], least[s], seat_price[s], fine)
        for h in range(share_price.shape[0]):
            energy += share_cost(0, share[s], share_price[h, s], fine)
    for p in range(school.shape[0]):
        h = school[p]
        energy += worth[chosen[p]] - _cheapest(first, rows, worth, p, price[h])
        for k in range(rows.shape[1]):
            energy += price[h, seats[p, k]]
            energy += _sit(seats[p, k], h, 1, capacity, least, share, seat_price, share_price, fine, there, of_school)
    return energy


@kernel
def anneal(
    first: np.ndarray, rows: np.ndarray, worth: np.ndarray, prefs: np.ndarray, school: np.ndarray,
    price: np.ndarray, seat_price: np.ndarray, share_price: np.ndarray, capacity: np.ndarray, least: np.ndarray,
    share: np.ndarray, seminar: np.ndarray, start: np.ndarray, by_slot: np.ndarray, logs: np.ndarray,
    movable: np.ndarray, fine: int, hot: int, cold: int, moves: int, state: np.ndarray, chosen: np.ndarray,
    seats: np.ndarray, there: np.ndarray, of_school: np.ndarray, trial: np.ndarray,
) -> np.int64:  # fmt: skip
    """Moves ``chosen`` and ``seats`` towards energy nought; returns the energy it ended at.

    Temperature falls linearly from hot to cold. Stops early at nought. ``there`` and ``of_school`` begin at nought.
    """
    energy = _energy(
        first, rows, worth, school, price, seat_price, share_price, capacity, least, share, fine, chosen, seats,
        there, of_school,
    )  # fmt: skip
    for move in range(moves):
        if energy == 0:
            break
        p = movable[below(state, movable.shape[0])]
        c = first[p] + below(state, first[p + 1] - first[p])
        if not _place(rows[c], trial, seminar, prefs[p], capacity.shape[0], start, by_slot, state):
            continue
        change = worth[c] - worth[chosen[p]]
        change += _shift(
            seats[p], trial, school[p], price, capacity, least, share, seat_price, share_price, fine, there, of_school
        )
        heat = hot + (cold - hot) * move // moves
        if change <= 0 or change <= heat * logs[below(state, logs.shape[0])] >> LOG_BITS:
            energy += change
            chosen[p] = c
            for k in range(trial.shape[0]):
                seats[p, k] = trial[k]
        else:
            _shift(
                trial, seats[p], school[p], price, capacity, least, share, seat_price, share_price, fine, there,
                of_school,
            )  # fmt: skip
    return energy


@dataclass(frozen=True)
class Settled:
    """seats: pupil x slot -> session. chosen: bundle rows. energy: nought when every rule is kept and the bound met."""

    seats: np.ndarray
    chosen: np.ndarray
    energy: int


def settle(
    market: Market, prices: Prices, bundles: Bundles, *, moves: int, state: np.ndarray, cap: int,
    mend: Settled | None = None,
) -> Settled | None:  # fmt: skip
    """One run of the annealing among ``bundles``. An empty seat costs its price, but at most ``cap``.

    ``mend``: start there instead, cool, and with heavy fines, to put right the few rules still broken.
    None when a pupil has no seminar left for a place that she did not rank.
    """
    layout = market.layout
    worth = market.tables[market.kind[bundles.owner], bundles.ranks]
    full = with_fillers(layout, prices.seat, prices.share)
    by_slot, start = _slots(layout)
    room = np.where(market.closed, 0, layout.capacity)
    fine, hot = (MEND_FINE, MEND_HOT) if mend else (FINE, HOT)
    if mend is None:
        chosen = bundles.first[:-1] + np.array([_first_pick(state, int(n)) for n in np.diff(bundles.first)], np.int64)
        placed = _seated(layout, bundles, chosen, start, by_slot, state)
        if placed is None:
            return None
        seats = placed
    else:
        chosen, seats = mend.chosen.copy(), mend.seats.copy()
    energy = anneal(
        bundles.first, bundles.seats, worth, layout.prefs, layout.school,
        full, np.clip(np.where(market.closed, 0, prices.seat), -cap, cap), np.minimum(prices.share, cap),
        room, layout.least, layout.share, layout.seminar, start, by_slot, _logs(), _movable(layout, bundles),
        fine, hot, COLD, moves, state, chosen, seats, np.zeros(layout.sessions, np.int64),
        np.zeros((len(full), layout.sessions), np.int64), np.empty(layout.slots, np.int64),
    )  # fmt: skip
    return Settled(seats, chosen, int(energy))


def _first_pick(state: np.ndarray, count: int) -> int:
    return int(below(state, count))


def _slots(layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Sessions slot by slot, and where each slot starts."""
    by_slot = np.argsort(layout.slot, kind="stable").astype(np.int64)
    return by_slot, np.searchsorted(layout.slot[by_slot], np.arange(layout.slots + 1)).astype(np.int64)


def _seated(
    layout: Layout, bundles: Bundles, chosen: np.ndarray, start: np.ndarray, by_slot: np.ndarray, state: np.ndarray
) -> np.ndarray | None:
    """The chosen bundles' seats, with fillers put anywhere that is allowed; None when one fits nowhere."""
    seats = np.empty((layout.pupils, layout.slots), np.int64)
    for p, row in enumerate(chosen.tolist()):
        for _ in range(TRIES_TO_PLACE):
            if _place(
                bundles.seats[row], seats[p], layout.seminar, layout.prefs[p], layout.sessions, start, by_slot, state
            ):
                break
        else:
            return None
    return seats


def _movable(layout: Layout, bundles: Bundles) -> np.ndarray:
    """Pupils with more than one way to sit: several bundles, or a filler that can go elsewhere."""
    several = np.diff(bundles.first) > 1
    with_filler = bundles.owner[(bundles.seats >= layout.sessions).any(axis=1)]
    several[with_filler] = True
    movable = np.flatnonzero(several).astype(np.int64)
    return movable if movable.size else np.zeros(1, np.int64)


def _logs() -> np.ndarray:
    """-ln of the midpoints of 4,096 equal parts of 0 to 1, in units of 2**-LOG_BITS: no machine's own logarithm."""
    from bothways.rules.places.lottery import LOG_SCALE, minus_log  # the same whole-number logarithm

    words = (np.arange(4096, dtype=np.uint64) << np.uint64(52)) + np.uint64(1 << 51)
    return (minus_log(words) >> np.uint64(LOG_SCALE.bit_length() - 1 - LOG_BITS)).astype(np.int64)
