"""Seminars of 20 to 60 pupils against an exact solver that shares nothing with the engine, level by level."""

from __future__ import annotations

import random
from typing import Any

import pytest
from bench.engine.seminar_events import event

from bothways.rules.seminars import SeminarBrief, Session, read_seminars, recount
from bothways.rules.seminars.model import POINTS, UNPLACED_POINTS
from bothways.rules.seminars.solve import solve

Event = dict[str, Any]


def mixed(pupils: int, seed: int) -> Event:
    """Schools from 1 pupil to a third of all, some of them guests; small and large sessions, half with a least number.

    Lists of 2 to 5 seminars, and few seats to spare, so that somebody must always give way.
    """
    rnd = random.Random(seed)
    seminars = rnd.choice([5, 6, 8])
    sessions = [
        {"id": f"Q{m}.{k}", "seminar": m, "slot": k, "cap": cap, "min": rnd.choice([1, 1, cap // 2, cap - 1])}
        for m in range(seminars)
        for k in range(2)
        if (cap := max(2, round(pupils / seminars * rnd.choice([0.8, 1.1, 1.6]))))
    ]
    for slot in range(2):
        here = [each for each in sessions if each["slot"] == slot]
        while sum(each["cap"] for each in here) < pupils + 2:
            rnd.choice(here)["cap"] += 2
    sizes = rnd.choices([1, 2, 4, 9], k=5)
    people = [
        {
            "id": f"P{n}",
            "school": f"S{rnd.choices(range(5), sizes)[0]}",
            "prefs": sorted(range(seminars), key=lambda m: rnd.random() ** (m + 1))[: rnd.choice([2, 3, 4, 5])],
        }
        for n in range(pupils)
    ]
    schools = [{"id": f"S{n}", "guest": n == 3} for n in range(5)]
    largest = max(sum(each["school"] == school["id"] for each in people) for school in schools)
    seats = min(sum(each["cap"] for each in sessions if each["slot"] == slot) for slot in range(2))
    share = rnd.choice([0.4, 0.5, 1]) if largest < 0.35 * seats else 1
    return {"K": 2, "schools": schools, "pupils": people, "sessions": sessions, "max_school_share": share}


class Plainest:
    """One 0-1 choice a pupil and session. ``best`` minimises one aim with those before it held."""

    def __init__(self, brief: SeminarBrief) -> None:
        from ortools.sat.python import cp_model

        self.brief, self.cp, self.model = brief, cp_model, cp_model.CpModel()
        self.at = {(p, s): self.model.new_bool_var("") for p in brief.pupils for s in brief.sessions}
        for p in brief.pupils:
            for slot in range(brief.slots):
                self.model.add_exactly_one(self.at[p, s] for s in brief.sessions if s.slot == slot)
            for seminar in {s.seminar for s in brief.sessions}:
                self.model.add_at_most_one(self.at[p, s] for s in brief.sessions if s.seminar == seminar)
        for s in brief.sessions:
            self._session(s)

    def _session(self, s: Session) -> None:
        runs, there = self.model.new_bool_var(""), [self.at[p, s] for p in self.brief.pupils]
        self.model.add(sum(there) <= s.capacity * runs)
        self.model.add(sum(there) >= s.least * runs)
        for school in self.brief.schools:
            own = [self.at[p, s] for p in self.brief.pupils if p.school == school]
            self.model.add(sum(own) <= self.brief.seats_for_school(s))

    def aims(self) -> list[Any]:
        """Unranked, then the last rank, the last but one ... to the second; then members' points if guests come."""
        longest = max(len(p.ranked) for p in self.brief.pupils)
        rank = {(p, s): p.ranked.index(s.seminar) if s.seminar in p.ranked else longest for p, s in self.at}
        counts = [sum(var for key, var in self.at.items() if rank[key] == r) for r in range(longest + 1)]
        points = [*POINTS[:longest], UNPLACED_POINTS]
        members = sum(var * points[rank[p, s]] for (p, s), var in self.at.items() if p.school not in self.brief.guests)
        both = len({p.school in self.brief.guests for p in self.brief.pupils}) == 2
        return [counts[longest], *counts[longest - 1 : 0 : -1], *([members] if both else [])]

    def best(self, aim: Any) -> int | None:
        """The least of one aim, which then stays; None when there is no plan."""
        self.model.minimize(aim)
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.max_deterministic_time = 10
        status = solver.solve(self.model)
        if status == self.cp.INFEASIBLE:
            return None
        assert status == self.cp.OPTIMAL
        self.model.add(aim <= round(solver.objective_value))
        return round(solver.objective_value)


def assert_nothing_is_better(pupils: int, seed: int) -> None:
    brief = read_seminars(mixed(pupils, seed))
    plan, other = solve(brief), Plainest(brief)
    found = plan.levels[:-1]
    assert [level.value for level in found] == [other.best(aim) for aim in other.aims()]
    assert all(level.proved for level in found)


EVENTS = [
    (20, 1),
    (20, 5),
    (24, 6),
    (26, 2),
    (33, 3),
    (40, 4),
    (45, 13),
    (48, 9),
    (50, 12),
    (55, 14),
    (60, 10),
    (60, 11),
]


@pytest.mark.parametrize(("pupils", "seed"), EVENTS)
def test_an_exact_solver_finds_nothing_better(pupils: int, seed: int) -> None:
    assert_nothing_is_better(pupils, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 140))
def test_an_exact_solver_finds_nothing_better_in_many_more(seed: int) -> None:
    assert_nothing_is_better(20 + seed % 5 * 10, seed)


@pytest.mark.parametrize(
    ("seed", "why"),
    [
        (7115, "some sessions must close"),
        (7207, "some sessions must close"),
        (7317, "places that a school leaves of its share count as a gap"),
        (7356, "places that a school leaves of its share count as a gap"),
        (7105, "what prices leave open is looked through"),
    ],
)
def test_every_level_of_a_hard_event_is_proved(seed: int, why: str) -> None:
    plan = solve(read_seminars(event(120, 12, 2, seed)))
    assert all(level.proved for level in plan.levels[:-1]), why
    assert recount.faults(plan.layout, plan.seats, plan.clashes) == 0
