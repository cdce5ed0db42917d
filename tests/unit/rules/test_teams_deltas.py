"""What a swap changes is what a count from nothing says, on random plans small enough for mutation testing."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from bothways.rules.teams import TeamBrief, TeamRules, compile_brief
from bothways.rules.teams.compiled import Compiled
from bothways.rules.teams.kernels import (
    exchange,
    labels_rise,
    partners_in,
    recount,
    swap,
    swap_deltas,
    two_rise,
    undo,
)
from bothways.rules.teams.model import MODES, Pupil, School
from bothways.rules.teams.tables import FIRST_LABEL, HARD, MET, SCHOOL, State, Tables, state_of, tables_of, work_for

N, TEAMS = 14, 4


def an_event(seed: int, mode: str) -> TeamBrief:
    """14 pupils of 4 schools for 4 teams of 3 or 4; the past and what is apart overlap."""
    dice = np.random.default_rng(seed)
    ids = [f"P{i:02}" for i in range(N)]
    pupils = tuple(
        Pupil(
            each,
            f"S{dice.integers(4)}",
            {"year": str(dice.integers(3)), "sex": "MF"[dice.integers(2)]},
            {"prior": int(dice.integers(-9, 10)), "reading": int(dice.integers(0, 5))},
            bool(dice.random() < 0.3),
        )
        for each in ids
    )
    line = [ids[i] for i in dice.permutation(N)]
    rules = TeamRules(
        TEAMS, (3, 4), mode, 1 if mode == "at_most" else 3, (tuple(line[:2]), tuple(line[2:5])),
        (tuple(line[4:8]), (line[0], line[7])), {line[8]: 1}, frozenset({0, 2}),
        ((tuple(line[3:9]), tuple(line[9:12])), ((line[9], line[0]),)),
    )  # fmt: skip
    return TeamBrief(tuple(School(f"S{k}") for k in range(4)), pupils, rules, ("year", "sex"), ("prior", "reading"))


def at_random(seed: int, mode: str) -> tuple[TeamBrief, Compiled, Tables, State]:
    brief = an_event(seed, mode)
    compiled = compile_brief(brief)
    tables = tables_of(compiled)
    team = np.random.default_rng(seed).permutation(np.arange(N) % TEAMS)
    return brief, compiled, tables, state_of(compiled, tables, team)


def by_definition(brief: TeamBrief, compiled: Compiled, team: np.ndarray) -> list[int]:
    """Every level of a plan, rules broken first, from the brief alone."""
    rules, plan = brief.rules, compiled.to_brief_order(team)
    rows = [[p for p, t in zip(brief.pupils, plan, strict=True) if t == a] for a in range(TEAMS)]
    schools = [Counter(p.school for p in row) for row in rows]
    apart = {frozenset(pair) for group in rules.apart for pair in combinations(group, 2)}
    met = {frozenset(pair) for event in rules.history for past in event for pair in combinations(past, 2)}
    pairs = [frozenset((p.id, q.id)) for row in rows for p, q in combinations(row, 2)]
    broken = sum(pair in apart for pair in pairs)
    broken += sum(p.access and not brief.able(a) for a, row in enumerate(rows) for p in row)
    if rules.mode == "at_most":
        broken += sum(max(0, c - rules.limit) for found in schools for c in found.values())
    if rules.mode == "at_least":
        broken += sum(max(0, rules.limit - len(found)) for found in schools)
    same = sum(c * (c - 1) // 2 for found in schools for c in found.values())
    alone = sum(c == 1 for found in schools for c in found.values())
    first = {"no_lone": alone, "by_school": -same}.get(rules.mode, same)
    labels = [
        sum(c * c for row in rows for c in Counter(p.attrs[name] for p in row).values()) for name in brief.attributes
    ]
    return [broken, first, sum(pair in met for pair in pairs), *labels, *_totals(brief, rows)]


def _totals(brief: TeamBrief, rows: list[list[Pupil]]) -> list[int]:
    out = []
    for name in brief.scores:
        scores = [p.scores[name] or 0 for p in brief.pupils]
        centre = (2 * sum(scores) + N) // (2 * N)
        out.append(sum(sum((p.scores[name] or 0) - centre for p in row) ** 2 for row in rows))
    return out


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", range(4))
def test_every_level_is_what_its_definition_says(mode: str, seed: int) -> None:
    brief, compiled, tables, state = at_random(seed, mode)
    assert recount(tables, state).tolist() == by_definition(brief, compiled, state.team)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", range(4))
def test_every_swap_there_is_changes_every_level_by_its_delta(mode: str, seed: int) -> None:
    """Each pair of two teams: swapped, counted again, swapped back. Counts kept are those of the plan throughout."""
    brief, compiled, tables, state = at_random(seed, mode)
    before = np.array(by_definition(brief, compiled, state.team))
    delta = np.zeros_like(before)
    for i, j in combinations(range(N), 2):
        if state.team[i] == state.team[j]:
            continue
        delta[:] = 77  # whatever stood there is written over
        swap_deltas(tables, state, i, j, delta)
        assert labels_rise(tables, state, i, j) == (delta[FIRST_LABEL : FIRST_LABEL + 2] > 0).any()
        swap(tables, state, i, j)
        assert (before + delta).tolist() == by_definition(brief, compiled, state.team)
        assert_counts_hold(compiled, tables, state)
        swap(tables, state, i, j)
    assert recount(tables, state).tolist() == before.tolist()


def assert_counts_hold(compiled: Compiled, tables: Tables, state: State) -> None:
    """Against counts made here, not by ``state_of``."""
    for a in range(TEAMS):
        members = np.flatnonzero(state.team == a)
        assert sorted(state.occupant[state.start[a] : state.start[a + 1]].tolist()) == members.tolist()
        assert state.by_school[a].tolist() == np.bincount(compiled.school[members], minlength=4).tolist()
        cells = np.bincount(tables.cell[members].ravel(), minlength=state.by_cell.shape[1])
        assert state.by_cell[a].tolist() == cells.tolist()
        assert state.total[a].tolist() == compiled.score[members].sum(axis=0).tolist()
        assert state.kinds[a] == len(set(compiled.school[members].tolist()))
    assert np.array_equal(state.occupant[state.slot], np.arange(N))


@pytest.mark.parametrize("mode", ["spread", "at_least"])
@pytest.mark.parametrize("seed", range(3))
def test_every_exchange_of_two_for_two_changes_every_level_by_its_delta(mode: str, seed: int) -> None:
    brief, compiled, tables, state = at_random(seed, mode)
    before = np.array(by_definition(brief, compiled, state.team))
    first, second = (np.flatnonzero(state.team == a) for a in (0, 1))
    room = work_for(compiled, tables)
    delta = room.delta
    delta[:] = 77  # whatever stood there is written over
    for mine in combinations(first.tolist(), 2):
        for theirs in combinations(second.tolist(), 2):
            room.mine[:2], room.theirs[:2] = mine, theirs
            here, there = room.mine, room.theirs
            rises = two_rise(tables, state, here, there)
            exchange(tables, state, room, 2)
            assert (before + delta).tolist() == by_definition(brief, compiled, state.team)
            assert rises == (delta[FIRST_LABEL : FIRST_LABEL + 2] > 0).any()
            undo(tables, state, here, there, 2)
            assert_counts_hold(compiled, tables, state)
            assert by_definition(brief, compiled, state.team) == before.tolist()


def test_partners_are_counted_but_for_the_one_who_leaves() -> None:
    _, _, tables, state = at_random(1, "spread")
    for i in range(N):
        partners = tables.met_adj[tables.met_ptr[i] : tables.met_ptr[i + 1]].tolist()
        for a in range(TEAMS):
            here = [j for j in partners if state.team[j] == a]
            assert partners_in(tables.met_ptr, tables.met_adj, state.team, i, a, -1) == len(here)
            for j in here:
                assert partners_in(tables.met_ptr, tables.met_adj, state.team, i, a, j) == len(here) - 1


@pytest.mark.parametrize("mode", MODES)
def test_the_tables_say_what_the_rules_say(mode: str) -> None:
    brief, compiled, tables, _ = at_random(2, mode)
    count = list(range(N + 2))
    pairs = [c * (c - 1) // 2 for c in count]
    first = {"no_lone": [int(c == 1) for c in count], "by_school": [-each for each in pairs]}.get(mode, pairs)
    assert tables.cost.tolist() == first
    assert tables.over.tolist() == [max(0, c - 1) if mode == "at_most" else max(0, c - N) for c in count]
    assert tables.least == (3 if mode == "at_least" else 0)
    assert tables.herd == (mode in {"no_lone", "by_school"})
    ids = [brief.pupils[i].id for i in compiled.order]
    grouped = {each for group in brief.rules.together for each in group}
    assert tables.free.tolist() == [each not in grouped and each not in brief.rules.fixed for each in ids]
    assert [b >= 0 for b in tables.block] == [each in grouped for each in ids]
    assert np.diff(tables.cell, axis=1).min() >= 1 or tables.cell[:, 1].min() >= int(compiled.n_values[0])
    assert set(tables.cell[:, 1].tolist()) <= set(range(int(compiled.n_values[0]), int(compiled.n_values.sum())))


def test_a_block_that_is_fixed_does_not_move() -> None:
    brief = an_event(5, "spread")
    group = brief.rules.together[0]
    rules = TeamRules(TEAMS, (3, 4), together=brief.rules.together, fixed={group[0]: 0})
    compiled = compile_brief(TeamBrief(brief.schools, brief.pupils, rules))
    tables = tables_of(compiled)
    ids = [brief.pupils[i].id for i in compiled.order]
    still = [ids.index(each) for each in group]
    moving = [ids.index(each) for each in brief.rules.together[1]]
    assert tables.block[still].tolist() == [-1, -1]
    assert len(set(tables.block[moving].tolist())) == 1
    assert tables.block[moving].min() >= 0
    assert tables.cell.shape == (N, 0)


def test_levels_stand_in_their_order() -> None:
    assert (HARD, SCHOOL, MET, FIRST_LABEL) == (0, 1, 2, 3)


def test_whoever_is_fixed_to_the_first_team_does_not_move_either() -> None:
    brief = an_event(5, "spread")
    rules = TeamRules(TEAMS, (3, 4), fixed={"P03": 0})
    compiled = compile_brief(TeamBrief(brief.schools, brief.pupils, rules))
    ids = [brief.pupils[i].id for i in compiled.order]
    assert [each for each, free in zip(ids, tables_of(compiled).free, strict=True) if not free] == ["P03"]


@pytest.mark.parametrize(("rows", "most"), [("AAAABBBBBCCC", [1, 2, 1]), ("AAAAAAAAABBB", [3, 1])])
def test_the_even_share_of_a_school_is_rounded_up(rows: str, most: list[int]) -> None:
    pupils = tuple(Pupil(f"P{i:02}", school) for i, school in enumerate(rows))
    schools = tuple(School(each) for each in sorted(set(rows)))
    brief = compile_brief(TeamBrief(schools, pupils, TeamRules(TEAMS, (3, 3))))
    found = work_for(brief, tables_of(brief))
    by_size = dict(zip(np.bincount(brief.school).tolist(), found.most.tolist(), strict=True))
    assert by_size == {rows.count(school.id): each for school, each in zip(schools, most, strict=True)}


def test_there_is_room_for_every_cell_of_every_team_and_every_level() -> None:
    """Five labels' values in four teams; three levels, two labels and two scores. Without labels: one cell a team."""
    brief = an_event(5, "spread")
    compiled = compile_brief(brief)
    found = work_for(compiled, tables_of(compiled))
    years = Counter(pupil.attrs["year"] for pupil in brief.pupils)
    sexes = Counter(pupil.attrs["sex"] for pupil in brief.pupils)
    assert sorted(found.everyone.tolist()) == sorted([*years.values(), *sexes.values()])
    assert [len(each) for each in found[2:]] == [20, 20, 7, 7, 7, 64, 64]
    bare = compile_brief(TeamBrief(brief.schools, brief.pupils, brief.rules))
    assert [len(each) for each in work_for(bare, tables_of(bare))[2:]] == [4, 4, 3, 3, 3, 64, 64]
