"""Recount of a teams plan in plain Python, straight from the public JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import comb
from typing import Any

from bothways.rules.check.recount import Recount, need_mapping
from bothways.rules.check.teams_bounds import Groups, text

Pupils = Mapping[str, Mapping[str, Any]]
_USUAL = ("year", "sex", "pp", "send")
_NOT_LABELS = {"id", "school", "access", "weight", "name"}


def recount(brief: Mapping[str, Any], plan: object, _document: Mapping[str, Any]) -> Recount:
    """Hard rules, levels and plain counting bounds of ``plan``: pupil id to team number, from 0."""
    team = need_mapping(plan, "The plan of a teams brief")
    pupils = {row["id"]: row for row in brief["pupils"]}
    n_teams = team_count(brief)
    broken = (
        *_placed(pupils, team, n_teams),
        *_sizes(brief, team, n_teams, len(pupils)),
        *_pair_rules(brief, team),
        *_place_rules(brief, pupils, team),
        *_school_rules(brief, pupils, team, n_teams),
    )
    known = {ident: number for ident, number in team.items() if ident in pupils and _is_team(number, n_teams)}
    values = {
        **_school_values(brief, pupils, known),
        **_met(brief, pupils, known),
        **_balance(brief, pupils, known, n_teams),
    }
    return Recount(values, _bounds(brief, pupils, n_teams), broken)


def team_count(brief: Mapping[str, Any]) -> int:
    """T as given, else the fewest teams of the largest size."""
    if "T" in brief:
        return int(brief["T"])
    return -(-len(brief["pupils"]) // int(brief["size"][1]))


def _is_team(number: object, n_teams: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < n_teams


def _placed(pupils: Pupils, team: Mapping[str, Any], n_teams: int) -> Iterable[str]:
    for ident in sorted(set(pupils) - set(team)):
        yield f"“{ident}” has no team"
    for ident in sorted(set(team) - set(pupils)):
        yield f"“{ident}” is in the plan and not in the brief"
    for ident, number in sorted(team.items()):
        if not _is_team(number, n_teams):
            yield f"“{ident}” is in team {number!r:.20}, which does not exist"


def _sizes(brief: Mapping[str, Any], team: Mapping[str, Any], n_teams: int, n: int) -> Iterable[str]:
    low, high = brief.get("size", (n // n_teams, -(-n // n_teams)))
    filled = Counter(team.values())
    for number in range(n_teams):
        if not low <= filled[number] <= high:
            yield f"team {number} has {filled[number]} pupils, not {low} to {high}"


def _pair_rules(brief: Mapping[str, Any], team: Mapping[str, Any]) -> Iterable[str]:
    for group in brief.get("together", []):
        if len({team.get(each) for each in group}) > 1:
            yield f"{_listed(group)} are not together"
    for group in brief.get("apart", []):
        for one, other in combinations(group, 2):
            if one in team and team[one] == team.get(other):
                yield f"“{one}” and “{other}” are not apart"


def _listed(group: Sequence[str]) -> str:
    return " and ".join(f"“{each}”" for each in group)


def _place_rules(brief: Mapping[str, Any], pupils: Pupils, team: Mapping[str, Any]) -> Iterable[str]:
    for ident, number in sorted(brief.get("fixed", {}).items()):
        if team.get(ident) != number:
            yield f"“{ident}” is not in team {number}"
    able = brief.get("accessible_teams")
    if able is None:
        return
    for ident, row in pupils.items():
        if row.get("access") and team.get(ident) not in able:
            yield f"“{ident}” needs access and team {team.get(ident)} has none"


def _school_rules(brief: Mapping[str, Any], pupils: Pupils, team: Mapping[str, Any], n_teams: int) -> Iterable[str]:
    mode = brief.get("mode", "spread")
    cells = Counter((team[ident], row["school"]) for ident, row in pupils.items() if ident in team)
    if mode == "at_most":
        for (number, school), count in sorted(cells.items(), key=str):
            if count > brief["m"]:
                yield f"team {number} has {count} pupils of school “{school}”, more than {brief['m']}"
    schools = Counter(number for number, _ in cells)
    for number in range(n_teams if mode == "at_least" else 0):
        if schools[number] < brief["k"]:
            yield f"team {number} has {schools[number]} schools, fewer than {brief['k']}"


def _school_values(brief: Mapping[str, Any], pupils: Pupils, team: Mapping[str, int]) -> dict[str, int]:
    """Same-school pairs in a team; pairs of different schools where schools keep to themselves; pupils alone."""
    cells = Counter((number, pupils[ident]["school"]) for ident, number in team.items())
    same = sum(comb(count, 2) for count in cells.values())
    if brief.get("mode") == "by_school":
        same = sum(comb(count, 2) for count in Counter(team.values()).values()) - same
    return {"school": same, "lone": sum(count == 1 for count in cells.values())}


def _met(brief: Mapping[str, Any], pupils: Pupils, team: Mapping[str, int]) -> dict[str, int]:
    """Pairs now in one team who shared a team at a past event. A pair counts once however often it met."""
    pairs = _past_pairs(brief, pupils)
    return {"met": sum(one in team and team[one] == team.get(other) for one, other in pairs)}


def _past_pairs(brief: Mapping[str, Any], pupils: Pupils) -> set[tuple[str, ...]]:
    return {
        tuple(sorted(pair))
        for event in brief.get("history", [])
        for past in event
        for pair in combinations({each for each in past if each in pupils}, 2)
    }


def _forced_repeats(brief: Mapping[str, Any], pupils: Pupils, groups: Groups) -> int:
    """Someone who has met nearly everybody must meet some again (each such pair is seen from both sides).

    Or, if that is more: the pairs who have met and must share a team by other rules.
    """
    pairs = _past_pairs(brief, pupils)
    met = Counter(each for pair in pairs for each in pair)
    n, teams = len(pupils), groups.n_teams
    low, high = brief.get("size", (n // teams, -(-n // teams)))
    mates = max(low, n - (teams - 1) * high) - 1  # in the smallest team there can be: the others may be full
    forced = sum(max(0, mates - (n - 1 - count)) for count in met.values())
    return max(-(-forced // 2), sum(groups.share_a_team(one, other) for one, other in pairs))


def labels_of(brief: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The labels and the scores to balance, in order."""
    found = {key for row in brief["pupils"] for key in row}
    scores = brief.get("scores", [name for name in ("prior",) if name in found])
    rest = sorted(found - _NOT_LABELS - set(scores) - set(_USUAL))
    return brief.get("attributes", [name for name in _USUAL if name in found] + rest), scores


