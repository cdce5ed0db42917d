"""Fresh events in the style of the public ones: the same spread of school sizes, years, labels and rules.

Every function returns the public JSON format as a dict. The same arguments always give the same event.
"""

from __future__ import annotations

import random
from typing import Any

Event = dict[str, Any]
_SCHOOLS = {120: 9, 480: 22, 1000: 31, 2000: 60, 10000: 200}


def spread_event(n: int, seed: int, *, n_schools: int | None = None, size: int = 8) -> Event:
    """No rules but one: mix the schools."""
    rng = random.Random(f"{n}/{seed}")
    counts = _school_sizes(rng, n, n_schools or _SCHOOLS.get(n, max(2, n // 32)))
    schools = [_school(rng, k, count) for k, count in enumerate(counts)]
    pupils = _number([pupil for school in schools for pupil in _pupils(rng, school)])
    n_teams = max(1, n // size)
    return {
        "kind": "teams", "seed": seed, "n": n, "T": n_teams, "size": [n // n_teams, -(-n // n_teams)], "mode": "spread",
        "schools": schools, "pupils": pupils, "together": [], "apart": [], "fixed": {},
        "accessible_teams": list(range(n_teams)), "history": [], "absent": _absent(rng, pupils),
        "name": f"fresh_{n}_{seed}",
    }  # fmt: skip


def no_lone_event(n: int, seed: int) -> Event:
    """Nobody may be the only one from their school."""
    return {**_without_schools_of_one(spread_event(n, seed)), "mode": "no_lone"}


def rules_event(n: int, seed: int) -> Event:
    """Pairs together and apart, pupils fixed to a team, access needs with a quarter of the teams able."""
    event, rng = spread_event(n, seed), random.Random(f"rules/{n}/{seed}")
    event["accessible_teams"] = sorted(rng.sample(range(event["T"]), max(1, event["T"] // 4)))
    for pupil in event["pupils"]:
        pupil["access"] = int(rng.random() < 0.021)
    pairs = _pairs(rng, event["pupils"], n * 4 // 100)
    event["together"], event["apart"] = pairs[: n * 14 // 1000], pairs[n * 14 // 1000 :]
    _fix(rng, event, n * 12 // 1000)
    return event


def history_event(n: int, seed: int, past: int = 3) -> Event:
    """Past events already brought many of them together; a few pairs besides."""
    event, rng = spread_event(n, seed), random.Random(f"history/{n}/{seed}")
    pairs = _pairs(rng, event["pupils"], n // 100)
    event["together"], event["apart"] = pairs[: n * 9 // 2000], pairs[n * 9 // 2000 :]
    event["history"] = [_past_event(rng, event) for _ in range(past)]
    return event


def _school_sizes(rng: random.Random, n: int, n_schools: int) -> list[int]:
    """Log-normal like the public events (sd of the log 0.9), at least two each, adding up to n."""
    weights = [rng.lognormvariate(0, 0.9) for _ in range(n_schools)]
    sizes = [max(2, round(n * w / sum(weights))) for w in weights]
    while (gap := n - sum(sizes)) != 0:
        k = rng.choices(range(n_schools), weights=sizes)[0]
        if sizes[k] + (1 if gap > 0 else -1) >= 2:
            sizes[k] += 1 if gap > 0 else -1
    return sizes


def _school(rng: random.Random, k: int, n: int) -> Event:
    kind = rng.choices(["mixed", "boys", "girls"], weights=[86, 7, 7])[0]
    return {"id": f"S{k:03}", "n": n, "type": kind, "independent": rng.random() < 0.13, "guest": rng.random() < 0.17}


def _pupils(rng: random.Random, school: Event) -> list[Event]:
    years = rng.sample(range(7, 13), rng.choice([1, 2, 3]))
    pp = rng.betavariate(1, 9) if school["independent"] else rng.betavariate(1.3, 3.5)
    level = rng.gauss(100, 6.3)
    sexes = {"mixed": "MF", "boys": "M", "girls": "F"}[school["type"]]
    return [
        {
            "school": school["id"], "year": rng.choice(years), "sex": rng.choice(sexes), "pp": int(rng.random() < pp),
            "send": int(rng.random() < 0.12), "prior": min(140, max(60, round(rng.gauss(level, 11.7)))), "access": 0,
        }
        for _ in range(school["n"])
    ]  # fmt: skip


def _number(pupils: list[Event]) -> list[Event]:
    return [{"id": f"P{i:05}", **pupil} for i, pupil in enumerate(pupils)]


def _absent(rng: random.Random, pupils: list[Event]) -> list[str]:
    """About 8%: one whole school, or a large part of it, and others here and there."""
    budget = len(pupils) * 8 // 100
    school = rng.choice(pupils)["school"]
    gone = [p["id"] for p in pupils if p["school"] == school][: budget // 2]
    rest = [p["id"] for p in pupils if p["id"] not in set(gone)]
    return sorted(gone + rng.sample(rest, budget - len(gone)))


def _pairs(rng: random.Random, pupils: list[Event], count: int) -> list[list[str]]:
    """Pairs within a school, no pupil in two of them."""
    by_school: dict[str, list[str]] = {}
    for pupil in pupils:
        by_school.setdefault(pupil["school"], []).append(pupil["id"])
    for ids in by_school.values():
        rng.shuffle(ids)
    pairs: list[list[str]] = []
    while len(pairs) < count:
        ids = by_school[rng.choice(sorted(by_school))]
        if len(ids) >= 2:
            pairs.append([ids.pop(), ids.pop()])
    return pairs


def _fix(rng: random.Random, event: Event, count: int) -> None:
    """Pin pupils who are in no pair and have no access need."""
    paired = {ident for pair in event["together"] + event["apart"] for ident in pair}
    free = [p["id"] for p in event["pupils"] if p["id"] not in paired and not p["access"]]
    event["fixed"] = {ident: rng.randrange(event["T"]) for ident in rng.sample(free, count)}


def _past_event(rng: random.Random, event: Event) -> list[list[str]]:
    """An earlier deal of the same pupils, school by school, each school in an order of its own."""
    by_school: dict[str, list[str]] = {}
    for pupil in event["pupils"]:
        by_school.setdefault(pupil["school"], []).append(pupil["id"])
    line = [ident for ids in by_school.values() for ident in rng.sample(ids, len(ids))]
    return [line[team :: event["T"]] for team in range(event["T"])]


def _without_schools_of_one(event: Event) -> Event:
    assert all(school["n"] >= 2 for school in event["schools"])
    return event
