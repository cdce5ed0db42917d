"""Fresh seminar events in the public style: skewed demand, few spare seats, schools of very different sizes."""

from __future__ import annotations

import random
from typing import Any

RANKS = 6


def event(pupils: int, seminars: int, slots: int, seed: int, *, spare: float = 0.09) -> dict[str, Any]:
    """One event. Every slot has about ``spare`` more seats than pupils; sessions hold 10 or more."""
    rnd = random.Random(seed)
    schools = _schools(rnd, pupils)
    return {
        "kind": "seminars",
        "seed": seed,
        "n": pupils,
        "M": seminars,
        "K": slots,
        "max_school_share": 0.4,
        "schools": schools,
        "pupils": _pupils(rnd, schools, seminars),
        "sessions": _sessions(rnd, pupils, seminars, slots, spare),
        "name": f"fresh_{pupils}x{seminars}x{slots}_{seed}",
    }


def _schools(rnd: random.Random, pupils: int) -> list[dict[str, Any]]:
    sizes: list[int] = []
    while sum(sizes) < pupils:
        sizes.append(min(pupils - sum(sizes), pupils // 4, max(2, round(rnd.lognormvariate(3.0, 0.75)))))
    return [
        {"id": f"S{n:03d}", "n": size, "independent": rnd.random() < 0.2, "guest": rnd.random() < 0.08}
        for n, size in enumerate(sizes)
    ]


def _pupils(rnd: random.Random, schools: list[dict[str, Any]], seminars: int) -> list[dict[str, Any]]:
    appeal = [1 / (rank + 1) ** 0.8 for rank in range(seminars)]
    rnd.shuffle(appeal)
    of_school = [school["id"] for school in schools for _ in range(school["n"])]
    return [
        {"id": f"P{n:05d}", "school": school, "year": rnd.randint(7, 11), "prefs": _ranked(rnd, appeal)}
        for n, school in enumerate(of_school)
    ]


def _ranked(rnd: random.Random, appeal: list[float]) -> list[int]:
    """Seminars in order of appeal times chance, so that popular ones are ranked by most pupils."""
    drawn = sorted((-(rnd.random() ** (1 / each)), seminar) for seminar, each in enumerate(appeal))
    return [seminar for _, seminar in drawn[:RANKS]]


def _sessions(rnd: random.Random, pupils: int, seminars: int, slots: int, spare: float) -> list[dict[str, Any]]:
    chosen = [[m for m in range(seminars) if rnd.random() < 0.9] for _ in range(slots)]
    sessions: list[dict[str, Any]] = []
    for slot, running in enumerate(chosen):
        average = pupils * (1 + spare) / len(running)
        shares = [rnd.choice([0.8, 0.9, 1.0, 1.3, 1.6]) for _ in running]
        scale = average * len(running) / sum(shares)
        for seminar, share in zip(running, shares, strict=True):
            cap = max(10, round(share * scale))
            sessions.append({"id": f"Q{seminar:02d}.{slot}", "seminar": seminar, "slot": slot, "min": 8, "cap": cap})
    presenters = [f"T{m:02d}" if m % 7 == 0 else f"U{m:02d}" for m in range(seminars)]
    return [{**each, "presenter": presenters[each["seminar"]]} for each in sessions]
