"""Recount of a seating plan: the rules of a lunch, and the rest as for teams with a table for each team."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bothways.rules.check import teams
from bothways.rules.check.recount import Recount, need_mapping


def recount(brief: Mapping[str, Any], plan: object, document: Mapping[str, Any]) -> Recount:
    """Tables are recounted as teams; adults at each table are counted here."""
    seats = need_mapping(plan, "The plan of a seating brief")
    found = teams.recount(_as_teams(brief), seats, document)
    exact = brief.get("diets", "spread") == "spread"  # else the engine adds groups of one diet
    return Recount(found.values, found.bounds, (*found.broken, *_adults(brief, seats)), exact)


def _as_teams(brief: Mapping[str, Any]) -> dict[str, Any]:
    rows = [{**row, "role": "adult" if row.get("adult") else "pupil"} for row in brief["guests"]]
    out = {**brief, "pupils": rows, "mode": "at_least", "k": brief.get("min_schools", 2), "scores": []}
    if "accessible_tables" in brief:
        out["accessible_teams"] = brief["accessible_tables"]
    for row in rows:
        row.setdefault("diet", "")
    return {**out, "attributes": ["role", "diet"]}


def _adults(brief: Mapping[str, Any], seats: Mapping[str, Any]) -> Iterable[str]:
    adults = Counter(seats.get(row["id"]) for row in brief["guests"] if row.get("adult"))
    for table in range(teams.team_count(_as_teams(brief))):
        if adults[table] < brief.get("min_adults", 1):
            yield f"table {table} has {adults[table]} adults, fewer than {brief.get('min_adults', 1)}"


def hashed(brief: Mapping[str, Any]) -> object:
    """What the input hash covers: the whole file."""
    return brief
