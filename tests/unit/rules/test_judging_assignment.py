"""Assigning judges to entries: rules kept, loads and meetings against brute force, order and names change nothing."""

from __future__ import annotations

import itertools
import json
import random
from argparse import Namespace
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules.errors import ImpossibleBrief, InvalidBrief
from bothways.rules.judging import Entry, Judge, JudgingBrief, assign, read
from bothways.rules.judging.bounds import least_squares_sum, load_bound, overlap_bound
from bothways.rules.judging.cli import broken_rules, run
from bothways.rules.judging.composition import composition_bound
from bothways.rules.judging.kernels import begin, count_overlaps, hand_over, rotate, sum_of_squares, sweep
from bothways.rules.judging.loads import even_loads
from bothways.rules.judging.model import tables
from bothways.rules.rng import new_state


@st.composite
def briefs(draw: st.DrawFn, most_entries: int = 12, most_judges: int = 7, most_r: int = 3) -> JudgingBrief:
    schools = st.sampled_from("ABCD")
    entries = draw(st.lists(schools, min_size=1, max_size=most_entries))
    judges = draw(
        st.lists(
            st.tuples(st.frozensets(schools, max_size=2), st.none() | st.integers(1, 12)),
            min_size=1,
            max_size=most_judges,
        )
    )
    return JudgingBrief(
        tuple(Entry(f"E{k}", school) for k, school in enumerate(entries)),
        tuple(Judge(f"J{k}", own, limit) for k, (own, limit) in enumerate(judges)),
        draw(st.integers(1, most_r)),
    )


def counts(brief: JudgingBrief, plan: dict[str, tuple[str, ...]]) -> tuple[int, int]:
    loads = Counter(judge for panel in plan.values() for judge in panel)
    meetings = Counter(pair for panel in plan.values() for pair in itertools.combinations(sorted(panel), 2))
    return sum(v * v for v in loads.values()), sum(v * v for v in meetings.values())


def all_plans(brief: JudgingBrief) -> list[dict[str, tuple[str, ...]]]:
    choices = [
        list(itertools.combinations([j.id for j in brief.judges if entry.school not in j.schools], brief.r))
        for entry in brief.entries
    ]
    plans = (dict(zip([e.id for e in brief.entries], each, strict=True)) for each in itertools.product(*choices))
    return [plan for plan in plans if keeps_limits(brief, plan)]


def keeps_limits(brief: JudgingBrief, plan: dict[str, tuple[str, ...]]) -> bool:
    loads = Counter(judge for panel in plan.values() for judge in panel)
    return all(judge.max_load is None or loads[judge.id] <= judge.max_load for judge in brief.judges)


@settings(max_examples=150, deadline=None)
@given(briefs(most_entries=4, most_judges=4))
def test_against_every_plan_of_a_tiny_brief(brief: JudgingBrief) -> None:
    plans = all_plans(brief)
    if not plans:
        with pytest.raises(ImpossibleBrief):
            assign(brief)
        return
    best = min(counts(brief, plan) for plan in plans)
    t = tables(brief)
    assert load_bound(t) <= best[0]
    assert overlap_bound(t, even_loads(t)[1]) <= best[1]
    load, overlap = assign(brief).certificate.levels
    assert (load.value, load.proved) == (best[0], True)
    assert overlap.value >= best[1]


@settings(max_examples=20, deadline=None)
@given(briefs(most_entries=4, most_judges=4))
def test_mixtures_never_bound_above_the_best_plan(brief: JudgingBrief) -> None:
    plans = all_plans(brief)
    if plans:
        t = tables(brief)
        assert composition_bound(t, even_loads(t)[1]) <= min(counts(brief, plan) for plan in plans)[1]


@settings(max_examples=60, deadline=None)
@given(briefs(), st.integers(0, 5))
def test_no_rule_is_broken_and_levels_match_a_recount(brief: JudgingBrief, seed: int) -> None:
    try:
        plan = assign(brief, seed)
    except ImpossibleBrief:
        return
    assert broken_rules(brief, plan) == []
    assert tuple(level.value for level in plan.certificate.levels) == counts(brief, dict(plan.judges_of))