def _balance(brief: Mapping[str, Any], pupils: Pupils, team: Mapping[str, int], n_teams: int) -> dict[str, int]:
    labels, scores = labels_of(brief)
    out = {}
    for name in labels:
        cells = Counter((number, text(pupils[ident].get(name))) for ident, number in team.items())
        out[name] = sum(count * count for count in cells.values())
    for name in scores:
        totals = [0] * n_teams
        centred = _centred(pupils, name)
        for ident, number in team.items():
            totals[number] += centred[ident]
        out[name] = sum(total * total for total in totals)
    return out


def _centred(pupils: Pupils, name: str) -> dict[str, int]:
    """Scores less the mean rounded half up; not known counts as the mean."""
    known = [row[name] for row in pupils.values() if row.get(name) is not None]
    mean = (2 * sum(known) + len(known)) // (2 * len(known)) if known else 0
    return {ident: 0 if row.get(name) is None else row[name] - mean for ident, row in pupils.items()}


def _bounds(brief: Mapping[str, Any], pupils: Pupils, n_teams: int) -> dict[str, int]:
    """Counting bounds: each value of each label spread over the teams as evenly as the groups let it."""
    labels, scores = labels_of(brief)
    groups = Groups(brief, pupils, n_teams)
    each_school = Counter(row["school"] for row in pupils.values())
    pairs = groups.least("school", lambda load: comb(load, 2))
    out = {
        "met": _forced_repeats(brief, pupils, groups),
        "lone": sum(count == 1 for count in each_school.values()),
        "school": 0 if brief.get("mode") == "by_school" else pairs,
    }
    out |= {name: groups.least(name, lambda load: load * load) for name in labels}
    for name in scores:
        each, left = divmod(sum(_centred(pupils, name).values()), n_teams)
        out[name] = left * (each + 1) ** 2 + (n_teams - left) * each**2
    return out


def hashed(brief: Mapping[str, Any]) -> object:
    """What the input hash covers: the whole file."""
    return brief
