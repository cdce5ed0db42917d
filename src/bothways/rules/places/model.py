"""What a lottery for places is asked: who applies, how many places, what is kept for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bothways.rules.errors import Clash, ImpossibleBrief, InvalidBrief
from bothways.rules.reading import need_int, need_known, need_list, need_text, need_unique

WEIGHT_SCALE = 1000
"""Weights are held in thousandths, so that every comparison is of whole numbers."""


@dataclass(frozen=True, slots=True)
class Application:
    """One pupil (wants 1) or one school's group (wants 6, takes no fewer than ``minimum`` 4).

    ``weight`` is in thousandths: 2000 doubles the chance of being drawn first against 1000.
    """

    id: str
    school: str
    weight: int = WEIGHT_SCALE
    wants: int = 1
    minimum: int = 1


@dataclass(frozen=True)
class PlaceRules:
    """``reserved_per_school`` places are kept for each school; guest schools get ``guest_cap`` in all at most."""

    capacity: int
    reserved_per_school: int = 0
    guest_cap: int | None = None
    guests: frozenset[str] = frozenset()

    @property
    def room_for_guests(self) -> int:
        """The most places that guest schools can have together."""
        return self.capacity if self.guest_cap is None else min(self.guest_cap, self.capacity)


@dataclass(frozen=True)
class Brief:
    """A checked question. The order of ``applications`` changes nothing."""

    applications: tuple[Application, ...]
    rules: PlaceRules


def read_places(data: Mapping[str, Any]) -> Brief:
    """The brief in ``data`` (see docs/engine-formats.md). Raises InvalidBrief or ImpossibleBrief."""
    schools, guests = _schools(data)
    applications = (*_pupils(data), *_groups(data))
    if not applications:
        raise InvalidBrief("Nobody has applied. Give “pupils” or “groups”.")
    need_unique([each.id for each in applications], "The application")
    need_known((each.school for each in applications), schools, "The school")
    brief = Brief(applications, _rules(data, guests))
    _check_reserve_fits(brief)
    return brief


def _schools(data: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    listed = need_list(data, "schools")
    if not listed:
        raise InvalidBrief("“schools” is empty. Give at least one school.")
    rows = [_object(row, "Each of the schools") for row in listed]
    ids = [need_text(row.get("id"), "A school's id") for row in rows]
    need_unique(ids, "The school")
    return frozenset(ids), frozenset(name for name, row in zip(ids, rows, strict=True) if row.get("guest") is True)


def _rules(data: Mapping[str, Any], guests: frozenset[str]) -> PlaceRules:
    cap = data.get("guest_cap")
    return PlaceRules(
        capacity=need_int(data.get("capacity"), "“capacity”", least=1),
        reserved_per_school=need_int(data.get("reserved_per_school", 0), "“reserved_per_school”", least=0),
        guest_cap=None if cap is None else need_int(cap, "“guest_cap”", least=0),
        guests=guests,
    )


def _pupils(data: Mapping[str, Any]) -> list[Application]:
    rows = [_object(row, "Each of the pupils") for row in need_list({"pupils": [], **data}, "pupils")]
    return [Application(*_who(row, "pupil")) for row in rows]


def _groups(data: Mapping[str, Any]) -> list[Application]:
    rows = [_object(row, "Each of the groups") for row in need_list({"groups": [], **data}, "groups")]
    return [_group(row) for row in rows]


def _group(row: Mapping[str, Any]) -> Application:
    who = _who(row, "group")
    wants = need_int(row.get("wants"), f"What the group “{who[0]}” wants", least=1)
    least = need_int(row.get("minimum", wants), f"The minimum of the group “{who[0]}”", least=1)
    if least > wants:
        raise InvalidBrief(f"The group “{who[0]}” wants {wants} but takes no fewer than {least}. Lower the minimum.")
    return Application(*who, wants, least)


def _who(row: Mapping[str, Any], what: str) -> tuple[str, str, int]:
    name = need_text(row.get("id"), f"The id of a {what}")
    school = need_text(row.get("school"), f"The school of {what} “{name}”")
    return name, school, _weight(row.get("weight", 1), name)


def _weight(value: object, name: str) -> int:
    """Thousandths. A weight with more than three decimals is refused: rounding it would be a hidden choice."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.001 <= value <= 1000:
        raise InvalidBrief(f"The weight of “{name}” must be a number from 0.001 to 1000.")
    scaled = round(value * WEIGHT_SCALE)
    if abs(scaled - value * WEIGHT_SCALE) > 1e-6:
        raise InvalidBrief(f"The weight of “{name}” has more than three decimals. Round it yourself.")
    return scaled


def _object(row: object, what: str) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise InvalidBrief(f"{what} must be an object with an “id”.")
    return row


def kept_for_school(applications: Sequence[Application], rules: PlaceRules) -> dict[str, int]:
    """How many places are kept for each school: never more than it asks for."""
    asked: dict[str, int] = {}
    for each in applications:
        asked[each.school] = asked.get(each.school, 0) + each.wants
    return {school: min(count, rules.reserved_per_school) for school, count in asked.items()}


def _check_reserve_fits(brief: Brief) -> None:
    kept = kept_for_school(brief.applications, brief.rules)
    for_guests = sum(kept[school] for school in kept if school in brief.rules.guests)
    needed = sum(kept.values()) - for_guests + min(for_guests, brief.rules.room_for_guests)
    if needed > brief.rules.capacity:
        each = brief.rules.reserved_per_school
        raise ImpossibleBrief(
            (
                Clash("reserved_per_school", f"{each} places kept for each school come to {needed}"),
                Clash("capacity", f"there are {brief.rules.capacity} places"),
            )
        )
