"""Events settled as one question: groups of levels, sessions that must close, rules that cannot all be kept."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from bench.engine.seminar_events import event

from bothways.rules.errors import ImpossibleBrief
from bothways.rules.seminars import aims, read_seminars, recount
from bothways.rules.seminars import exact as module
from bothways.rules.seminars.aims import Aim
from bothways.rules.seminars.exact import LARGEST, TRIES, Exact, Try, as_one, in_groups, span
from bothways.rules.seminars.layout import lay_out
from bothways.rules.seminars.solve import solve


def a_day(caps: list[int], least: int, prefs: list[list[int]], **changes: Any) -> dict[str, Any]:
    """One slot; seminar m holds caps[m]; every pupil comes from a school of her own unless said otherwise."""
    sessions = [{"id": f"Q{m}", "seminar": m, "slot": 0, "cap": cap, "min": least} for m, cap in enumerate(caps)]
    pupils = [{"id": f"P{n}", "school": f"S{n}", "prefs": row} for n, row in enumerate(prefs)]
    schools = [{"id": f"S{n}"} for n in range(len(prefs))]
    return {"K": 1, "schools": schools, "pupils": pupils, "sessions": sessions, **changes}


def settled(data: dict[str, Any]) -> tuple[Exact, list[int]]:
    brief = read_seminars(data)
    layout = lay_out(brief)
    exact = Exact(brief, layout, recount.clashing(brief), aims.fairness(layout))
    found = exact.solve(None)
    assert found.seats is not None
    assert recount.faults(layout, found.seats, recount.clashing(brief)) == 0
    return exact, found.values


def test_one_number_compares_as_its_levels_do() -> None:
    """Three levels of up to four places, of which the last weighs a place up to five: every pair of plans."""
    group = [Aim(str(n), np.eye(4, dtype=np.int64)[[n, n]]) for n in (3, 2)]
    group.append(Aim("points", np.array([[0, 1, 3, 5], [0, 0, 0, 0]])))
    assert [span(level, 4) for level in group] == [5, 5, 21]
    one = Aim("one", as_one(group, 4))
    plans = [np.array([each, (4 - sum(each), 0, 0, 0)]) for each in product(range(5), repeat=4) if sum(each) <= 4]
    by_levels = sorted(plans, key=lambda plan: [level.value(plan) for level in group])
    assert [one.value(plan) for plan in by_levels] == sorted(one.value(plan) for plan in plans)
    assert len({one.value(plan) for plan in plans}) == len({tuple(level.value(p) for level in group) for p in plans})


def test_levels_are_grouped_in_their_order_below_the_largest_number() -> None:
    levels = [Aim(str(n), np.full((2, 3), n % 3)) for n in range(1, 9)]
    groups = in_groups(levels, 900)
    assert [level for group in groups for level in group] == levels
    sizes = [np.prod([span(level, 900) for level in group], dtype=object) for group in groups]
    assert max(sizes) < LARGEST
    assert all(size * span(after[0], 900) >= LARGEST for size, after in zip(sizes, groups[1:], strict=False))
    assert len(groups) > 1
    assert in_groups([], 900) == []


@pytest.mark.parametrize(
    ("caps", "least", "prefs", "values"),
    [
        ([3, 3, 3], 3, [[0, 1], [0, 1], [1, 0], [1, 0], [2, 0], [2, 1]], [0, 2]),
        ([4, 4, 4], 3, [[0, 1], [0, 1], [1, 0], [2, 0]], [0, 2]),
        ([2, 2, 2], 1, [[0, 1], [0, 1], [0, 1], [1, 2]], [0, 1]),
        ([2, 2, 2], 1, [[0], [0], [0], [1]], [1]),
        ([5, 5], 4, [[0], [0], [1], [1], [1]], [2]),
    ],
)
def test_sessions_that_are_too_empty_close_where_that_costs_least(
    caps: list[int], least: int, prefs: list[list[int]], values: list[int]
) -> None:
    assert settled(a_day(caps, least, prefs))[1] == values


def test_of_two_sessions_in_one_room_the_better_runs() -> None:
    data = a_day([3, 3, 3], 1, [[0, 2], [0, 1], [1, 2]])
    for each in data["sessions"][:2]:
        each["room"] = "hall"
    assert settled(data)[1] == [0, 1]


def test_what_is_found_better_than_a_plan_at_hand_starts_from_it() -> None:
    """A plan with nobody unranked is kept to that; a worse one is bettered."""
    brief = read_seminars(a_day([2, 2, 2], 1, [[0, 1], [0, 1], [1, 0]]))
    layout = lay_out(brief)
    for start in ([[1], [1], [0]], [[2], [2], [0]], [[0], [0], [1]]):
        found = Exact(brief, layout, [], aims.fairness(layout)).solve(np.array(start))
        assert found.values == [0, 0]
        assert found.seats is not None
        assert found.seats.tolist() == [[0], [0], [1]]


def the_cut_off_day() -> Exact:
    """Four sessions of which three can run, and two levels that are a question each when groups are small."""
    prefs = [[n % 4, (n + 1) % 4, (n + 3) % 4] for n in range(9)]
    brief = read_seminars(a_day([4, 4, 4, 4], 3, prefs))
    layout = lay_out(brief)
    return Exact(brief, layout, [], aims.fairness(layout))


def test_a_try_that_is_cut_off_is_followed_by_the_next_from_where_it_came_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try takes the levels still open, the best seats so far and its own dice; the last is asked no more."""
    asked: list[tuple[int, int, list[list[int]] | None]] = []
    least = module._Question.least

    def cut_off(self: Any, weights: Any, start: Any, work: float, seed: int) -> Any:
        asked.append((seed, int((weights > 0).sum()), None if start is None else start.tolist()))
        found = least(self, weights, start, work, seed)
        return replace(found, proved=found.proved and len(asked) != 2)

    monkeypatch.setattr(module._Question, "least", cut_off)
    monkeypatch.setattr(module, "TRIES", (Try(5, 2, 1.0), Try(6, 2**40, 1.0), Try(7, 2**40, 1.0)))
    exact = the_cut_off_day()
    found = exact.solve(None)
    assert found.seats is not None
    assert found.values == exact._values(exact.levels, found.seats) == [0, 0, 3]
    assert [seed for seed, _, _ in asked] == [5, 5, 6]
    assert asked[0][2] is None
    assert asked[1][2] is not None
    assert asked[2][1] > asked[1][1]
    assert [level.name for level in exact.levels][1:] == [
        "places at a pupil's choice number 3",
        "places at a pupil's choice number 2",
    ]


