"""The best that any plan could have, level by level, by counting. Each bound holds for every plan that keeps the rules,
whatever sizes its teams have within the range allowed.

A group of pupils who must share a team (fixed to one, or kept together) weighs as many as it has of the
value in hand: a pair of which one member has the value weighs one. Three relaxations, the best one wins:

* poured: pupils fixed to a team stand there, groups are split into pairs, the pairs go one by one to
  the emptiest team, then the singles. Exact for pairs, because moving a pair from a team that
  holds at least two more never costs anything.
* spread out: each group on its own. The j fullest teams hold at least the j heaviest groups, and the plan
  that meets those sums as evenly as can be has the least sum of any convex cost.
* access: pupils who need an accessible team are poured into those, everyone else then wherever is emptiest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bothways.rules.teams.compiled import BY_SCHOOL, NO_LONE, Compiled


def even_squares(total: int, teams: int) -> int:
    """Least sum of squares of whole numbers, one a team, that add up to ``total`` (which may be negative)."""
    q, r = divmod(total, teams)
    return r * (q + 1) ** 2 + (teams - r) * q * q


def pour(load: np.ndarray, count: int, step: int = 1) -> np.ndarray:
    """Add ``step`` to the emptiest team, ``count`` times. In whole layers, so that large counts are quick."""
    load = load.astype(np.int64)
    while count > 0:
        low = int(load.min())
        lowest = np.flatnonzero(load == low)[:count]
        above = load[load > low]
        layers = 1
        if len(lowest) == len(load) - len(above) and len(above):
            layers = max(1, (int(above.min()) - low) // step)
        elif not len(above):
            layers = max(1, count // len(load))
        layers = max(1, min(layers, count // len(lowest)))
        load[lowest] += layers * step
        count -= layers * len(lowest)
    return load


def spread_out(weights: Sequence[int], total: int, teams: int) -> np.ndarray:
    """Loads of the most even plan whose j fullest teams hold at least the j heaviest groups, for every j."""
    heavy = np.zeros(teams, dtype=np.int64)
    top = sorted(weights, reverse=True)[:teams]
    heavy[: len(top)] = top
    return pour(heavy, total - int(heavy.sum()))


class Groups:
    """Who must share a team, as label arrays: ``fixed`` team or -1, ``block`` or -1."""

    def __init__(self, brief: Compiled) -> None:
        self.brief = brief
        self.teams = brief.n_teams
        self.in_block = (brief.block >= 0) & (brief.fixed < 0)
        self.single = (brief.block < 0) & (brief.fixed < 0)
        self.plain = bool(self.single.all() and (brief.able.all() or not brief.needs.any()))

    def least_loads(self, has: np.ndarray) -> list[np.ndarray]:
        """Loads a team of the pupils in ``has``, an array for each relaxation. Any convex cost is least there."""
        brief, total = self.brief, int(has.sum())
        if self.plain:
            return [pour(np.zeros(self.teams), total)]
        stood = np.bincount(brief.fixed[has & (brief.fixed >= 0)], minlength=self.teams)
        blocks = np.bincount(brief.block[has & self.in_block])
        loads = [self._poured(stood, blocks, int((has & self.single).sum()))]
        weights = [int(w) for w in (*stood, *blocks) if w > 1]
        if weights:
            loads.append(spread_out(weights, total, self.teams))
        if (has & brief.needs).any() and not brief.able.all():
            loads.append(self._access(stood, has & (brief.fixed < 0)))
        return loads

    def _poured(self, stood: np.ndarray, blocks: np.ndarray, singles: int) -> np.ndarray:
        pairs = int((blocks // 2).sum())
        return pour(pour(stood, pairs, 2), singles + int((blocks % 2).sum()))

    def _access(self, stood: np.ndarray, free: np.ndarray) -> np.ndarray:
        """Groups are left out here: each pupil alone. A block's members all go where any of them must."""
        brief, load = self.brief, stood.astype(np.int64)
        needs = int((free & brief.needs).sum())
        if brief.able.any():
            load[brief.able] = pour(load[brief.able], needs)
        return pour(load, int(free.sum()) - needs)


