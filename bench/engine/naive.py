"""Teams as they are dealt by hand today, recounted by the independent checker: what the engine is measured against."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from bench.engine.events import spread_event
from bothways.rules.check.teams import recount

Event = dict[str, Any]


def at_random(event: Event) -> list[Event]:
    """Names out of a hat."""
    return random.Random(event["seed"]).sample(event["pupils"], len(event["pupils"]))


def by_school(event: Event) -> list[Event]:
    """Sort by school, year and sex, then deal."""
    return sorted(event["pupils"], key=lambda pupil: (pupil["school"], pupil["year"], pupil["sex"]))


def snake(event: Event) -> list[Event]:
    """Sort by prior attainment; deal forwards, then backwards, and so on, as in a spreadsheet."""
    ranked = sorted(event["pupils"], key=lambda pupil: -pupil["prior"])
    teams = event["T"]
    return [
        pupil
        for start in range(0, len(ranked), teams)
        for pupil in ranked[start : start + teams][:: -1 if start // teams % 2 else 1]
    ]


DEALS: dict[str, Callable[[Event], list[Event]]] = {
    "random": at_random,
    "snake by prior attainment": snake,
    "sort by school, year and sex, then deal": by_school,
}


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row a deal and size; never ok, because a naive deal proves nothing."""
    return [_row(name, n) for n in ((120, 480) if quick else (120, 480, 1000, 2000, 10000)) for name in DEALS]


def _row(name: str, n: int) -> dict[str, Any]:
    event = spread_event(n, 5001)
    began = time.process_time()
    order = DEALS[name](event)
    cpu = time.process_time() - began
    found = recount(event, {pupil["id"]: k % event["T"] for k, pupil in enumerate(order)}, {})
    over = ", ".join(
        f"{level} +{found.values[level] - bound}"
        for level, bound in found.bounds.items()
        if level not in {"lone", "met"}
    )
    return {
        "goal": f"naive deal: {name}, {n:,} pupils",
        "target": "for comparison",
        "measured": f"over the bound: {over}",
        "cpu_s": cpu,
        "ok": None,
        "note": "recounted by the checker",
    }
