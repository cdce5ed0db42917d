"""Where the search starts from, by mode, and the bound that comes with it."""

from __future__ import annotations

import numpy as np

from bothways.rules.teams.columns import Generation, plan_from
from bothways.rules.teams.compiled import BY_SCHOOL, NO_LONE, Compiled
from bothways.rules.teams.deal import deal, fill_up, team_sizes
from bothways.rules.teams.patterns import within_reach
from bothways.rules.teams.tables import Tables


def sizes_for(brief: Compiled) -> np.ndarray:
    """Team sizes: whole schools in teams of their own when schools keep to themselves and that can be."""
    if brief.mode == BY_SCHOOL and (brief.fixed < 0).all():
        own = _own_teams(np.bincount(brief.school), brief)
        if own is not None:
            return own
    return team_sizes(brief)


def _own_teams(pupils: np.ndarray, brief: Compiled) -> np.ndarray | None:
    """Teams for each school alone, schools in order; None when some school does not fit the sizes."""
    fewest, most = -(-pupils // brief.high), pupils // brief.low
    if (fewest > most).any() or not fewest.sum() <= brief.n_teams <= most.sum():
        return None
    spare = brief.n_teams - int(fewest.sum())
    taken = np.minimum(np.cumsum(most - fewest), spare)
    teams = fewest + np.diff(taken, prepend=0)
    parts = [fill_up(np.zeros(int(k), dtype=np.int64), int(n), int(n)) for k, n in zip(teams, pupils, strict=True)]
    return np.concatenate(parts)


def first_plan(brief: Compiled, tables: Tables, size: np.ndarray) -> tuple[np.ndarray, int]:
    """A plan to start from, and a bound on the first label that its making proved (0: none).

    The bound holds for plans in which nobody is alone who need not be.
    """
    if brief.mode not in {NO_LONE, BY_SCHOOL}:
        return deal(brief, tables, size), 0
    if brief.mode == NO_LONE and within_reach(brief, size):
        generation = Generation(brief, size)
        bound = generation.bound()
        return settle(brief, plan_from(brief, size, generation.dive())), bound
    return settle(brief, np.repeat(np.arange(brief.n_teams), size)), 0


def settle(brief: Compiled, team: np.ndarray) -> np.ndarray:
    """Swap pupils until fixed ones stand in their team, blocks in one team and access needs in an able team."""
    for i in np.flatnonzero((brief.fixed >= 0) & (team != brief.fixed)):
        _bring(brief, team, int(i), int(brief.fixed[i]))
    for b in range(len(brief.block_ptr) - 1):
        members = brief.block_adj[brief.block_ptr[b] : brief.block_ptr[b + 1]]
        target = _home(brief, team, members)
        for i in members[team[members] != target]:
            _bring(brief, team, int(i), target)
    for i in np.flatnonzero(brief.needs & ~brief.able[team] & (brief.block < 0) & (brief.fixed < 0)):
        for a in np.flatnonzero(brief.able):
            if _bring(brief, team, int(i), int(a)):
                break
    return team


def _home(brief: Compiled, team: np.ndarray, members: np.ndarray) -> int:
    """Where a block gathers: its fixed team, or the (able) team with most of its members."""
    fixed = brief.fixed[members]
    if (fixed >= 0).any():
        return int(fixed.max())
    here = np.bincount(team[members], minlength=brief.n_teams)
    if brief.needs[members].any() and brief.able.any():
        here = np.where(brief.able, here, -1)
    return int(here.argmax())


def _bring(brief: Compiled, team: np.ndarray, i: int, a: int) -> bool:
    """Swap pupil i with someone free in team a, as like i as can be. False when nobody there is free."""
    seated = np.flatnonzero((team == a) & (brief.block < 0) & (brief.fixed < 0))
    if brief.needs[seated].any() and not brief.able[team[i]]:
        seated = seated[~brief.needs[seated]]
    if not len(seated):
        return False
    unlike = (brief.attr[seated] != brief.attr[i]).sum(axis=1) + 100 * (brief.school[seated] != brief.school[i])
    j = int(seated[unlike.argmin()])
    team[i], team[j] = a, team[i]
    return True