@settings(max_examples=40, deadline=None)
@given(briefs(), st.randoms(use_true_random=False))
def test_input_order_changes_nothing(brief: JudgingBrief, rnd: random.Random) -> None:
    entries, judges = list(brief.entries), list(brief.judges)
    rnd.shuffle(entries)
    rnd.shuffle(judges)
    try:
        plan = assign(brief)
    except ImpossibleBrief:
        return
    assert assign(JudgingBrief(tuple(entries), tuple(judges), brief.r)) == plan


@settings(max_examples=40, deadline=None)
@given(briefs())
def test_new_names_give_the_same_levels(brief: JudgingBrief) -> None:
    school = {"A": "w", "B": "z", "C": "x", "D": "y"}
    renamed = JudgingBrief(
        tuple(Entry(f"new{99 - k}", school[e.school]) for k, e in enumerate(brief.entries)),
        tuple(
            Judge(f"n{99 - k}", frozenset(school[s] for s in j.schools), j.max_load) for k, j in enumerate(brief.judges)
        ),
        brief.r,
    )
    try:
        levels = assign(brief).certificate.levels
    except ImpossibleBrief:
        with pytest.raises(ImpossibleBrief):
            assign(renamed)
        return
    assert assign(renamed).certificate.levels == levels


def test_240_entries_with_24_judges_is_proved() -> None:
    """Thirty schools, one judge from each of 24: every load 40, every two judges meet 5 or 6 times."""
    rnd = random.Random(11)
    entries = tuple(Entry(f"E{k:03}", f"S{rnd.randrange(30)}") for k in range(240))
    brief = JudgingBrief(entries, tuple(Judge(f"J{k:02}", frozenset({f"S{k}"})) for k in range(24)), 4)
    plan = assign(brief, seed=3)
    assert set(plan.loads().values()) == {40}
    assert [level.value for level in plan.certificate.levels] == [38400, 7560]
    assert all(level.proved for level in plan.certificate.levels)
    assert broken_rules(brief, plan) == []


def test_handing_over_keeps_loads_as_even_and_the_count_true() -> None:
    """20 judgements by 7 judges: six take 3 and one 2, whoever that is."""
    panels = (np.arange(20, dtype=np.int64) % 7).reshape(10, 2)
    loads = np.bincount(panels.ravel(), minlength=7).astype(np.int64)
    search = begin(new_state(5), panels, np.ones((10, 7), dtype=np.bool_), loads, np.full(7, 99))
    before = sum_of_squares(search.overlap)
    change = sum(hand_over(search, np.full(12, 1 << 31, dtype=np.int64)) for _ in range(500))
    assert np.array_equal(loads, np.bincount(panels.ravel(), minlength=7))
    assert sorted(loads) == [2, 3, 3, 3, 3, 3, 3]
    assert loads[6] == 3
    assert before + change == sum_of_squares(count_overlaps(panels, 7))


def test_rotating_three_judges_keeps_loads_and_the_count_true() -> None:
    panels = (np.arange(60, dtype=np.int64) % 7).reshape(20, 3)
    loads = np.bincount(panels.ravel(), minlength=7).astype(np.int64)
    search = begin(new_state(5), panels, np.ones((20, 7), dtype=np.bool_), loads, np.full(7, 99))
    before = sum_of_squares(search.overlap)
    change = sum(rotate(search, np.full(12, 1 << 31, dtype=np.int64)) for _ in range(500))
    assert np.array_equal(search.overlap, count_overlaps(panels, 7))
    assert before + change == sum_of_squares(search.overlap)
    assert change != 0
    assert np.array_equal(loads, np.bincount(panels.ravel(), minlength=7))
    assert all(len(set(panel)) == 3 for panel in panels.tolist())


def test_judges_from_the_competing_schools_are_proved_by_their_mixtures() -> None:
    """Three schools, uneven entries, two judges of each: the plain bound is 780, the true best 902."""
    entries = tuple(Entry(f"E{k}", "AAABBBBCCCCC"[k % 12]) for k in range(36))
    brief = JudgingBrief(entries, tuple(Judge(f"J{k}", frozenset("ABC"[k % 3])) for k in range(6)), 3)
    t = tables(brief)
    assert overlap_bound(t, even_loads(t)[1]) == 780
    overlap = assign(brief).certificate.levels[1]
    assert (overlap.value, overlap.bound, overlap.bound_type) == (902, 902, "mixtures of judges")


