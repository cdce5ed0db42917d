"""Recount of a morning repair: where everyone was is read back from the moves, and the bound counted anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bothways.rules.check import teams
from bothways.rules.check.recount import Recount, need_mapping


def recount(brief: Mapping[str, Any], plan: object, document: Mapping[str, Any]) -> Recount:
    """The levels of today's pupils, with “sizes” and “moves” before them."""
    team = need_mapping(plan, "The plan of a repair")
    morning = brief.get("morning", {})
    moves = {row["pupil"]: row for row in document["moves"]}
    today = _today(brief, morning)
    home = {ident: moves[ident]["from"] if ident in moves else number for ident, number in team.items()}
    here = {row["id"] for row in today["pupils"]}
    shut = set(morning.get("locked_teams", []))
    open_teams = [number for number in range(today["T"]) if number not in shut]
    low, high = _size_range(brief, [home[ident] for ident in here if ident in home], open_teams)
    found = teams.recount({**today, "size": [0, len(here)]}, team, document)
    sizes = Counter(team.values())
    wrong = sum(max(0, low - sizes[number]) + max(0, sizes[number] - high) for number in open_teams)
    made = sum(row["from"] is not None for row in moves.values())
    values = {"sizes": wrong, "moves": made, **found.values}
    least = _least_moves(Counter(number for number in home.values() if number is not None), open_teams, low, high, home)
    bounds = {"sizes": 0, "moves": min(least, made), **found.bounds}
    return Recount(values, bounds, (*found.broken, *_wishes(morning, team, moves, len(here))), exact=False)


def hashed(brief: Mapping[str, Any]) -> object:
    """What the input hash covers: the whole file, the morning with it."""
    return brief


def _today(brief: Mapping[str, Any], morning: Mapping[str, Any]) -> dict[str, Any]:
    gone = set(morning.get("absent", brief.get("absent", [])))
    labels, scores = teams.labels_of(brief)
    pupils = [row for row in brief["pupils"] if row["id"] not in gone] + list(morning.get("arrivals", []))
    here = {row["id"] for row in pupils}
    groups = {}
    for key in ("together", "apart"):
        left = ([each for each in group if each in here] for group in brief.get(key, []))
        groups[key] = [group for group in left if len(group) > 1]
    fixed = {ident: number for ident, number in brief.get("fixed", {}).items() if ident in here}
    kept = {"T": teams.team_count(brief), "attributes": labels, "scores": scores, "fixed": fixed}
    return {**brief, **kept, **groups, "pupils": pupils}


def _size_range(brief: Mapping[str, Any], home: list[int | None], open_teams: list[int]) -> tuple[int, int]:
    """The brief's own sizes when those who are here fit them, else as even as can be."""
    n, number = len(brief["pupils"]), teams.team_count(brief)
    low, high = brief.get("size", (n // number, -(-n // number)))
    pupils = sum(each is None or each in open_teams for each in home)
    if not open_teams or len(open_teams) * low <= pupils <= len(open_teams) * high:
        return low, high
    return pupils // len(open_teams), -(-pupils // len(open_teams))


def _least_moves(
    sizes: Mapping[int, int], open_teams: list[int], low: int, high: int, home: Mapping[str, int | None]
) -> int:
    """Those too many must leave; those too few must come, as far as newcomers do not fill the places."""
    many = sum(max(0, sizes[number] - high) for number in open_teams)
    few = sum(max(0, low - sizes[number]) for number in open_teams)
    return max(many, few - sum(each is None for each in home.values()))


def _wishes(
    morning: Mapping[str, Any], team: Mapping[str, Any], moves: Mapping[str, Mapping[str, Any]], here: int
) -> Iterable[str]:
    """Locked teams, late pupils, the budget, and moves that say what the plan says."""
    shut = set(morning.get("locked_teams", []))
    late = set(morning.get("late", []))
    for ident, row in sorted(moves.items()):
        if row["to"] != team.get(ident) or row["from"] == row["to"]:
            yield f"the move of “{ident}” is not the one in the plan"
        if shut & {row["from"], row["to"]}:
            yield f"“{ident}” moves into or out of a locked team"
        if ident in late and row["from"] is not None:
            yield f"“{ident}” is late and is moved"
    for row in morning.get("arrivals", []):
        if moves.get(row["id"], {"from": -1})["from"] is not None:
            yield f"“{row['id']}” is new today and no line says where to go"
    budget = morning.get("budget")
    most = int(budget * here) if isinstance(budget, float) else budget
    made = sum(row["from"] is not None for row in moves.values())
    if most is not None and made > most:
        yield f"{made} pupils move, and the budget is {most}"
