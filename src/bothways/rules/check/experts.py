"""Recount of who visits whom: skills, dates, reach and capacity of every visit, and its kilometres."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import isqrt
from typing import Any

from bothways.rules.check.recount import Recount, need_mapping

Row = Mapping[str, Any]
UNFILLED, KILOMETRES = "requests nobody goes to", "kilometres in all"


def recount(brief: Row, plan: object, _document: Row) -> Recount:
    """Rules and both aims. Plainly counted, a request stays unfilled when no expert at all could go."""
    visits = need_mapping(plan, "The plan of an experts brief")["visits"]
    requests, experts = ({row["id"]: row for row in brief[key]} for key in ("requests", "experts"))
    known = [v for v in visits if v["request"] in requests and v["expert"] in experts]
    filled = {visit["request"] for visit in known}
    km = sum(_km(requests[visit["request"]], experts[visit["expert"]]) for visit in known)
    hopeless = sum(not any(_dates(row, each) for each in experts.values()) for row in requests.values())
    broken = (*_visits(requests, experts, visits), *_busy(experts, known), *_told(requests, filled, plan))
    return Recount({UNFILLED: len(requests) - len(filled), KILOMETRES: km}, {UNFILLED: hopeless}, broken)


def _km(one: Row, other: Row) -> int:
    """Whole kilometres, rounded up. The root is of one less, so that an exact distance is not rounded up twice."""
    square = (one["easting"] - other["easting"]) ** 2 + (one["northing"] - other["northing"]) ** 2
    metres = isqrt(square - 1) + 1 if square else 0
    return (metres + 999) // 1000


def _dates(request: Row, expert: Row) -> set[str]:
    """Dates of a visit that could be made; an empty text when neither side names any."""
    reach = expert.get("reach_km")
    if not set(request["skills"]) & set(expert["skills"]) or (reach is not None and _km(request, expert) > reach):
        return set()
    wanted, offered = set(request.get("dates", [])), set(expert.get("dates", []))
    if wanted and offered:
        return wanted & offered
    return wanted | offered or {""}


def _visits(requests: Mapping[str, Row], experts: Mapping[str, Row], visits: Iterable[Row]) -> Iterable[str]:
    seen = Counter(visit["request"] for visit in visits)
    for visit in visits:
        request, expert = requests.get(visit["request"]), experts.get(visit["expert"])
        if request is None or expert is None:
            yield f"“{visit['expert']}” or “{visit['request']}” is not in the brief"
        elif visit["date"] not in _dates(request, expert):
            yield f"“{visit['expert']}” cannot go to “{visit['request']}” on “{visit['date']}”"
        elif visit["km"] != _km(request, expert):
            yield f"“{visit['request']}” is {_km(request, expert)} km from “{visit['expert']}”, not {visit['km']!r:.20}"
    yield from (f"“{name}” has {count} visits" for name, count in sorted(seen.items()) if count > 1)


def _busy(experts: Mapping[str, Row], visits: Iterable[Row]) -> Iterable[str]:
    made = Counter(visit["expert"] for visit in visits)
    days = Counter((visit["expert"], visit["date"]) for visit in visits if visit["date"])
    for name, count in sorted(made.items()):
        if count > experts[name].get("capacity", 1):
            yield f"“{name}” makes {count} visits, more than {experts[name].get('capacity', 1)}"
    yield from (f"“{name}” is in {count} places on {day}" for (name, day), count in sorted(days.items()) if count > 1)


def _told(requests: Mapping[str, Row], filled: set[str], plan: Any) -> Iterable[str]:
    """Whoever gets no visit is told why."""
    told = {row["request"] for row in plan.get("unfilled", [])}
    yield from (f"“{name}” has neither a visit nor a reason" for name in sorted(set(requests) - filled - told))


def hashed(brief: Row) -> object:
    """What the input hash covers: the whole file."""
    return brief
