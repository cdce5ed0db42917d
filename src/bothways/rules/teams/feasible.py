"""A plan that keeps every hard rule, by exact search, for tight briefs where dealing and swapping found none.

Where nobody is to be alone and the event is small, the search also says how few must be: of plans with
so few it gives one with team sizes as even as can be.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bothways.rules.teams.bounds import lone_bound
from bothways.rules.teams.compiled import AT_LEAST, AT_MOST, NO_LONE, Compiled

_MOST_PLACES = 400_000  # pupils x teams: more would take too long
_MOST_WORK = 30.0  # the solver's own count of work, the same on every machine
_CRUMB = 1e-6
_FEW_PLACES, _LITTLE_WORK = 2_000, 2.0  # where the fewest alone are asked for


def asks_who_is_alone(brief: Compiled) -> bool:
    """Whether ``feasible_plan`` also finds the fewest who must be alone."""
    return brief.mode == NO_LONE and brief.n * brief.n_teams <= _FEW_PLACES


def feasible_plan(brief: Compiled) -> tuple[np.ndarray | None, int]:
    """(a team for each pupil, how many are alone in any plan at least); None when no plan was found.

    An event that is too large is not tried.
    """
    if brief.n * brief.n_teams > _MOST_PLACES:
        return None, 0
    from ortools.sat.python import cp_model  # slow to load, and seldom needed

    model = cp_model.CpModel()
    at = np.array([[model.new_bool_var("") for _ in range(brief.n_teams)] for _ in range(brief.n)], dtype=object)
    _people(brief, model, at)
    for a in range(brief.n_teams):
        model.add_linear_constraint(sum(at[:, a]), brief.low, brief.high)
        _schools(brief, model, at[:, a])
    if asking := asks_who_is_alone(brief):
        model.minimize(_weight(brief) * sum(_alone(brief, model, at)) + sum(_uneven(brief, model, at)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # several would race, and the answer would depend on the machine
    solver.parameters.max_deterministic_time = _LITTLE_WORK if asking else _MOST_WORK
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None, 0
    plan = np.array([[solver.value(each) for each in row] for row in at]).argmax(axis=1)
    if not asking:
        return plan, 0
    return plan, lone_bound(brief) + int(solver.best_objective_bound + _CRUMB) // _weight(brief)


def _weight(brief: Compiled) -> int:
    """What one pupil alone weighs: more than all that sizes can be off."""
    return 2 * brief.n + 1


def _alone(brief: Compiled, model: Any, at: np.ndarray) -> list[Any]:
    """Whether exactly one pupil of a school is in a team, for each team and each school of two pupils or more."""
    found = []
    for school in np.flatnonzero(np.bincount(brief.school) > 1):
        for a in range(brief.n_teams):
            found.append(model.new_bool_var(""))
            model.add(sum(at[brief.school == school, a]) != 1).only_enforce_if(~found[-1])
    return found


def _uneven(brief: Compiled, model: Any, at: np.ndarray) -> list[Any]:
    """How far each team is from an even share."""
    low, high = brief.n // brief.n_teams, -(-brief.n // brief.n_teams)
    found = []
    for a in range(brief.n_teams):
        found.append(model.new_int_var(0, brief.n, ""))
        model.add(found[-1] >= low - sum(at[:, a]))
        model.add(found[-1] >= sum(at[:, a]) - high)
    return found


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
