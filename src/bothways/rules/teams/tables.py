"""The working tables of a search: what every kernel reads (Tables) and what it moves (State)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bothways.rules.teams.compiled import AT_LEAST, AT_MOST, BY_SCHOOL, NO_LONE, Compiled

LARGEST = 64  # pupils in a block that the search will move
HARD, SCHOOL, MET, FIRST_LABEL = range(4)  # places in an array of level values; scores follow the labels


class Tables(NamedTuple):
    """Fixed during a search. A *cell* is one label value, e.g. year 9; labels share one row of cells."""

    school: np.ndarray  # (n,) int64
    cell: np.ndarray  # (n, A) int64
    score: np.ndarray  # (n, S) int64
    cost: np.ndarray  # (n + 2,) int64: cost of c pupils of one school in one team
    over: np.ndarray  # (n + 2,) int64: rules broken by c pupils of one school in one team
    apart_ptr: np.ndarray
    apart_adj: np.ndarray
    met_ptr: np.ndarray
    met_adj: np.ndarray
    needs: np.ndarray  # (n,) bool
    able: np.ndarray  # (T,) bool
    free: np.ndarray  # (n,) bool: can move alone, being neither fixed nor in a block
    block: np.ndarray  # (n,) block that can move as one, -1 for none
    block_ptr: np.ndarray
    block_adj: np.ndarray
    least: int  # schools a team must have
    herd: int  # 1 when pupils of one school are best moved two or three at a time


class State(NamedTuple):
    """A plan and its counts. A swap exchanges the occupants of two slots and nothing else."""

    team: np.ndarray  # (n,) team of each pupil
    slot: np.ndarray  # (n,) slot of each pupil
    occupant: np.ndarray  # (n,) pupil in each slot
    start: np.ndarray  # (T + 1,) first slot of each team
    by_school: np.ndarray  # (T, schools) int32
    by_cell: np.ndarray  # (T, cells) int32
    total: np.ndarray  # (T, S) int64
    kinds: np.ndarray  # (T,) schools present


class Work(NamedTuple):
    """Room for a search to work in, so that compiled code needs none of its own."""

    everyone: np.ndarray  # (cells,) pupils of each label value in all
    most: np.ndarray  # (schools,) the even share of each school in a team, rounded up
    bad: np.ndarray  # a list of cells (or teams) off their even share, the first so many
    place: np.ndarray  # index in ``bad``, -1 for none
    value: np.ndarray  # (levels,)
    delta: np.ndarray  # (levels,) what a change would add to each
    part: np.ndarray  # (levels,) what one swap of it adds
    mine: np.ndarray  # pupils of one team who change places
    theirs: np.ndarray  # with these of another


def work_for(brief: Compiled, tables: Tables) -> Work:
    """Room for this brief."""
    cells, levels = int(brief.n_values.sum()), FIRST_LABEL + tables.cell.shape[1] + tables.score.shape[1]
    everyone = np.bincount(tables.cell.ravel(), minlength=cells).astype(np.int64)
    most = (np.bincount(brief.school, minlength=brief.n_schools) + brief.n_teams - 1) // brief.n_teams
    sizes = (brief.n_teams * max(cells, 1),) * 2 + (levels,) * 3 + (LARGEST,) * 2
    return Work(everyone, most.astype(np.int64), *(np.zeros(size, dtype=np.int64) for size in sizes))


def tables_of(brief: Compiled) -> Tables:
    """The tables of a brief."""
    first = (np.cumsum(brief.n_values) - brief.n_values).astype(np.int64)
    count = np.arange(brief.n + 2, dtype=np.int64)
    cap = brief.limit if brief.mode == AT_MOST else brief.n
    return Tables(
        brief.school,
        np.ascontiguousarray(brief.attr + first),
        brief.score,
        school_cost(brief.mode, count),
        np.maximum(count - cap, 0),
        brief.apart_ptr,
        brief.apart_adj,
        brief.met_ptr,
        brief.met_adj,
        brief.needs,
        brief.able,
        (brief.fixed < 0) & (brief.block < 0),
        np.where(brief.fixed < 0, brief.block, -1),
        brief.block_ptr,
        brief.block_adj,
        brief.limit if brief.mode == AT_LEAST else 0,
        int(brief.mode in {NO_LONE, BY_SCHOOL}),
    )


def school_cost(mode: int, count: np.ndarray) -> np.ndarray:
    """What c pupils of one school in one team cost. By school, pairs are good: the total is later shifted."""
    if mode == NO_LONE:
        return (count == 1).astype(np.int64)
    pairs = count * (count - 1) // 2
    return -pairs if mode == BY_SCHOOL else pairs


def state_of(brief: Compiled, tables: Tables, team: np.ndarray) -> State:
    """Counts of a plan, from nothing."""
    occupant = np.argsort(team, kind="stable").astype(np.int64)
    slot = np.empty(brief.n, dtype=np.int64)
    slot[occupant] = np.arange(brief.n)
    start = np.zeros(brief.n_teams + 1, dtype=np.int64)
    np.cumsum(np.bincount(team, minlength=brief.n_teams), out=start[1:])
    by_school = np.zeros((brief.n_teams, brief.n_schools), dtype=np.int32)
    np.add.at(by_school, (team, brief.school), 1)
    by_cell = np.zeros((brief.n_teams, int(brief.n_values.sum())), dtype=np.int32)
    np.add.at(by_cell, (team[:, None], tables.cell), 1)
    total = np.zeros((brief.n_teams, brief.score.shape[1]), dtype=np.int64)
    np.add.at(total, team, brief.score)
    kinds = (by_school > 0).sum(axis=1).astype(np.int64)
    return State(team.astype(np.int64), slot, occupant, start, by_school, by_cell, total, kinds)
