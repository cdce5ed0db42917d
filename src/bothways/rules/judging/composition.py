"""A tighter bound on meetings when own-school bans bite: what mixtures of judges panels can have.

Judges barred from the same schools are one class. A panel's mixture says how many it has of each class,
which fixes how many meetings of each two classes it holds. The program chooses how many panels of each
school have each mixture, within the loads, and spreads the meetings of two classes evenly over their
pairs. Every plan obeys it, so its least sum of squares is a bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from bothways.rules.judging.model import Tables

MOST_MIXTURES = 1_500
_WORK = 5.0  # CP-SAT's own unit of work, about a second; never the clock
_MOST_LEVELS = 400


def composition_bound(t: Tables, loads: np.ndarray) -> int:
    """The least sum of squared meetings over mixtures; 0 when there are too many to try."""
    classes = Counter(tuple(bool(each) for each in column) for column in t.allowed.T)
    columns, members = list(classes), list(classes.values())
    mixtures = []
    for g in range(len(t.sizes)):
        for mixture in _mixtures([n if may[g] else 0 for n, may in zip(members, columns, strict=True)], t.r):
            mixtures.append((g, mixture))
            if len(mixtures) > MOST_MIXTURES:
                return 0
    return _solve(t, members, mixtures, (int(loads.min()), int(loads.max())))


def _mixtures(room: list[int], r: int) -> Iterator[tuple[int, ...]]:
    """Every way to choose r judges from classes with this much room."""
    if not room:
        if r == 0:
            yield ()
        return
    for taken in range(min(r, room[0]) + 1):
        for rest in _mixtures(room[1:], r - taken):
            yield (taken, *rest)


def _solve(t: Tables, members: list[int], mixtures: list[tuple[int, tuple[int, ...]]], loads: tuple[int, int]) -> int:
    from ortools.sat.python import cp_model  # half a second to import, and seldom needed

    model = cp_model.CpModel()
    count = [model.new_int_var(0, int(t.sizes[g]), "") for g, _ in mixtures]
    for g, size in enumerate(t.sizes):
        model.add(sum(n for n, (school, _) in zip(count, mixtures, strict=True) if school == g) == int(size))
    for c, size in enumerate(members):
        work = sum(n * mixture[c] for n, (_, mixture) in zip(count, mixtures, strict=True))
        model.add_linear_constraint(work, loads[0] * size, loads[1] * size)
    squares = [
        _squares(model, t, members, (a, b), list(zip(count, (mixture for _, mixture in mixtures), strict=True)))
        for a in range(len(members))
        for b in range(a, len(members))
    ]
    model.minimize(sum(squares))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = _WORK
    solver.solve(model)
    return max(0, round(solver.best_objective_bound))


def _squares(model: Any, t: Tables, members: list[int], pair: tuple[int, int], count: list[tuple[Any, Any]]) -> Any:
    """A variable no less than the even sum of squares of the meetings between two classes.

    Over ``pairs`` pairs, m meetings cost at least (2k+1) m - pairs k (k+1) for every whole k.
    """
    a, b = pair
    pairs = members[a] * members[b] if a != b else members[a] * (members[a] - 1) // 2
    most = len(t.entries) * t.r * t.r
    squares = model.new_int_var(0, most * most, "")
    if pairs:
        held = sum(n * (mix[a] * mix[b] if a != b else mix[a] * (mix[a] - 1) // 2) for n, mix in count)
        for k in range(min(most // pairs + 1, _MOST_LEVELS)):
            model.add(squares >= (2 * k + 1) * held - pairs * k * (k + 1))
    return squares
