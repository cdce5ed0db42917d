"""Places: 100,000 applicants drawn, allotted and told why, against the CPU target."""

from __future__ import annotations

import random
import time
from typing import Any

from bothways.rules.places import allot, read_places
from bothways.rules.places.cli import broken_rules, row


def event(applicants: int, seed: int) -> dict[str, Any]:
    """A fresh over-subscribed event in the public format."""
    rnd = random.Random(seed)
    schools = [{"id": f"S{n:04d}", "guest": rnd.random() < 0.08} for n in range(max(2, applicants // 42))]
    pupils = [
        {"id": f"P{n:06d}", "school": rnd.choice(schools)["id"], "weight": rnd.choice([1.0, 1.0, 1.5, 2.0, 3.0])}
        for n in range(applicants)
    ]
    capacity = applicants * 18 // 100
    caps = {"capacity": capacity, "reserved_per_school": 2, "guest_cap": capacity // 10}
    return {"kind": "places", "schools": schools, "pupils": pupils, **caps}


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row a size: CPU seconds from the JSON object to the plan with every reason written."""
    return [_row(size) for size in ((5_000, 100_000) if not quick else (5_000,))]


def _row(size: int) -> dict[str, Any]:
    data = event(size, 7001)
    start = time.process_time()
    brief = read_places(data)
    plan = allot(brief, "7001")
    told = [row(plan, outcome) for outcome in plan.outcomes]
    cpu_s = time.process_time() - start
    broken = broken_rules(brief, plan)
    return {
        "goal": f"places, {size:,} applicants",
        "target": "< 2 s",
        "measured": f"{plan.placed} of {brief.rules.capacity} given, {len(broken)} rules broken",
        "cpu_s": cpu_s,
        "ok": cpu_s < 2 and not broken and len(told) == size,
        "note": "reading checks and reasons included",
    }
