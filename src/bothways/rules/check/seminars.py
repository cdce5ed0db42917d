"""Recount of a seminar day: pupil id to a list of session ids, one a slot.

No bound is counted here but nought: the engine's bounds come from prices and searches, and are taken on trust.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from bothways.rules.check.recount import Recount, need_mapping

_POINTS = (0, 1, 3, 6, 10, 15, 21, 28)
_UNRANKED_POINTS = 40


def recount(brief: Mapping[str, Any], plan: object, _document: Mapping[str, Any]) -> Recount:
    """Seats, shares, presenters and rooms; and how high each place stood on the pupil's own list."""
    seats = need_mapping(plan, "The plan of a seminars brief")
    sessions = {row["id"]: row for row in brief["sessions"]}
    broken = (*_placed(brief, seats, sessions), *_rooms(brief, seats, sessions), *_twice_at_once(seats, sessions))
    values = _values(brief, seats, sessions)
    return Recount(values, dict.fromkeys(values, 0), broken, exact=False)


def hashed(brief: Mapping[str, Any]) -> object:
    """What the input hash covers: the whole file."""
    return brief


def _placed(brief: Mapping[str, Any], seats: Mapping[str, Any], sessions: Mapping[str, Any]) -> Iterable[str]:
    for ident in sorted({row["id"] for row in brief["pupils"]} ^ set(seats)):
        yield f"“{ident}” is in only one of the brief and the plan"
    for ident, listed in sorted(seats.items()):
        known = [sessions[each] for each in listed if each in sessions]
        if len(known) < len(listed) or sorted(each["slot"] for each in known) != list(range(brief["K"])):
            yield f"“{ident}” does not have one session in each of {brief['K']} slots"
        if len({str(each["seminar"]) for each in known}) < len(known):
            yield f"“{ident}” has one seminar twice"


def _rooms(brief: Mapping[str, Any], seats: Mapping[str, Any], sessions: Mapping[str, Any]) -> Iterable[str]:
    used = Counter(each for listed in seats.values() for each in listed)
    school = {row["id"]: row["school"] for row in brief["pupils"]}
    by_school = Counter((each, school.get(ident)) for ident, listed in seats.items() for each in listed)
    share = Decimal(repr(brief.get("max_school_share", 1)))
    for ident, row in sorted(sessions.items()):
        if used[ident] > row["cap"]:
            yield f"session “{ident}” has {used[ident]} pupils and {row['cap']} seats"
        if 0 < used[ident] < row.get("min", 1):
            yield f"session “{ident}” has {used[ident]} pupils and needs {row['min']} to run"
    for (ident, name), count in sorted(by_school.items(), key=str):
        if ident in sessions and count > max(1, int(share * sessions[ident]["cap"])):
            yield f"session “{ident}” has {count} pupils of school “{name}”, more than its share"


def _twice_at_once(seats: Mapping[str, Any], sessions: Mapping[str, Any]) -> Iterable[str]:
    """A presenter or a room that two sessions of one slot need."""
    running = sorted({each for listed in seats.values() for each in listed if each in sessions})
    needed: Counter[tuple[int, str, str]] = Counter()
    for ident in running:
        row = sessions[ident]
        people = row.get("presenters", [row["presenter"]] if row.get("presenter") is not None else [])
        needed.update((row["slot"], "presenter", str(each)) for each in set(people))
        needed.update([(row["slot"], "room", str(row["room"]))] if row.get("room") is not None else [])
    for (slot, what, name), count in sorted(needed.items()):
        if count > 1:
            yield f"{what} “{name}” is needed {count} times in slot {slot}"


def _values(brief: Mapping[str, Any], seats: Mapping[str, Any], sessions: Mapping[str, Any]) -> dict[str, int]:
    ranks = _ranks(brief, seats, sessions)
    width = max(1, *(len(row["prefs"]) for row in brief["pupils"]))
    guests = {row["id"] for row in brief["schools"] if row.get("guest") is True}
    places = Counter(rank for row in brief["pupils"] for rank in ranks[row["id"]])
    points = (*_POINTS[:width], _UNRANKED_POINTS)
    members = [row["id"] for row in brief["pupils"] if row["school"] not in guests]
    out = {f"places at a pupil's choice number {rank + 1}": places[rank] for rank in range(1, width)}
    return {
        "points of all places": sum(points[rank] * count for rank, count in places.items()),
        "places at a seminar the pupil did not rank": places[width],
        **out,
        "points of members' places, guests after": sum(points[rank] for ident in members for rank in ranks[ident]),
        "gap between schools' mean choice, in hundredths": _gap(brief, ranks),
    }


def _ranks(brief: Mapping[str, Any], seats: Mapping[str, Any], sessions: Mapping[str, Any]) -> dict[str, list[int]]:
    """For each place, its spot on the pupil's list from 0; the longest list's length when it is not on it."""
    width = max(1, *(len(row["prefs"]) for row in brief["pupils"]))
    out = {}
    for row in brief["pupils"]:
        spot = {str(seminar): rank for rank, seminar in enumerate(row["prefs"])}
        held = [str(sessions[each]["seminar"]) for each in seats.get(row["id"], []) if each in sessions]
        out[row["id"]] = [spot.get(seminar, width) for seminar in held]
    return out


def _gap(brief: Mapping[str, Any], ranks: Mapping[str, list[int]]) -> int:
    """Widest gap between two schools' mean choice (a first choice counts 1), in hundredths, rounded down each."""
    total: Counter[str] = Counter()
    size: Counter[str] = Counter()
    for row in brief["pupils"]:
        total[row["school"]] += sum(ranks[row["id"]]) + brief["K"]
        size[row["school"]] += brief["K"]
    means = [total[school] * 100 // size[school] for school in size]
    return max(means) - min(means)
