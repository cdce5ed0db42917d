"""Recount of who judges what: entry id to a list of judge ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from bothways.rules.check.recount import Recount, floor_bound, need_mapping


def recount(brief: Mapping[str, Any], plan: object, _document: Mapping[str, Any]) -> Recount:
    """Loads and meetings of judges, with the bound that even sharing gives when nobody is barred."""
    judges_of = need_mapping(plan, "The plan of a judging brief")
    loads = Counter(judge for judges in judges_of.values() for judge in judges)
    meetings = Counter(pair for judges in judges_of.values() for pair in combinations(sorted(judges), 2))
    values = {
        "load": sum(count * count for count in loads.values()),
        "overlap": sum(count * count for count in meetings.values()),
    }
    return Recount(values, _bounds(brief), tuple(_broken(brief, judges_of, loads)))


def hashed(brief: Mapping[str, Any]) -> object:
    """What the input hash covers: entries and judges in order of id, with nothing the rules do not use."""
    entries = sorted((entry["id"], entry["school"]) for entry in brief["entries"])
    judges = sorted((j["id"], sorted(set(j.get("schools", []))), j.get("max_load") or 0) for j in brief["judges"])
    return {"kind": "judging", "r": brief["r"], "entries": entries, "judges": judges}


def _bounds(brief: Mapping[str, Any]) -> dict[str, int]:
    entries, judges, r = len(brief["entries"]), len(brief["judges"]), brief["r"]
    squares = [count * count for count in range(entries * r + 2)]
    pairs = judges * (judges - 1) // 2
    return {
        "load": floor_bound(entries * r, judges, squares),
        "overlap": floor_bound(entries * r * (r - 1) // 2, pairs, [n * n for n in range(entries * r * r + 2)]),
    }


def _broken(brief: Mapping[str, Any], judges_of: Mapping[str, Any], loads: Mapping[str, int]) -> Iterable[str]:
    own = {judge["id"]: set(judge.get("schools", [])) for judge in brief["judges"]}
    entries = {entry["id"]: entry["school"] for entry in brief["entries"]}
    for entry in sorted(set(entries) ^ set(judges_of)):
        yield f"“{entry}” is in only one of the brief and the plan"
    for entry, judges in sorted(judges_of.items()):
        if len(set(judges)) != brief["r"] or len(judges) != brief["r"]:
            yield f"“{entry}” is not judged by {brief['r']} different judges"
        for judge in judges:
            if judge not in own:
                yield f"“{entry}” is judged by “{judge}”, who is not in the brief"
            elif entries.get(entry) in own[judge]:
                yield f"“{judge}” sees “{entry}”, from their own school"
    for judge in brief["judges"]:
        if judge.get("max_load") is not None and loads[judge["id"]] > judge["max_load"]:
            yield f"“{judge['id']}” has more than {judge['max_load']} entries"
