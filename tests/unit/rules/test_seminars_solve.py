"""Seminars: against every plan there is, on events small enough to write them all out."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from typing import Any

import numpy as np
import pytest

from bothways.rules.errors import ImpossibleBrief
from bothways.rules.seminars import aims, read_seminars
from bothways.rules.seminars.layout import lay_out
from bothways.rules.seminars.model import SeminarBrief
from bothways.rules.seminars.prices import SCALE, Market
from bothways.rules.seminars.solve import SeminarPlan, solve

Event = dict[str, Any]


def tiny(seed: int) -> Event:
    """Three or four pupils, two slots, three or four seminars; some sessions need two, some share a presenter."""
    rnd = random.Random(seed)
    seminars = rnd.choice([3, 4])
    sessions = [
        {"id": f"Q{m}{k}", "seminar": m, "slot": k, "cap": rnd.choice([1, 2, 3]), "min": rnd.choice([0, 1, 1, 2])}
        for m in range(seminars)
        for k in range(2)
        if rnd.random() < 0.9
    ]
    for each in sessions:
        each["min"] = min(each["min"], each["cap"])
        if rnd.random() < 0.15:
            each["presenter"] = "T"
    pupils = [
        {"id": f"P{n}", "school": rnd.choice("ABG"), "prefs": rnd.sample(range(seminars), rnd.choice([1, 2, 3]))}
        for n in range(rnd.choice([3, 4]))
    ]
    schools = [{"id": "A"}, {"id": "B"}, {"id": "G", "guest": True}]
    share = rnd.choice([1, 1, 0.7])
    return {
        "M": seminars,
        "K": 2,
        "schools": schools,
        "pupils": pupils,
        "sessions": sessions,
        "max_school_share": share,
    }


def all_plans(brief: SeminarBrief) -> list[list[int]]:
    """The levels of every plan that keeps the rules, recounted in the plainest way."""
    here = [[s for s in brief.sessions if s.slot == k] for k in range(brief.slots)]
    ways = [[row for row in itertools.product(*here) if len({s.seminar for s in row}) == brief.slots]] * len(
        brief.pupils
    )
    return [levels_of(brief, plan) for plan in itertools.product(*ways) if keeps_rules(brief, plan)]


def keeps_rules(brief: SeminarBrief, plan: Any) -> bool:
    there = Counter(session for row in plan for session in row)
    schools = Counter((p.school, s) for p, row in zip(brief.pupils, plan, strict=True) for s in row)
    people = Counter((s.slot, who) for s in there for who in s.presenters)
    return (
        all(s.least <= count <= s.capacity for s, count in there.items())
        and all(count <= brief.seats_for_school(s) for (_, s), count in schools.items())
        and all(count == 1 for count in people.values())
    )


def levels_of(brief: SeminarBrief, plan: Any) -> list[int]:
    """Unranked places, then places at the last rank, the last but one ..., then the members' points."""
    longest = max(1, *(len(p.ranked) for p in brief.pupils))
    counts, members = [0] * (longest + 1), 0
    for pupil, row in zip(brief.pupils, plan, strict=True):
        for session in row:
            rank = pupil.ranked.index(session.seminar) if session.seminar in pupil.ranked else longest
            counts[rank] += 1
            points = 40 if rank == longest else (0, 1, 3)[rank]
            members += points * (pupil.school not in brief.guests)
    mixed = 0 < sum(p.school in brief.guests for p in brief.pupils) < len(brief.pupils)
    return [counts[longest], *counts[longest - 1 : 0 : -1], *([members] if mixed else [])]


@pytest.mark.parametrize("seed", range(30))
def test_no_plan_at_all_is_better_than_the_one_given(seed: int) -> None:
    try:
        brief = read_seminars(tiny(seed))
    except ImpossibleBrief:
        return
    every = all_plans(brief)
    if not every:
        with pytest.raises(ImpossibleBrief, match=r"This cannot be done|These rules clash"):
            solve(brief)
        return
    plan = solve(brief)
    best = min(every)
    levels = plan.levels[: len(best)]
    assert [level.value for level in levels] == best
    assert [level.bound for level in levels] == best
    longest = max(1, *(len(pupil.ranked) for pupil in brief.pupils))
    assert plan.cost.bound <= min(cost_of(counts, longest) for counts in every)


def cost_of(levels: list[int], longest: int) -> int:
    """Points of all places, from how many there are of each rank."""
    unranked, *ranked = levels[:longest]
    return unranked * 40 + sum(count * points for count, points in zip(reversed(ranked), (1, 3), strict=False))


