"""Seminars on fresh events: proved levels, gap on points, CPU seconds, beside first come first served."""

from __future__ import annotations

import random
import time
from typing import Any

from bench.engine.seminar_events import event
from bothways.rules.seminars import recount
from bothways.rules.seminars.model import POINTS, UNPLACED_POINTS, SeminarBrief, read_seminars
from bothways.rules.seminars.solve import SeminarPlan, solve
from bothways.rules.seminars.warm import warm

SMALL = [(120, 12, 2, 7101), (480, 24, 3, 7102), (1000, 36, 3, 7103), (1000, 36, 3, 7104)]
LARGE = [(2000, 60, 4, 7105), (2000, 60, 4, 7106), (10000, 200, 3, 7107)]


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row an event. ``quick`` leaves out the largest."""
    warm()
    small = [_fair(*each) for each in (SMALL[:3] if quick else SMALL)]
    return small + [_large(*each) for each in (LARGE[:1] if quick else LARGE)]


def _solved(pupils: int, seminars: int, slots: int, seed: int) -> tuple[SeminarPlan, float, int]:
    brief = read_seminars(event(pupils, seminars, slots, seed))
    start = time.process_time()
    plan = solve(brief)
    return plan, time.process_time() - start, recount.faults(plan.layout, plan.seats, plan.clashes)


def _fair(pupils: int, seminars: int, slots: int, seed: int) -> dict[str, Any]:
    plan, cpu_s, faults = _solved(pupils, seminars, slots, seed)
    aims = plan.levels[:-1]
    proved = sum(level.proved for level in aims)
    return {
        "goal": f"seminars {pupils} x {seminars} x {slots}, seed {seed}",
        "target": "every level proved, <= 5 s",
        "measured": f"{proved} of {len(aims)} levels proved, {faults} rules broken",
        "cpu_s": cpu_s,
        "ok": proved == len(aims) and not faults and cpu_s <= 5,
        "note": _note(plan),
    }


def _large(pupils: int, seminars: int, slots: int, seed: int) -> dict[str, Any]:
    gap, limit = (0.0005, 15) if pupils <= 2000 else (0.001, 60)
    plan, cpu_s, faults = _solved(pupils, seminars, slots, seed)
    found = (plan.cost.value - plan.cost.bound) / plan.cost.bound
    return {
        "goal": f"seminars {pupils} x {seminars} x {slots}, seed {seed}",
        "target": f"gap <= {gap:.2%}, <= {limit} s",
        "measured": f"gap {found:.4%}, {faults} rules broken",
        "cpu_s": cpu_s,
        "ok": found <= gap and not faults and cpu_s <= limit,
        "note": _note(plan),
    }


def _note(plan: SeminarPlan) -> str:
    return f"points {plan.cost.value}, bound {plan.cost.bound}, first come first served {_first_come(plan.brief)}"


def _first_come(brief: SeminarBrief) -> int:
    """Points when pupils choose one after another in a random order, each slot at her best seat left."""
    left = {session: session.capacity for session in brief.sessions}
    order = list(brief.pupils)
    random.Random(1).shuffle(order)
    total = 0
    for pupil in order:
        had: set[str] = set()
        for slot in range(brief.slots):
            free = [each for each in brief.sessions if each.slot == slot and left[each] and each.seminar not in had]
            points = {s: POINTS[pupil.ranked.index(s.seminar)] for s in free if s.seminar in pupil.ranked}
            taken = min(points, key=lambda s: points[s]) if points else free[0]
            total += points.get(taken, UNPLACED_POINTS)
            left[taken] -= 1
            had.add(taken.seminar)
    return total
