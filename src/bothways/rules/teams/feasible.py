"""A plan that keeps every hard rule, by exact search, for tight briefs where dealing and swapping found none."""

from __future__ import annotations

from typing import Any

import numpy as np

from bothways.rules.teams.compiled import AT_LEAST, AT_MOST, Compiled

_MOST_PLACES = 400_000  # pupils x teams: more would take too long
_MOST_WORK = 30.0  # the solver's own count of work, the same on every machine


def feasible_plan(brief: Compiled) -> np.ndarray | None:
    """A team for each pupil, or None when none was found (or the event is too large to try)."""
    if brief.n * brief.n_teams > _MOST_PLACES:
        return None
    from ortools.sat.python import cp_model  # slow to load, and seldom needed

    model = cp_model.CpModel()
    at = np.array([[model.new_bool_var("") for _ in range(brief.n_teams)] for _ in range(brief.n)], dtype=object)
    _people(brief, model, at)
    for a in range(brief.n_teams):
        model.add_linear_constraint(sum(at[:, a]), brief.low, brief.high)
        _schools(brief, model, at[:, a])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # several would race, and the answer would depend on the machine
    solver.parameters.max_deterministic_time = _MOST_WORK
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    return np.array([[solver.value(each) for each in row] for row in at]).argmax(axis=1)


def _people(brief: Compiled, model: Any, at: np.ndarray) -> None:
    for i in range(brief.n):
        model.add_exactly_one(at[i])
        for a in range(brief.n_teams):
            if (brief.needs[i] and not brief.able[a]) or brief.fixed[i] not in {-1, a}:
                model.add(at[i, a] == 0)
        for j in brief.apart_adj[brief.apart_ptr[i] : brief.apart_ptr[i + 1]]:
            if j > i:
                for a in range(brief.n_teams):
                    model.add_at_most_one([at[i, a], at[j, a]])
    for lead, follower in _tied(brief):
        for a in range(brief.n_teams):
            model.add(at[lead, a] == at[follower, a])


def _tied(brief: Compiled) -> list[tuple[int, int]]:
    blocks = np.split(brief.block_adj, brief.block_ptr[1:-1]) if len(brief.block_ptr) > 1 else []
    return [(int(block[0]), int(i)) for block in blocks for i in block[1:]]


def _schools(brief: Compiled, model: Any, here: np.ndarray) -> None:
    if brief.mode not in {AT_MOST, AT_LEAST}:
        return
    present = []
    for school in range(brief.n_schools):
        members = here[brief.school == school]
        if brief.mode == AT_MOST:
            model.add(sum(members) <= brief.limit)
        else:
            present.append(model.new_bool_var(""))
            model.add(sum(members) >= 1).only_enforce_if(present[-1])
    if present:
        model.add(sum(present) >= brief.limit)
