"""The best prices exactly, by column generation: a linear program over the bundles that are in question.

Subgradient steps come close but seldom arrive when aims are orders of magnitude apart. From close by, a
linear program over a few bundles a pupil gives the exact prices in a fraction of a second. Its answer is
floating point and proves nothing: only the rounded prices, put back through Market.priced, do.
"""

from __future__ import annotations

import importlib
import itertools
from typing import Any

import numpy as np

from bothways.rules.seminars.bundles import Bundles, count_within, list_within, union
from bothways.rules.seminars.prices import SCALE, Market, Prices

TURNS = 10
BUNDLES_A_PUPIL = 12
FRACTION = 12


def polish(market: Market, start: Prices) -> Prices:
    """Prices whose bound is the linear program's own value, or the best found in TURNS tries."""
    return polished(market, start)[0]


def polished(market: Market, start: Prices) -> tuple[Prices, np.ndarray]:
    """As ``polish``, and how many pupils the linear program puts in each session."""
    best = start
    listed = list_within(market, start, _slack(market, start))
    dear = 4 * max(SCALE, int(start.seat[~market.closed].max()), int(market.aim.weights.max()) * SCALE // 4)
    usage = np.zeros(market.layout.sessions)
    for _ in range(TURNS):
        solved = _solve(market, listed, dear)
        if solved is None:
            break
        value, over, seat, share, usage = solved
        if over > 1e-6:
            dear *= 4
        now = _snapped(market, seat, share)
        best = max(best, now, key=lambda each: each.bound)
        if over <= 1e-6 and best.bound >= value * SCALE - 1e-4 * SCALE:
            break
        middle = market.priced((now.seat + best.seat) // 2, (now.share + best.share) // 2)
        best = max(best, middle, key=lambda each: each.bound)
        before = len(listed)
        listed = union(union(listed, list_within(market, now, 0)), list_within(market, middle, 0))
        if len(listed) == before and over <= 1e-6:
            break
    return best, usage


def _slack(market: Market, prices: Prices) -> int:
    """As wide as keeps the list near BUNDLES_A_PUPIL bundles for each pupil."""
    slack = SCALE
    while slack < 2**40 and count_within(market, prices, 2 * slack) <= BUNDLES_A_PUPIL * market.layout.pupils:
        slack *= 2
    return slack


def _snapped(market: Market, seat: np.ndarray, share: np.ndarray) -> Prices:
    unit = SCALE // FRACTION
    whole = [np.rint(each * FRACTION).astype(np.int64) * unit for each in (seat, share)]
    return market.priced(whole[0], np.maximum(0, whole[1]))


def _solve(
    market: Market, listed: Bundles, dear: int
) -> tuple[float, float, np.ndarray, np.ndarray, np.ndarray] | None:
    """(value, seats too many or too few, seat prices, share prices, pupils by session).

    A seat too many or too few costs ``dear`` (in 1/SCALE). None when the solver gave up.
    """
    from ortools.linear_solver.python import model_builder_helper  # slow to import, and most verbs never need it

    linear_solver_pb2 = importlib.import_module("ortools.linear_solver.linear_solver_pb2")  # it has no types

    layout = market.layout
    program = _Program(market, listed, dear / SCALE, linear_solver_pb2.MPModelRequest())
    solver = model_builder_helper.ModelSolverHelper("glop")
    raw = solver.solve_serialized_request(program.request.SerializeToString())
    answer = linear_solver_pb2.MPSolutionResponse.FromString(raw)
    if not answer.variable_value:
        return None
    duals = -np.array(answer.dual_value)
    share = np.zeros((layout.schools, layout.sessions))
    for (school, session), row in program.share_rows.items():
        share[school, session] = duals[row]
    over = sum(answer.variable_value[first] for first in program.over)
    taken = np.array(answer.variable_value)
    usage = np.array([taken[columns].sum() for columns in program.in_seat[: layout.sessions]])
    return answer.objective_value, over, duals[layout.pupils : layout.pupils + layout.sessions], share, usage


class _Program:
    """Rows: one a pupil, one a session, one a filler wanted, then shares that the bundles could break."""

    def __init__(self, market: Market, listed: Bundles, dear: float, request: Any) -> None:
        self.layout, self.listed, self.dear = market.layout, listed, dear
        self.market = market
        self.request = request
        self.model = request.model
        self.share_rows: dict[tuple[int, int], int] = {}
        self.over: list[int] = []
        self.in_seat: list[list[int]] = [[] for _ in range(self.layout.sessions + self.layout.slots)]
        request.solver_type = request.GLOP_LINEAR_PROGRAMMING
        kind = market.kind[listed.owner]
        worth = market.aim.tables(self.layout.slots)[kind, listed.ranks]
        for cost in worth.tolist():
            self._column(float(cost))
        self._pupils()
        self._seats()
        self._shares()

    def _column(self, cost: float) -> int:
        self.model.variable.add(lower_bound=0.0, upper_bound=float("inf"), objective_coefficient=cost)
        return len(self.model.variable) - 1

    def _row(self, low: float, high: float, columns: list[int], signs: list[float]) -> int:
        row = self.model.constraint.add(lower_bound=low, upper_bound=high)
        row.var_index.extend(columns)
        row.coefficient.extend(signs)
        return len(self.model.constraint) - 1

    def _pupils(self) -> None:
        first = self.listed.first.tolist()
        for start, end in itertools.pairwise(first):
            self._row(1.0, 1.0, list(range(start, end)), [1.0] * (end - start))

    def _seats(self) -> None:
        layout = self.layout
        for column, row in enumerate(self.listed.seats.tolist()):
            for seat in row:
                self.in_seat[seat].append(column)
        wanted = [list(each) for each in self.in_seat[layout.sessions :]]
        for slot, columns in enumerate(wanted):
            if columns:
                for seat in np.flatnonzero(layout.slot == slot).tolist():
                    part = self._column(0.0)
                    self.in_seat[seat].append(part)
                    self.in_seat[layout.sessions + slot].append(part)
        for seat in range(layout.sessions):
            over = self._column(self.dear)
            self.over.append(over)
            short = self._column(self.dear)
            self.over.append(short)
            columns = [*self.in_seat[seat], over, short]
            least = float(layout.least[seat]) if self.market.must[seat] else -float("inf")
            most = 0.0 if self.market.closed[seat] else float(layout.capacity[seat])
            self._row(least, most, columns, [1.0] * (len(columns) - 2) + [-1.0, 1.0])
        for slot, columns in enumerate(wanted):
            parts = self.in_seat[layout.sessions + slot][len(columns) :]
            if columns:
                self._row(0.0, 0.0, columns + parts, [1.0] * len(columns) + [-1.0] * len(parts))

    def _shares(self) -> None:
        layout, listed = self.layout, self.listed
        school = layout.school[listed.owner]
        for slot in range(layout.slots):
            real = np.flatnonzero(listed.seats[:, slot] < layout.sessions)
            key = school[real] * layout.sessions + listed.seats[real, slot]
            for each in np.unique(key).tolist():
                h, seat = divmod(each, layout.sessions)
                columns = real[key == each].tolist()
                if layout.bound_by_share[h, seat] and len(np.unique(listed.owner[columns])) > layout.share[seat]:
                    row = self._row(-float("inf"), float(layout.share[seat]), columns, [1.0] * len(columns))
                    self.share_rows[h, seat] = row
