"""Counts kept by the search are the counts of the plan: after every kind of move, in every mode."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules.rng import new_state
from bothways.rules.teams import Pupil, School, TeamBrief, TeamRules, compile_brief
from bothways.rules.teams.broken import broken_rules
from bothways.rules.teams.compiled import Compiled
from bothways.rules.teams.even import even_scores, pools
from bothways.rules.teams.kernels import (
    exchange,
    gather,
    labels_rise,
    recount,
    swap,
    swap_deltas,
    two_rise,
    undo,
)
from bothways.rules.teams.model import MODES
from bothways.rules.teams.patterns import NEVER, Patterns
from bothways.rules.teams.search import mix_labels
from bothways.rules.teams.start import first_plan, sizes_for
from bothways.rules.teams.tables import FIRST_LABEL, HARD, SCHOOL, State, Tables, state_of, tables_of, work_for
from tests.unit.rules.teams_oracle import levels

SEEDS = st.integers(0, 10**6)


def an_event(seed: int, mode: str = "spread", n: int = 24) -> TeamBrief:
    """24 pupils, 4 schools, 6 teams, and a rule of every kind; some of them cannot all hold."""
    rng = np.random.default_rng(seed)
    ids = [f"P{i:02}" for i in range(n)]
    pupils = tuple(
        Pupil(
            each,
            f"S{rng.integers(4)}",
            {"year": str(rng.integers(3)), "sex": "MF"[rng.integers(2)]},
            {"prior": int(rng.integers(-9, 10)), "reading": int(rng.integers(0, 5))},
            bool(rng.random() < 0.1),
        )
        for each in ids
    )
    line = [ids[i] for i in rng.permutation(n)]
    rules = TeamRules(
        6,
        (4, 4),
        mode,
        2,
        (tuple(line[:2]), tuple(line[2:5])),
        (tuple(line[5:7]), (line[0], line[7])),
        {line[8]: int(rng.integers(6)), line[9]: int(rng.integers(6))},
        frozenset({0, 2, 4}),
        ((tuple(line[10:15]), tuple(line[15:18])),),
    )
    return TeamBrief(tuple(School(f"S{k}") for k in range(4)), pupils, rules, ("year", "sex"), ("prior", "reading"))


def at_work(brief: TeamBrief) -> tuple[Compiled, Tables, State]:
    compiled = compile_brief(brief)
    tables = tables_of(compiled)
    plan, _ = first_plan(compiled, tables, sizes_for(compiled))
    return compiled, tables, state_of(compiled, tables, plan)


def assert_counts_hold(compiled: Compiled, tables: Tables, state: State) -> None:
    fresh = state_of(compiled, tables, state.team)
    for name in ("by_school", "by_cell", "total", "kinds"):
        assert np.array_equal(getattr(state, name), getattr(fresh, name)), name
    assert np.array_equal(state.occupant[state.slot], np.arange(compiled.n))
    assert all(state.start[a] <= state.slot[i] < state.start[a + 1] for i, a in enumerate(state.team))


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from(MODES))
def test_a_swap_changes_every_level_by_its_delta(seed: int, mode: str) -> None:
    compiled, tables, state = at_work(an_event(seed, mode))
    rng, value = np.random.default_rng(seed), recount(tables, state)
    delta = np.zeros_like(value)
    for _ in range(30):
        i, j = (int(each) for each in rng.integers(0, compiled.n, 2))
        if state.team[i] == state.team[j]:
            continue
        swap_deltas(tables, state, i, j, delta)
        assert labels_rise(tables, state, i, j) == (delta[FIRST_LABEL : FIRST_LABEL + 2] > 0).any()
        swap(tables, state, i, j)
        value += delta
        assert np.array_equal(value, recount(tables, state))
    assert_counts_hold(compiled, tables, state)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from(MODES))
def test_exchanged_groups_hold_their_blocks_and_can_be_taken_back(seed: int, mode: str) -> None:
    compiled, tables, state = at_work(an_event(seed, mode))
    rng, dice, value = np.random.default_rng(seed), new_state(seed), recount(tables, state)
    room = work_for(compiled, tables)._replace(mine=np.zeros(4, dtype=np.int64), theirs=np.zeros(4, dtype=np.int64))
    mine, theirs, delta = room.mine, room.theirs, room.delta
    for _ in range(40):
        i, j = (int(each) for each in rng.integers(0, compiled.n, 2))
        size = gather(tables, state, i, j, mine, theirs, dice)
        if not size:
            continue
        moved = [*mine[:size], *theirs[:size]]
        assert len(set(moved)) == 2 * size
        assert (compiled.fixed[moved] < 0).all()
        if size == 2:
            rises = two_rise(tables, state, mine, theirs)
        before = state.team.copy()
        exchange(tables, state, room, size)
        assert np.array_equal(value + delta, recount(tables, state))
        if size == 2:
            assert rises == (delta[FIRST_LABEL : FIRST_LABEL + 2] > 0).any()
        for members in np.split(compiled.block_adj, compiled.block_ptr[1:-1]):
            assert len(set(before[members])) > 1 or len(set(state.team[members])) == 1
        if rng.random() < 0.5:
            undo(tables, state, mine, theirs, size)
            assert np.array_equal(before, state.team)
        else:
            value += delta
    assert_counts_hold(compiled, tables, state)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from(MODES))
def test_levels_are_what_their_definitions_say(seed: int, mode: str) -> None:
    brief = an_event(seed, mode)
    compiled, tables, state = at_work(brief)
    value = [int(each) for each in recount(tables, state)]
    if mode == "by_school":
        value[SCHOOL] += 6 * 6  # pairs of six teams of four
    plan = compiled.to_brief_order(state.team)
    assert value[1:] == list(levels(brief, plan).values())
    kept = not [words for words in broken_rules(brief, plan) if "together" not in words and ", not " not in words]
    assert (value[HARD] == 0) == kept


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.sampled_from(MODES), st.sampled_from([-1, 0, 2]))
def test_mixing_never_moves_the_fixed_nor_parts_a_block_and_counts_hold(seed: int, mode: str, slack: int) -> None:
    compiled, tables, state = at_work(an_event(seed, mode))
    before, was = recount(tables, state), state.team.copy()
    weight = np.array([1000, 16, 16, 1, 1], dtype=np.int64)
    mix_labels(
        tables,
        state,
        work_for(compiled, tables),
        weight,
        np.zeros(5, dtype=np.int64) - 99,
        2000,
        slack,
        new_state(seed),
    )
    assert_counts_hold(compiled, tables, state)
    assert np.array_equal(was[compiled.fixed >= 0], state.team[compiled.fixed >= 0])
    after = recount(tables, state)
    if slack < 0:
        assert tuple(after[:5]) <= tuple(before[:5])
    elif slack == 0:
        assert (weight * after[:5]).sum() <= (weight * before[:5]).sum()


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.integers(0, 1), st.sampled_from([0, 40]))
def test_evening_out_a_score_makes_nothing_above_it_worse(seed: int, k: int, slack: int) -> None:
    compiled, tables, state = at_work(an_event(seed))
    before, best = recount(tables, state), state.team.copy()
    even_scores(tables, state, work_for(compiled, tables), k, *pools(tables, k), 0, 3000, slack, best, new_state(seed))
    assert_counts_hold(compiled, tables, state)
    after = recount(tables, state_of(compiled, tables, best))
    level = FIRST_LABEL + 2 + k
    assert (after[:level] <= before[:level]).all()
    assert after[level] <= before[level]
    assert after[level] <= recount(tables, state)[level]


def test_the_cheapest_pattern_is_the_cheapest_of_all() -> None:
    brief = an_event(3, "no_lone", n=12)
    compiled = compile_brief(TeamBrief(brief.schools, brief.pupils, TeamRules(3, (4, 4), "no_lone"), ("year",)))
    patterns = Patterns(compiled, np.array([4, 4, 4]))
    worth = np.random.default_rng(5).integers(-3, 9, patterns.held.shape)
    reduced = patterns.reduced(worth, patterns.held, 2)
    for r in np.flatnonzero(reduced < -NEVER):
        classes = patterns.pattern(int(r))
        assert (classes <= patterns.held).all()
        assert not ((classes.sum(axis=1) == 1) & ~patterns.alone).any()
        assert 2 * int((classes.sum(axis=0) ** 2).sum()) - int((classes * worth).sum()) == reduced[r]
    assert reduced.min() == min(_every_pattern(patterns, worth))


def _every_pattern(patterns: Patterns, worth: np.ndarray) -> list[int]:
    cells = list(zip(*np.nonzero(patterns.held), strict=True))
    out = []

    def grow(place: int, classes: np.ndarray) -> None:
        if place == len(cells):
            if not ((classes.sum(axis=1) == 1) & ~patterns.alone).any():
                out.append(2 * int((classes.sum(axis=0) ** 2).sum()) - int((classes * worth).sum()))
            return
        for count in range(min(int(patterns.held[cells[place]]), 4 - int(classes.sum())) + 1):
            classes[cells[place]] = count
            grow(place + 1, classes)
        classes[cells[place]] = 0

    grow(0, np.zeros_like(patterns.held))
    return out