def test_levels_that_no_try_proves_stay_open(monkeypatch: pytest.MonkeyPatch) -> None:
    least = module._Question.least
    monkeypatch.setattr(module._Question, "least", lambda *asked: replace(least(*asked), proved=False))
    found = the_cut_off_day().solve(None)
    assert found.values == []
    assert found.seats is not None


def test_a_try_throws_its_own_dice_and_keeps_to_its_work() -> None:
    exact = the_cut_off_day()
    question = module._Question(exact.layout, [])
    asked = [question._solver(work, seed).parameters for work, seed in ((1.5, 3), (-1.0, 4))]
    assert [(each.random_seed, each.max_deterministic_time) for each in asked] == [(3, 1.5), (4, 0.1)]
    assert {each.num_workers for each in asked} == {1}


def test_all_tries_together_take_no_more_work_than_a_few_seconds() -> None:
    assert sum(each.work for each in TRIES) <= 6
    assert len({(each.seed, each.largest) for each in TRIES}) == len(TRIES)


@pytest.mark.parametrize(
    ("data", "rules"),
    [
        (a_day([4, 4], 4, [[0]] * 5), ["capacity", "min"]),
        (a_day([3, 3], 1, [[0]] * 4, sessions=[
            {"id": f"Q{m}", "seminar": m, "slot": 0, "cap": 3, "presenter": "T"} for m in range(2)
        ]), ["capacity", "presenters and rooms"]),
        (a_day([4, 4], 3, [[0]] * 5, max_school_share=0.5, schools=[{"id": "S0"}], pupils=[
            {"id": f"P{n}", "school": "S0" if n < 4 else "S1", "prefs": [0]} for n in range(5)
        ]) | {"schools": [{"id": "S0"}, {"id": "S1"}]}, ["capacity", "min"]),
    ],
)  # fmt: skip
def test_rules_that_cannot_all_be_kept_are_named(data: dict[str, Any], rules: list[str]) -> None:
    brief = read_seminars(data)
    layout = lay_out(brief)
    with pytest.raises(ImpossibleBrief) as refused:
        Exact(brief, layout, recount.clashing(brief), aims.fairness(layout)).solve(None)
    assert [clash.rule for clash in refused.value.clashes] == rules


@pytest.mark.parametrize(("pupils", "seminars", "slots", "seed", "spare"), [(47, 7, 3, 52049, 0.15)])
@pytest.mark.slow
def test_sessions_of_which_many_must_close_are_settled(
    pupils: int, seminars: int, slots: int, seed: int, spare: float
) -> None:
    """Five of six or seven sessions run in each slot. It once took 39 s, and proved two levels of seven."""
    plan = solve(read_seminars(event(pupils, seminars, slots, seed, spare=spare)))
    assert [level.value for level in plan.levels[:-1]] == [0, 0, 0, 14, 38, 44, 198]
    assert all(level.proved for level in plan.levels[:-1])
