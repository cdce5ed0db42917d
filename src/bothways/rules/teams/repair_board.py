"""The board on which a morning repair is worked out: yesterday's teams, who may move, and the fewest moves."""

from __future__ import annotations

from collections.abc import Set
from decimal import Context, Decimal
from functools import lru_cache

import numpy as np

from bothways.rules.rng import new_state
from bothways.rules.teams.compiled import NO_LONE, Compiled
from bothways.rules.teams.repair_kernels import (
    GRAIN,
    LISTED,
    MOVES,
    STEPS,
    STEPS_A_STAGE,
    Board,
    Rules,
    anneal,
    even_sizes,
    leaving_gains,
    misplaced,
)
from bothways.rules.teams.tables import Tables, tables_of

_HARD, _SIZE = 1 << 45, 1 << 40
_STEPS_A_PUPIL, _LEAST_STEPS, _MOST_STEPS = 400, 120_000, 900_000
_TRIES = 6
_QUANTILES = 256
_HOT, _HOT_LONE = 1, 20  # first temperatures, in label units
_LONE_STEPS = 6  # as many times the steps: chains that free lone pupils are rare and long
_LABEL = 1 << 16  # weight of one unit of a label
_PAIR, _LONE, _MET = 10, 160, 4  # a same-school pair, a lone pupil, meeting again: so many label units


@lru_cache(maxsize=1)
def quantiles() -> np.ndarray:
    """The exponential distribution x GRAIN. ``decimal`` rounds its logarithms the same way on every machine."""
    exact = Context(prec=30)
    parts = (Decimal(2 * k + 1) / Decimal(2 * _QUANTILES) for k in range(_QUANTILES))
    return np.array([int(-exact.ln(part) * GRAIN) for part in parts], dtype=np.int64)


