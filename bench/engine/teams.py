"""Mixed teams on fresh events: how often every level is proved, and at what cost in CPU seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from bench.engine.events import Event, history_event, no_lone_event, rules_event, spread_event
from bothways.rules.teams import TeamPlan, compile_brief, read, solve, warm
from bothways.rules.teams.bounds import all_bounds
from bothways.rules.teams.start import sizes_for
from bothways.rules.teams.tables import FIRST_LABEL

_FIRST_SEED = 5000  # seeds never used while the engine was tuned
Row = dict[str, Any]
Run = tuple[TeamPlan, float, Event]


def rows(quick: bool) -> list[Row]:
    """One row for each goal; ``quick`` uses fewer events."""
    warm()
    warm("no_lone")
    sizes = (120, 480, 1000, 2000)
    small = [run for n in sizes for run in _runs(spread_event, n, 3 if quick else 25)]
    large = _runs(spread_event, 10_000, 2 if quick else 20)
    rules = _runs(rules_event, 1000, 3 if quick else 20)
    past = _runs(history_event, 2000, 2 if quick else 20)
    alone = _runs(no_lone_event, 480, 2 if quick else 10)
    return [
        _proved("teams: labels, no rules, 120 to 2,000", small, 5, 1.0, 0.5),
        _proved("teams: prior too, no rules, 120 to 2,000", small, 6, 0.95, 0.5),
        _proved("teams: labels, no rules, 10,000", large, 5, 1.0, 2.0),
        _proved("teams: prior too, no rules, 10,000", large, 6, 0.9, 2.0),
        _proved("teams: 1,000 with pairs, fixed, access", rules, 6, 0.9, 1.0, near=1),
        _proved("teams: 2,000 with three past events", past, 7, 0.9, 2.0, near=1),
        _alone(alone),
    ]


def _runs(make: Callable[[int, int], Event], n: int, count: int) -> list[Run]:
    return [_timed(make(n, _FIRST_SEED + k)) for k in range(count)]


def _timed(event: Event) -> Run:
    brief = read(event)
    began = time.process_time()
    plan = solve(brief)
    return plan, time.process_time() - began, event


def _proved(goal: str, runs: Iterable[Run], levels: int, share: float, cpu: float, *, near: int = 0) -> Row:
    """``share`` of the events has the first ``levels`` proved, or within ``near``; no rule is broken."""
    runs = list(runs)
    done = sum(all(level.value - level.bound <= near for level in plan.levels[:levels]) for plan, _, _ in runs)
    broken = sum(len(plan.broken) for plan, _, _ in runs)
    times = sorted(spent for _, spent, _ in runs)
    return {
        "goal": goal,
        "target": f"{share:.0%} in {cpu} s",
        "measured": f"{done} of {len(runs)}",
        "cpu_s": round(times[len(times) // 2], 3),
        "ok": done >= share * len(runs) and not broken and times[len(times) // 2] <= cpu,
        "note": f"slowest {times[-1]:.2f} s, rules broken {broken}",
    }


def _alone(runs: list[Run]) -> Row:
    gaps = [plan.levels[1].value - plan.levels[1].bound for plan, _, _ in runs]
    over_counting = [plan.levels[1].value - _counting_bound(event) for plan, _, event in runs]
    alone = sum(plan.levels[0].value for plan, _, _ in runs)
    slowest = max(spent for _, spent, _ in runs)
    return {
        "goal": "teams: no one alone, 480",
        "target": "0 alone, year gap halved (148 and 48 before) in 2 s",
        "measured": f"{alone} alone, year +{max(gaps)} at most",
        "cpu_s": round(slowest, 3),
        "ok": alone == 0 and max(gaps) <= 24 and slowest <= 2,
        "note": f"over the counting bound +{min(over_counting)} to +{max(over_counting)}",
    }


def _counting_bound(event: Event) -> int:
    compiled = compile_brief(read(event))
    return int(all_bounds(compiled, sizes_for(compiled))[FIRST_LABEL])
