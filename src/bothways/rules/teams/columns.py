"""Column generation for "no one alone": a bound on the first label and a plan that comes near it.

A linear programme chooses how many teams follow each pattern, so that every class is used up. For any
worths u of the classes, the squares of every plan are at least

    sum over teams of  min over patterns (squares - u . pattern)  +  u . everyone

so the whole-number bound holds exactly, though the worths come from a solver in floating point.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bothways.rules.teams.compiled import Compiled
from bothways.rules.teams.patterns import NEVER, Patterns

_SCALE = 1 << 20
_A_ROUND = 30  # patterns added at a time
_MOST_ROUNDS = 400
_SMALL = 1e-6


@dataclass(frozen=True)
class Column:
    """One pattern: classes as (schools, values), the pupils in it, the squares of its label counts."""

    classes: np.ndarray
    size: int
    squares: int


class _Programme:
    """The linear programme over the patterns known so far, for the pupils and teams that are left.

    ``teams`` says how many teams there are of each size; a team of several sizes may have any of them.
    """

    def __init__(self, left: np.ndarray, teams: Mapping[tuple[int, ...], int]) -> None:
        from ortools.linear_solver import pywraplp  # type: ignore[attr-defined]  # untyped; slow, so only when needed

        self.solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        self.solver.Objective().SetMinimization()
        self.cells = list(zip(*np.nonzero(left), strict=True))
        self.rows = [self._row(int(left[cell])) for cell in self.cells]
        counts = {sizes: self._row(n) for sizes, n in sorted(teams.items())}
        self.count = {size: row for sizes, row in counts.items() for size in sizes}
        for row in (*self.rows, *counts.values()):  # so that there is always a solution, if a dear one
            for sign in (1.0, -1.0):
                row.SetCoefficient(self._variable(4.0 * max(self.count) ** 2), sign)
        self.known: dict[bytes, tuple[Column, Any]] = {}

    def _row(self, total: int) -> Any:
        return self.solver.Constraint(float(total), float(total))

    def _variable(self, cost: float) -> Any:
        variable = self.solver.NumVar(0.0, self.solver.infinity(), "")
        self.solver.Objective().SetCoefficient(variable, cost)
        return variable

    def add(self, column: Column) -> bool:
        """Offer a pattern. False when it was there already."""
        key = column.classes.tobytes()
        if key in self.known:
            return False
        variable = self._variable(float(column.squares))
        self.count[column.size].SetCoefficient(variable, 1.0)
        for row, cell in zip(self.rows, self.cells, strict=True):
            if column.classes[cell]:
                row.SetCoefficient(variable, float(column.classes[cell]))
        self.known[key] = column, variable
        return True

    def solve(self, shape: tuple[int, ...]) -> tuple[np.ndarray, dict[int, float]]:
        """The worth of each class in 1/_SCALE, and the price of a team of each size."""
        self.solver.Solve()
        worth = np.zeros(shape, dtype=np.int64)
        for row, cell in zip(self.rows, self.cells, strict=True):
            worth[cell] = round(row.dual_value() * _SCALE)
        return worth, {size: row.dual_value() for size, row in self.count.items()}

    def used(self) -> list[tuple[float, Column]]:
        """How many teams follow each pattern, most first; ties by the pattern."""
        found = [(round(variable.solution_value(), 6), key, column) for key, (column, variable) in self.known.items()]
        return [
            (share, column) for share, _, column in sorted(found, key=lambda each: (-each[0], each[1])) if share > 0
        ]


class Generation:
    """Patterns, the columns found, and the bound they prove."""

    def __init__(self, brief: Compiled, size: np.ndarray) -> None:
        self.brief = brief
        self.sizes = Counter(int(each) for each in size)
        self.patterns = Patterns(brief, size)
        self.columns: list[Column] = []

    def bound(self) -> int:
        """Least squares of the first label when nobody is alone who need not be. Has the parity of n, as squares do."""
        allowed = tuple(range(self.brief.low, self.brief.high + 1))
        worth = self._generate(self.patterns.held, {allowed: self.brief.n_teams})[0]
        least = self._least_for(worth)
        total = -(-(least + int((worth * self.patterns.held).sum())) // _SCALE)
        return total + (total - self.brief.n) % 2

    def _least_for(self, worth: np.ndarray) -> int:
        """Sum over teams of the least reduced cost, whichever sizes they have among those allowed."""
        brief, patterns = self.brief, self.patterns
        reduced = patterns.reduced(worth, patterns.held, _SCALE)
        allowed = range(brief.low, brief.high + 1)
        least = {size: int(reduced[patterns.total == size].min(initial=-NEVER)) for size in allowed}
        return least_in_all(least, brief.n_teams, brief.n)

    def _generate(self, left: np.ndarray, sizes: Mapping[tuple[int, ...], int]) -> tuple[np.ndarray, _Programme]:
        """Add patterns until none would help. The worths of the classes, and the programme as solved."""
        programme = _Programme(left, sizes)
        for column in self.columns:
            if column.size in programme.count and (column.classes <= left).all():
                programme.add(column)
        for _ in range(_MOST_ROUNDS):
            worth, price = programme.solve(left.shape)
            fresh = [column for column in self._cheapest(worth, left, price) if programme.add(column)]
            self.columns += fresh
            if not fresh:
                break
        return worth, programme

    def _cheapest(self, worth: np.ndarray, left: np.ndarray, price: dict[int, float]) -> list[Column]:
        patterns = self.patterns
        reduced = patterns.reduced(worth, left, _SCALE)
        gain = np.full(len(reduced), _SMALL)
        for size, cost in price.items():
            of_size = (patterns.total == size) & (reduced < -NEVER)
            gain[of_size] = reduced[of_size] / _SCALE - cost
        best = [int(r) for r in np.argsort(gain, kind="stable")[:_A_ROUND] if gain[r] < -_SMALL]
        return [Column(patterns.pattern(r), int(patterns.total[r]), int(patterns.squares[r])) for r in best]

    def dive(self) -> list[Column]:
        """Patterns for the teams, rounded down from the programme again and again. A few teams may go without."""
        left, sizes, chosen = self.patterns.held.copy(), self.sizes.copy(), []
        while sizes.total() > 0:
            one_size: dict[tuple[int, ...], int] = {(size,): count for size, count in sizes.items()}
            picked = _round_down(self._generate(left, one_size)[1].used(), left, sizes)
            if not picked:
                break
            chosen += picked
        return chosen


def least_in_all(least: Mapping[int, int], teams: int, n: int) -> int:
    """Least sum of ``least[size]`` over teams that hold n in all: two sizes next to the mean do it, in fractions."""
    small = [size for size in least if size * teams <= n]
    large = [size for size in least if size * teams > n]
    same = [least[size] * teams for size in small if size * teams == n]
    mixed = [(least[s] * (b * teams - n) + least[b] * (n - s * teams)) // (b - s) for s in small for b in large]
    return min(same + mixed)


def _round_down(used: list[tuple[float, Column]], left: np.ndarray, sizes: Counter[int]) -> list[Column]:
    """Whole teams of each pattern; failing those, the one nearest to whole. Taken out of ``left`` and ``sizes``."""
    whole = [column for share, column in used for _ in range(int(share + _SMALL))]
    picked = []
    for column in whole or [column for _, column in used]:
        if sizes[column.size] > 0 and (column.classes <= left).all():
            left -= column.classes
            sizes[column.size] -= 1
            picked.append(column)
            if not whole:
                break
    sizes += Counter()  # forget sizes that are used up
    return picked


def plan_from(brief: Compiled, size: np.ndarray, columns: list[Column]) -> np.ndarray:
    """A team for every pupil that follows the patterns; those left over fill the teams without one."""
    team, room = np.full(brief.n, -1, dtype=np.int64), size.copy()
    waiting = {size: list(np.flatnonzero(room == size)) for size in set(room.tolist())}
    for column in columns:
        a = waiting[column.size].pop(0)
        room[a] = 0
        for school, value in zip(*np.nonzero(column.classes), strict=True):
            alike = np.flatnonzero((team < 0) & (brief.school == school) & (brief.attr[:, 0] == value))
            team[alike[: column.classes[school, value]]] = a
    team[team < 0] = np.repeat(np.arange(len(room)), room)
    return team