def _rules(brief: Compiled, low: int, high: int) -> Rules:
    """Every rule and level as a cost. A score is scaled by its variance: 20 variances weigh 9 label units."""
    t: Tables = tables_of(brief)
    spread = (brief.score * brief.score).sum(axis=0) // max(brief.n, 1)
    squares = np.arange(len(t.cost), dtype=np.int64) ** 2
    school = t.cost * (_LONE if brief.mode == NO_LONE else _PAIR) * _LABEL + t.over * _HARD
    ptr, adj, cost = _bonds(brief)
    return Rules(
        np.column_stack([brief.school, t.cell + brief.n_schools]),
        np.vstack([school, *[squares * _LABEL] * brief.attr.shape[1]]),
        brief.score,
        np.array([max(1, _LABEL * 9 // (20 * max(1, int(each)))) for each in spread], dtype=np.int64),
        ptr,
        adj,
        cost,
        brief.needs.astype(np.int64),
        np.where(brief.able, 0, _HARD).astype(np.int64),
        t.least,
        _HARD,
        low,
        high,
        _SIZE,
    )


def _bonds(brief: Compiled) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Apart pairs and past meetings in one list for each pupil."""
    rows = np.arange(brief.n)
    ends = [(brief.apart_ptr, brief.apart_adj, _HARD), (brief.met_ptr, brief.met_adj, _MET * _LABEL)]
    who = np.concatenate([np.repeat(rows, np.diff(ptr)) for ptr, _, _ in ends])
    order = np.argsort(who, kind="stable")
    adj = np.concatenate([adj for _, adj, _ in ends])[order]
    cost = np.concatenate([np.full(len(adj), each, dtype=np.int64) for _, adj, each in ends])[order]
    ptr = np.zeros(brief.n + 1, dtype=np.int64)
    np.cumsum(np.bincount(who, minlength=brief.n), out=ptr[1:])
    return ptr, adj, cost


def _go(teams: np.ndarray, to: int, openly: np.ndarray) -> np.ndarray:
    """Everyone to team ``to``, but those in a locked team, and those without a team when it is locked."""
    may = openly[to] & ((teams < 0) | openly[teams])
    return np.where(may, to, teams)


class Desk:
    """Yesterday's plan over today's pupils, and what may be done to it. ``home`` is -1 for someone new."""

    def __init__(self, brief: Compiled, home: np.ndarray, late: np.ndarray, locked: Set[int]) -> None:
        self.brief, self.home = brief, home
        self.open = np.array([team for team in range(brief.n_teams) if team not in locked], dtype=np.int64)
        self.low, self.high = self._size_range()
        self.still = late | (brief.fixed >= 0) | (brief.block >= 0) | np.isin(home, list(locked))
        self.rules = _rules(brief, self.low, self.high)
        self.board = self._board(self._first_team())

    def _size_range(self) -> tuple[int, int]:
        """The brief's own range when today's pupils fit it, else as even as can be."""
        brief, teams = self.brief, len(self.open)
        pupils = int(np.isin(self.home, [-1, *self.open]).sum())
        if teams == 0 or teams * brief.low <= pupils <= teams * brief.high:
            return brief.low, brief.high
        return pupils // teams, -(-pupils // teams)

    def least_moves(self) -> int:
        """No plan needs fewer: by sizes alone, or by the pupils who cannot stay where they are."""
        size = np.bincount(self.home[self.home >= 0], minlength=self.brief.n_teams)[self.open]
        short = int(np.maximum(self.low - size, 0).sum()) - int((self.home < 0).sum())
        return max(int(np.maximum(size - self.high, 0).sum()), short, self._misplaced_by_rules())

    def _misplaced_by_rules(self) -> int:
        brief, home = self.brief, self.home
        away = (home >= 0) & (brief.fixed >= 0) & (home != brief.fixed)
        unable = (home >= 0) & brief.needs & ~brief.able[home]
        alone = (away | unable) & (brief.block < 0)
        return int(alone.sum()) + sum(self._block_moves(brief.block == b) for b in range(len(brief.block_ptr) - 1))

    def _block_moves(self, block: np.ndarray) -> int:
        """A block stands in one team, so all but its largest part moves."""
        homes = self.home[block & (self.home >= 0)]
        return len(homes) - int(np.bincount(homes).max()) if len(homes) else 0

    def _first_team(self) -> np.ndarray:
        """Everyone at home, but fixed pupils where they must be, blocks joined, and those who are new put in."""
        brief, team = self.brief, self.home.copy()
        openly = np.isin(np.arange(brief.n_teams), self.open)
        for b in range(len(brief.block_ptr) - 1):
            members = brief.block_adj[brief.block_ptr[b] : brief.block_ptr[b + 1]]
            homes = team[members][team[members] >= 0]
            if len(homes):
                team[members] = _go(team[members], int(np.bincount(homes).argmax()), openly)
        held = brief.fixed >= 0
        team[held] = np.where(openly[brief.fixed[held]], brief.fixed[held], team[held])
        return self._seat_new(team, openly)

    def _seat_new(self, team: np.ndarray, openly: np.ndarray) -> np.ndarray:
        """The smallest teams first, and among them the one with fewest from the same school."""
        brief = self.brief
        size = np.bincount(team[team >= 0], minlength=brief.n_teams)
        by_school = np.zeros((brief.n_teams, brief.n_schools), dtype=np.int64)
        np.add.at(by_school, (team[team >= 0], brief.school[team >= 0]), 1)
        for i in np.flatnonzero(team < 0):
            if team[i] >= 0:
                continue
            group = np.flatnonzero(brief.block == brief.block[i]) if brief.block[i] >= 0 else np.array([i])
            closed = ~openly if not brief.needs[group].any() else ~(openly & brief.able)
            best = int(np.lexsort((by_school[:, brief.school[i]], size, closed))[0])
            team[group] = best
            size[best] += len(group)
            np.add.at(by_school, (best, brief.school[group]), 1)
        return team

    def _board(self, team: np.ndarray) -> Board:
        brief, n, teams = self.brief, self.brief.n, self.brief.n_teams
        size = np.bincount(team, minlength=teams).astype(np.int64)
        order = np.argsort(team, kind="stable")
        spot = np.empty(n, dtype=np.int64)
        spot[order] = np.arange(n) - np.repeat(np.cumsum(size) - size, size)
        member = np.zeros((teams, max(int(size.max()), self.high) + 2), dtype=np.int64)
        member[team, spot] = np.arange(n)
        count = np.zeros((teams, brief.n_schools + int(brief.n_values.sum())), dtype=np.int32)
        np.add.at(count, (team[:, None], self.rules.cell), 1)
        total = np.zeros((teams, brief.score.shape[1]), dtype=np.int64)
        np.add.at(total, team, brief.score)
        away = np.flatnonzero(team != self.home)
        place = np.full(n, -1, dtype=np.int64)
        place[away] = np.arange(len(away))
        listed = np.zeros(n, dtype=np.int64)
        listed[: len(away)] = away
        tally = np.array([int((self.home[away] >= 0).sum()), len(away), 0], dtype=np.int64)
        kinds = (count[:, : brief.n_schools] > 0).sum(axis=1).astype(np.int64)
        movable = np.flatnonzero(~self.still)
        counts = (member, spot, size, count, total, kinds)
        return Board(team.astype(np.int64), self.home, *counts, listed, place, tally, movable, ~self.still, self.open)

    def misplaced(self) -> int:
        """Pupils too many or too few, over the teams that are not locked."""
        return int(misplaced(self.board, self.low, self.high))

    def broken(self) -> int:
        """Hard rules broken, sizes apart: each one counts once."""
        r, s, team = self.rules, self.board, self.board.team
        who = np.repeat(np.arange(self.brief.n), np.diff(r.bond_ptr))
        pairs = int(((team[who] == team[r.bond_adj]) & (r.bond_cost == _HARD)).sum()) // 2
        schools = int((r.cost[0][s.held[:, : self.brief.n_schools]] // _HARD).sum())
        few = int(np.maximum(0, r.least - s.kinds).sum())
        return pairs + schools + few + int((r.needs * r.unfit[team] // _HARD).sum())

    def even_sizes(self, cap: int, rng: np.ndarray) -> None:
        """Bring the sizes nearer, as far as ``cap`` moves and the rules let it be."""
        even_sizes(self.rules, self.board, cap, np.empty_like(self.open), np.empty_like(self.open), rng)

    def mend(self, least: int, budget: int | None, seed: int) -> int:
        """Even the sizes and keep the rules with the fewest moves found. Returns how many moves that took."""
        rng = new_state(seed, 1)
        cap = self.brief.n if budget is None else budget
        self.even_sizes(cap, rng)
        if self.broken() + self.misplaced() == 0 and self.moved() <= least:
            return self.moved()
        found = self.board.team.copy()
        for fewer in range(least, min(cap, least + _TRIES) + 1):
            self.board = self._board(self._first_team())
            self.even_sizes(fewer, rng)
            self.improve(fewer, seed)
            if self.broken() + self.misplaced() == 0:
                return self.moved()
        self.board = self._board(found)
        return self.moved()

    def moved(self) -> int:
        """How many pupils with a place are not in it."""
        return int(self.board.tally[MOVES])

    def improve(self, cap: int, seed: int) -> int:
        """Better levels with ``cap`` moves in all. Returns the steps taken so far."""
        if len(self.board.movable) and (cap or self.board.tally[LISTED]):
            lone = self.brief.mode == NO_LONE
            steps = min(max(self.brief.n * _STEPS_A_PUPIL, _LEAST_STEPS), _MOST_STEPS) * (_LONE_STEPS if lone else 1)
            hot = (_HOT_LONE if lone else _HOT) * _LABEL
            self.anneal(cap, steps // STEPS_A_STAGE, hot, new_state(seed, 2))
        return int(self.board.tally[STEPS])

    def anneal(self, cap: int, stages: int, hot: int, rng: np.ndarray) -> int:
        """Cool down over so many stages; who would be missed least is asked anew now and then. The weighed change."""
        movable = self.board.movable
        gain, change = np.empty(len(movable), dtype=np.int64), 0
        lap = max(4, len(movable) // 40)
        for first in range(0, stages, lap):
            leaving_gains(self.rules, self.board, gain)
            keen = movable[np.argsort(gain, kind="stable")[: max(1, len(movable) // 8)]]
            now = (first, min(first + lap, stages), stages)
            change += anneal(self.rules, self.board, keen, cap, *now, hot, quantiles(), rng)
        return change