def label_bound(groups: Groups, has: np.ndarray) -> int:
    """Least sum of squares for one value of a label."""
    return max(int((load * load).sum()) for load in groups.least_loads(has))


def pair_bound(groups: Groups, has: np.ndarray) -> int:
    """Least number of same-school pairs for one school."""
    return max(int((load * (load - 1) // 2).sum()) for load in groups.least_loads(has))


def lone_bound(brief: Compiled) -> int:
    """Pupils who must be alone. A school of one is; with a cap of 2, one of each odd school; with 1, everyone."""
    counts = np.bincount(brief.school)
    return int((counts == 1).sum())


def score_bound(total: int, teams: int) -> int:
    """Centred scores add up to ``total`` over all teams: the squares are least when they are even."""
    return even_squares(total, teams)


def smallest_team(brief: Compiled) -> int:
    """The fewest pupils that a team of any plan can have: the others may be full."""
    return max(brief.low, brief.n - (brief.n_teams - 1) * brief.high)


def met_bound(brief: Compiled) -> int:
    """Forced repeats: a pupil has only so many others left to meet, and the smallest team so many places."""
    met = np.diff(brief.met_ptr)
    forced = np.maximum(0, smallest_team(brief) - 1 - (brief.n - 1 - met))
    return max((int(forced.sum()) + 1) // 2, _met_in_groups(brief))


def _met_in_groups(brief: Compiled) -> int:
    """Pairs who met before and are kept together or fixed to one team."""
    first = np.repeat(np.arange(brief.n), np.diff(brief.met_ptr))
    second = brief.met_adj
    together = (brief.block[first] >= 0) & (brief.block[first] == brief.block[second])
    one_team = (brief.fixed[first] >= 0) & (brief.fixed[first] == brief.fixed[second])
    return int((together | one_team).sum()) // 2


def school_bound(brief: Compiled, groups: Groups, size: np.ndarray) -> int:
    """The school level in the mode of the brief."""
    if brief.mode == NO_LONE:
        return lone_bound(brief)
    if brief.mode == BY_SCHOOL:
        return -int((size * (size - 1) // 2).sum())  # every pair in every team from one school
    return sum(pair_bound(groups, brief.school == school) for school in range(brief.n_schools))


def two_valued_bound(groups: Groups, has: np.ndarray, size: int) -> int:
    """A label of two values in teams of one size: c of one means size - c of the other, so both count."""
    loads = groups.least_loads(has) + groups.least_loads(~has)
    return max(int((load * load + (size - load) ** 2).sum()) for load in loads)


def label_bounds(brief: Compiled, groups: Groups) -> list[int]:
    """One bound a label: each value on its own, or both of two together when every team is of one size."""
    size, odd = divmod(brief.n, brief.n_teams)
    one_size = odd == 0 and size in (brief.low, brief.high)
    out = []
    for f, values in enumerate(brief.n_values):
        has = [brief.attr[:, f] == value for value in range(int(values))]
        bound = sum(label_bound(groups, each) for each in has)
        if values == 2 and one_size:
            bound = max(bound, two_valued_bound(groups, has[0], size))
        out.append(bound)
    return out


def all_bounds(brief: Compiled, size: np.ndarray) -> np.ndarray:
    """Bounds in the order of the levels in ``tables``: hard rules, school, met, labels, scores.

    ``size`` is the size of each team of the plan, from which pairs are counted down when schools keep to themselves.
    """
    groups = Groups(brief)
    scores = [score_bound(int(total), brief.n_teams) for total in brief.score.sum(axis=0)]
    head = [0, school_bound(brief, groups, size), met_bound(brief)]
    return np.array([*head, *label_bounds(brief, groups), *scores], dtype=np.int64)
