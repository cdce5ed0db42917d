"""Recount of a draw for places: every number drawn again, and the places given out again by the rules."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Context, Decimal
from typing import Any

from bothways.rules.check.recount import Recount
from bothways.rules.errors import InvalidBrief

LEVEL = "places left empty while somebody waits for them"


def recount(brief: Mapping[str, Any], plan: object, document: Mapping[str, Any]) -> Recount:
    """Draws again from the seed and compares the order, the places and the waiting list, row by row."""
    if not isinstance(plan, list):
        raise InvalidBrief("The plan of a places brief must be a list in the order drawn.")
    seed = brief.get("seed_text", str(document.get("seed", 1)))
    drawn = sorted(_applications(brief), key=lambda each: _number(seed, each))
    places = _give(brief, drawn)
    broken = (*_order(drawn, plan), *_rows(brief, drawn, places, plan), *_limits(brief, plan))
    empty = brief["capacity"] - sum(row["places"] for row in plan)
    return Recount({LEVEL: _wasted(brief, drawn, plan, empty)}, {LEVEL: 0}, broken)


def _applications(brief: Mapping[str, Any]) -> list[dict[str, Any]]:
    single = [{**row, "wants": 1, "minimum": 1} for row in brief.get("pupils", [])]
    groups = [{**row, "minimum": row.get("minimum", row["wants"])} for row in brief.get("groups", [])]
    return single + groups


def _number(seed: str, each: Mapping[str, Any]) -> tuple[Decimal, bytes, str]:
    """−ln(u) / weight to 40 digits, u from HMAC-SHA256(seed, id); a tie goes to the lower digest, then the id."""
    digest = hmac.new(seed.encode(), each["id"].encode(), hashlib.sha256).digest()
    u = (int.from_bytes(digest[:8], "big") // 16 + 1) / Decimal(2**60)
    exact = Context(prec=40)
    return exact.divide(-exact.ln(u), Decimal(str(each.get("weight", 1)))), digest, each["id"]


def _guests(brief: Mapping[str, Any]) -> set[str]:
    return {school["id"] for school in brief["schools"] if school.get("guest") is True}


class _Room:
    """Places left in all, and left for guest schools."""

    def __init__(self, brief: Mapping[str, Any]) -> None:
        self.all = brief["capacity"]
        cap = brief.get("guest_cap")
        self.guest = self.all if cap is None else min(cap, self.all)
        self.guests = _guests(brief)

    def take(self, school: str, count: int, least: int) -> int:
        """Take up to ``count``, and nothing when that would be fewer than ``least``."""
        room = min(count, self.all, self.guest if school in self.guests else self.all)
        room = room if room >= least else 0
        self.all -= room
        self.guest -= room if school in self.guests else 0
        return room


def _give(brief: Mapping[str, Any], drawn: list[dict[str, Any]]) -> list[int]:
    """First what is kept for each school, in the order drawn; then the rest in the order drawn."""
    room, left = _Room(brief), Counter({each["school"]: brief.get("reserved_per_school", 0) for each in drawn})
    places = []
    for each in drawn:
        kept = room.take(each["school"], min(each["wants"], left[each["school"]]), each["minimum"])
        left[each["school"]] -= kept
        places.append(kept)
    for spot, each in enumerate(drawn):
        if each["wants"] > places[spot]:
            places[spot] += room.take(each["school"], each["wants"] - places[spot], each["minimum"] - places[spot])
    return places


def _order(drawn: list[dict[str, Any]], plan: list[Any]) -> Iterable[str]:
    wanted, given = [each["id"] for each in drawn], [row["id"] for row in plan]
    if sorted(wanted) != sorted(given):
        yield "the plan and the brief do not hold the same applications"
    elif wanted != given:
        spot = next(i for i, pair in enumerate(zip(wanted, given, strict=True)) if pair[0] != pair[1])
        yield f"draw {spot + 1} is “{wanted[spot]}” by the seed, and the plan has “{given[spot]}”"


def _rows(brief: Mapping[str, Any], drawn: list[dict[str, Any]], places: list[int], plan: list[Any]) -> Iterable[str]:
    by_id = {row["id"]: row for row in plan}
    line = _line(brief, drawn, places)
    for spot, (each, count) in enumerate(zip(drawn, places, strict=True), start=1):
        row = by_id.get(each["id"])
        right: dict[str, object] = {"places": count, "waiting": line.get(each["id"]), "position": spot}
        right["outcome"] = "place" if count else "waiting"
        for key, value in right.items():
            if row is not None and row.get(key) != value:
                yield f"“{each['id']}”: “{key}” is {row.get(key)!r:.40} in the plan and {value!r} by the rules"


def _line(brief: Mapping[str, Any], drawn: list[dict[str, Any]], places: list[int]) -> dict[str, int]:
    """Spot in the waiting list by id: in the order drawn, guests whose cap is used up behind the others."""
    room = _Room(brief)
    for each, count in zip(drawn, places, strict=True):
        room.take(each["school"], count, 0)
    waiting = [each for each, count in zip(drawn, places, strict=True) if count == 0]
    behind = [each["school"] in room.guests and room.guest < each["minimum"] for each in waiting]
    ordered = sorted(range(len(waiting)), key=lambda spot: (behind[spot], spot))
    return {waiting[spot]["id"]: place for place, spot in enumerate(ordered, start=1)}


def _limits(brief: Mapping[str, Any], plan: list[Any]) -> Iterable[str]:
    given = sum(row["places"] for row in plan)
    if given > brief["capacity"]:
        yield f"{given} places are given and {brief['capacity']} exist"


def _wasted(brief: Mapping[str, Any], drawn: list[dict[str, Any]], plan: list[Any], empty: int) -> int:
    by_id = {row["id"]: row["places"] for row in plan}
    room = _Room(brief)
    for each in drawn:
        room.take(each["school"], by_id.get(each["id"], 0), 0)
    waits = [each for each in drawn if by_id.get(each["id"], 0) == 0]
    usable = [each for each in waits if each["school"] not in room.guests or room.guest >= each["minimum"]]
    return empty if any(each["minimum"] <= empty for each in usable) else 0


def hashed(brief: Mapping[str, Any]) -> object:
    """What the input hash covers: the whole file."""
    return brief