@pytest.mark.parametrize("seed", range(8))
def test_no_prices_whatever_prove_more_than_is_true(seed: int) -> None:
    try:
        brief = read_seminars(tiny(seed))
    except ImpossibleBrief:
        return
    every = all_plans(brief)
    layout = lay_out(brief)
    rnd = np.random.default_rng(seed)
    market = Market(layout, aims.unranked(layout))
    for _ in range(20):
        seat = rnd.integers(0, 3 * SCALE, layout.sessions)
        share = rnd.integers(0, SCALE, (layout.schools, layout.sessions)) * layout.bound_by_share
        if every:
            assert market.priced(seat, share).whole_bound <= min(every)[0]


def event(pupils: int, seed: int) -> Event:
    """A middling event with skewed demand, in the public format."""
    rnd = random.Random(seed)
    seminars = max(6, pupils // 8)
    sessions = [
        {"id": f"Q{m}.{k}", "seminar": m, "slot": k, "cap": pupils // 6 + 1, "min": 1, "presenter": f"T{m}"}
        for m in range(seminars)
        for k in range(2)
    ]
    rows = [sorted(range(seminars), key=lambda m: rnd.random() ** (1 + 4 / (m + 1)))[:5] for _ in range(pupils)]
    people = [{"id": f"P{n}", "school": f"S{n * n % 7}", "prefs": row} for n, row in enumerate(rows)]
    schools = [{"id": f"S{n}", "guest": n == 2} for n in range(7)]
    return {"K": 2, "schools": schools, "pupils": people, "sessions": sessions, "max_school_share": 0.4}


def values(plan: SeminarPlan) -> list[int]:
    return [level.value for level in plan.levels]


def test_ten_pupils_agree_with_another_solver() -> None:
    """CP-SAT on the plainest model, one 0-1 choice a pupil and session: fewest unranked, then fewest at rank 5, 4."""
    from ortools.sat.python import cp_model

    brief = read_seminars(event(10, 5))
    model = cp_model.CpModel()
    at = {(p, s): model.new_bool_var("") for p in brief.pupils for s in brief.sessions}
    runs = {s: model.new_bool_var("") for s in brief.sessions}
    for p in brief.pupils:
        for slot in range(2):
            model.add_exactly_one(at[p, s] for s in brief.sessions if s.slot == slot)
        for m in {s.seminar for s in brief.sessions}:
            model.add_at_most_one(at[p, s] for s in brief.sessions if s.seminar == m)
    for s in brief.sessions:
        model.add(sum(at[p, s] for p in brief.pupils) <= s.capacity * runs[s])
        model.add(sum(at[p, s] for p in brief.pupils) >= s.least * runs[s])
        for school in brief.schools:
            model.add(sum(at[p, s] for p in brief.pupils if p.school == school) <= brief.seats_for_school(s))
    plan = solve(brief)
    assert all(level.proved for level in plan.levels[:-1])
    for rank, level in zip([None, 4, 3, 2], plan.levels, strict=False):
        badly = [
            at[p, s]
            for p, s in at
            if (rank is None and s.seminar not in p.ranked) or (rank is not None and s.seminar == p.ranked[rank])
        ]
        model.minimize(sum(badly))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(model) == cp_model.OPTIMAL
        assert level.value == solver.objective_value
        model.add(sum(badly) <= level.value)


def test_the_order_of_the_file_changes_nothing_and_names_change_no_level() -> None:
    data = event(60, 6)
    first = solve(read_seminars(data))
    shuffled = {key: list(reversed(row)) if isinstance(row, list) else row for key, row in data.items()}
    assert solve(read_seminars(shuffled)).sessions_of() == first.sessions_of()
    renamed = {**data, "pupils": [{**p, "id": f"{int(p['id'][1:]) * 37 % 61:02d}-{p['id']}"} for p in data["pupils"]]}
    assert values(solve(read_seminars(renamed)))[:-1] == values(first)[:-1]


def test_a_clashing_presenter_closes_one_of_two_sessions() -> None:
    data = event(40, 7)
    for each in data["sessions"][:4]:
        each["presenter"] = "T0"
    for each in data["sessions"]:
        each["cap"] += 4
    plan = solve(read_seminars(data))
    used = {session for row in plan.sessions_of().values() for session in row}
    assert len(used & {"Q0.0", "Q1.0"}) <= 1 >= len(used & {"Q0.1", "Q1.1"})