def test_sweep_keeps_a_true_count() -> None:
    """The change that the search adds up equals a recount, and so do its tables."""
    panels = (np.arange(60, dtype=np.int64) % 7).reshape(20, 3)
    may = np.ones((20, 7), dtype=np.bool_)
    loads = np.bincount(panels.ravel(), minlength=7).astype(np.int64)
    search = begin(new_state(5), panels, may, loads, np.full(7, 99))
    before = sum_of_squares(search.overlap)
    warm_chances = np.full(12, 1 << 31, dtype=np.int64)
    change, _ = sweep(search, 3000, warm_chances, 10**9)
    assert np.array_equal(search.overlap, count_overlaps(panels, 7))
    assert before + change == sum_of_squares(search.overlap)
    assert change != 0


@given(st.lists(st.integers(0, 4), min_size=1, max_size=4), st.data())
def test_least_squares_sum_is_the_true_least(caps: list[int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(caps)))
    shares = itertools.product(*(range(cap + 1) for cap in caps))
    least = min(sum(x * x for x in share) for share in shares if sum(share) == total)
    assert least_squares_sum(total, np.array(caps)) == least


def test_one_limit_shifts_work_to_the_others() -> None:
    judges = (Judge("a", max_load=2), Judge("b"), Judge("c"))
    plan = assign(JudgingBrief(tuple(Entry(f"E{k}", "S") for k in range(6)), judges, 1))
    assert plan.loads() == {"a": 2, "b": 2, "c": 2}
    plan = assign(JudgingBrief(tuple(Entry(f"E{k}", "S") for k in range(8)), judges, 1))
    assert plan.loads() == {"a": 2, "b": 3, "c": 3}


@pytest.mark.parametrize(
    ("judges", "r", "rules"),
    [
        ((Judge("a"),), 2, ["r", "judges"]),
        ((Judge("a", frozenset({"S"})), Judge("b")), 2, ["r", "schools"]),
        ((Judge("a", max_load=1), Judge("b", max_load=1)), 1, ["r", "max_load"]),
        ((Judge("a", frozenset({"S"})), Judge("b", max_load=2)), 1, ["r", "schools", "max_load"]),
    ],
)
def test_an_impossible_brief_names_a_smallest_clash(judges: tuple[Judge, ...], r: int, rules: list[str]) -> None:
    with pytest.raises(ImpossibleBrief) as caught:
        assign(JudgingBrief(tuple(Entry(f"E{k}", "S") for k in range(3)), judges, r))
    assert [clash.rule for clash in caught.value.clashes] == rules


GOOD = {
    "kind": "judging",
    "r": 1,
    "entries": [{"id": "E1", "school": "A"}, {"id": "E2", "school": "B"}],
    "judges": [{"id": "J1", "schools": ["A"]}, {"id": "J2", "schools": ["B"]}],
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "teams"}, "not a judging brief"),
        ({"entries": []}, "no entries"),
        ({"judges": []}, "no judges"),
        ({"entries": None}, "must be a list"),
        ({"entries": [{"id": "E1", "school": "A"}, {"id": "E1", "school": "B"}]}, "“E1” stands twice"),
        ({"judges": [{"id": "J1"}, {"id": "J1"}]}, "“J1” stands twice"),
        ({"entries": ["E1"]}, "must be an object"),
        ({"entries": [{"id": "E1"}]}, "“school” of entry “E1”"),
        ({"judges": [{"id": "J1", "schools": "A"}]}, "“schools” of judge “J1”"),
        ({"judges": [{"id": "J1", "max_load": 0}]}, "“max_load” of judge “J1”"),
        ({"r": 0}, "“r”"),
        ({"r": 1.5}, "“r”"),
        ({"E": 3}, "“E” says 3, but 2 entries"),
    ],
)
def test_bad_input_is_one_clear_sentence(change: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidBrief, match=words) as caught:
        read({**GOOD, **change})
    assert "\n" not in str(caught.value)


def test_the_terminal_verb_answers_with_levels_and_a_plan(tmp_path: Path) -> None:
    file = tmp_path / "brief.json"
    file.write_text(json.dumps(GOOD))
    answer = run(Namespace(instance=file, seed=1)).as_json()
    assert answer["plan"] == {"E1": ["J2"], "E2": ["J1"]}
    assert answer["hard_violations"] == 0
    assert [(level["name"], level["proved"]) for level in answer["levels"]] == [("load", True), ("overlap", True)]
