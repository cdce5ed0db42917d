"""What a matching is asked: requests with a skill, a date and a place; experts with theirs and a capacity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bothways.rules.errors import InvalidBrief
from bothways.rules.reading import need_int, need_list, need_text, need_unique

Spot = tuple[int, int]
"""Easting and northing in metres (the Ordnance Survey grid)."""


@dataclass(frozen=True, slots=True)
class Request:
    """A school's wish for one visit. ``dates``: days that suit, as given; none means that any day does."""

    id: str
    skills: frozenset[str]
    dates: frozenset[str]
    at: Spot


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody who can make up to ``capacity`` visits, no farther than ``reach`` km (None: anywhere), one a date."""

    id: str
    skills: frozenset[str]
    dates: frozenset[str]
    at: Spot
    capacity: int = 1
    reach: int | None = None


@dataclass(frozen=True)
class ExpertBrief:
    """A checked question, sorted by id: the order of the file changes nothing."""

    requests: tuple[Request, ...]
    experts: tuple[Expert, ...]


def kilometres(one: Spot, other: Spot) -> int:
    """Straight-line distance in whole kilometres, rounded up, by whole-number arithmetic."""
    square = (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
    metres = math.isqrt(square)
    metres += metres * metres < square
    return -(-metres // 1000)


def read_experts(data: Mapping[str, Any]) -> ExpertBrief:
    """The brief in ``data`` (see docs/engine-formats.md). Raises InvalidBrief."""
    requests = [_request(row) for row in need_list(data, "requests")]
    experts = [_expert(row) for row in need_list(data, "experts")]
    if not requests:
        raise InvalidBrief("“requests” is empty. Give at least one.")
    need_unique([each.id for each in requests], "The request")
    need_unique([each.id for each in experts], "The expert")
    return ExpertBrief(
        tuple(sorted(requests, key=lambda each: each.id)), tuple(sorted(experts, key=lambda each: each.id))
    )


def _request(row: object) -> Request:
    fields, name = _named(row, "request")
    skills = _texts(fields, "skills", name)
    if not skills:
        raise InvalidBrief(f"The request “{name}” names no skill. Give at least one that would do.")
    return Request(name, skills, _texts(fields, "dates", name), _spot(fields, name))


def _expert(row: object) -> Expert:
    fields, name = _named(row, "expert")
    reach = fields.get("reach_km")
    return Expert(
        id=name,
        skills=_texts(fields, "skills", name),
        dates=_texts(fields, "dates", name),
        at=_spot(fields, name),
        capacity=need_int(fields.get("capacity", 1), f"The capacity of “{name}”", least=1, most=1000),
        reach=None if reach is None else need_int(reach, f"The reach of “{name}” in km", least=0, most=5000),
    )


def _named(row: object, what: str) -> tuple[Mapping[str, Any], str]:
    if not isinstance(row, dict):
        raise InvalidBrief(f"Each {what} must be an object with an “id”.")
    return row, need_text(row.get("id"), f"The id of a {what}")


def _texts(fields: Mapping[str, Any], key: str, name: str) -> frozenset[str]:
    return frozenset(need_text(each, f"Each of the {key} of “{name}”") for each in need_list({key: [], **fields}, key))


def _spot(fields: Mapping[str, Any], name: str) -> Spot:
    east = need_int(fields.get("easting"), f"The easting of “{name}” in metres", least=0, most=2_000_000)
    return east, need_int(fields.get("northing"), f"The northing of “{name}” in metres", least=0, most=2_000_000)
