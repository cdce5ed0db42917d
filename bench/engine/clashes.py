"""Fifty impossible briefs, each with one planted clash whose smallest size is known. Is that very clash found?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from bothways.rules.teams import Pupil, School, TeamBrief, TeamRules
from bothways.rules.teams.conflicts import find_clash

Planted = tuple[TeamBrief, set[str]]
_LIMIT_S = 5.0


def _event(rng: Random) -> TeamBrief:
    """A brief that can be done, with harmless rules about its second half: pairs together or apart, pupils fixed."""
    teams, size, schools = rng.choice((6, 15, 30)), 8, rng.randint(5, 7)
    n = teams * size
    pupils = tuple(Pupil(f"P{i:03}", f"S{i % schools}") for i in range(n))
    spare = [f"P{i:03}" for i in range(n // 2, n)]
    rng.shuffle(spare)
    pairs = [(spare.pop(), spare.pop()) for _ in range(n // 12)]
    half = len(pairs) // 2
    fixed = {spare.pop(): rng.randrange(2, teams) for _ in range(n // 24)}
    rules = TeamRules(teams, (size, size), together=tuple(pairs[:half]), apart=tuple(pairs[half:]), fixed=fixed)
    return TeamBrief(tuple(School(f"S{k}") for k in range(schools)), pupils, rules)


def _add(brief: TeamBrief, **more: Any) -> TeamBrief:
    """With more groups before those there are, more fixed pupils, or another mode."""
    rules = brief.rules
    for key in ("together", "apart"):
        if key in more:
            more[key] = (*more[key], *getattr(rules, key))
    more["fixed"] = {**rules.fixed, **more.get("fixed", {})}
    return replace(brief, rules=replace(rules, **more))


def _need(brief: TeamBrief, ids: list[str], able: set[int]) -> TeamBrief:
    pupils = tuple(replace(pupil, access=pupil.id in ids) for pupil in brief.pupils)
    return replace(brief, pupils=pupils, rules=replace(brief.rules, accessible_teams=frozenset(able)))


def _cap(brief: TeamBrief, _: Random) -> Planted:
    return _add(brief, mode="at_most", limit=1), {"mode"}


def _floor(brief: TeamBrief, _: Random) -> Planted:
    return _add(brief, mode="at_least", limit=len(brief.schools) + 1), {"mode"}


def _too_many_apart(brief: TeamBrief, _: Random) -> Planted:
    group = tuple(f"P{i:03}" for i in range(brief.rules.n_teams + 1))
    return _add(brief, apart=(group,)), {"apart[0]"}


def _nowhere(brief: TeamBrief, _: Random) -> Planted:
    return _need(brief, ["P000"], set()), {"access[P000]"}


def _too_large(brief: TeamBrief, _: Random) -> Planted:
    return _add(brief, together=(tuple(f"P{i:03}" for i in range(9)),)), {"together[0]", "size"}


def _both(brief: TeamBrief, _: Random) -> Planted:
    return _add(brief, together=(("P000", "P001", "P002"),), apart=(("P002", "P000"),)), {"together[0]", "apart[0]"}


def _unable(brief: TeamBrief, _: Random) -> Planted:
    return _need(_add(brief, fixed={"P000": 1}), ["P000"], {0}), {"fixed[P000]", "access[P000]"}


def _fixed_apart(brief: TeamBrief, _: Random) -> Planted:
    return _add(brief, apart=(("P000", "P001"),), fixed={"P000": 1, "P001": 1}), {
        "apart[0]",
        "fixed[P000]",
        "fixed[P001]",
    }


def _pulled(brief: TeamBrief, _: Random) -> Planted:
    names = {"together[0]", "fixed[P001]", "access[P000]"}
    return _need(_add(brief, together=(("P000", "P001"),), fixed={"P001": 1}), ["P000"], {0}), names


def _chain(brief: TeamBrief, rng: Random) -> Planted:
    """A chain of pairs whose two ends are fixed to different teams."""
    links = rng.randint(2, 4)
    pairs = tuple((f"P{i:03}", f"P{i + 1:03}") for i in range(links))
    names = {f"together[{k}]" for k in range(links)} | {"fixed[P000]", f"fixed[P{links:03}]"}
    return _add(brief, together=pairs, fixed={"P000": 0, f"P{links:03}": 1}), names


def _loop(brief: TeamBrief, rng: Random) -> Planted:
    """A chain of pairs whose two ends are apart."""
    links = rng.randint(2, 4)
    pairs = tuple((f"P{i:03}", f"P{i + 1:03}") for i in range(links))
    names = {f"together[{k}]" for k in range(links)} | {"apart[0]"}
    return _add(brief, together=pairs, apart=(("P000", f"P{links:03}"),)), names


def _joined(brief: TeamBrief, _: Random) -> Planted:
    """Two groups of five that share a pupil: nine, and a team holds eight."""
    groups = tuple(tuple(f"P{i:03}" for i in range(first, first + 5)) for first in (0, 4))
    return _add(brief, together=groups), {"together[0]", "together[1]", "size"}


def _overfull(brief: TeamBrief, _: Random) -> Planted:
    """Three groups of three that all need the one accessible team."""
    groups = tuple(tuple(f"P{i:03}" for i in range(first, first + 3)) for first in (0, 3, 6))
    names = {f"together[{k}]" for k in range(3)} | {f"access[P{i:03}]" for i in (0, 3, 6)} | {"size"}
    return _need(_add(brief, together=groups), ["P000", "P003", "P006"], {0}), names


FAMILIES: tuple[Callable[[TeamBrief, Random], Planted], ...] = (
    *(_cap, _floor, _too_many_apart, _nowhere, _too_large, _both, _unable),
    *(_fixed_apart, _pulled, _chain, _loop, _joined, _overfull),
)


def planted(seed: int) -> tuple[str, TeamBrief, set[str]]:
    """The family, the brief and the names of the rules in its smallest clash."""
    rng = Random(seed)
    family = FAMILIES[seed % len(FAMILIES)]
    brief, names = family(_event(rng), rng)
    return family.__name__.strip("_"), brief, names


def rows(quick: bool) -> list[dict[str, Any]]:
    """One line: how many planted clashes came back exactly, and the slowest."""
    wanted = 13 if quick else 50
    found, slowest, total, missed = 0, 0.0, 0.0, []
    find_clash(planted(9)[1])  # the first search imports CP-SAT
    for seed in range(wanted):
        name, brief, names = planted(seed)
        began = time.process_time()
        clash = find_clash(brief)
        cpu = time.process_time() - began
        slowest, total = max(slowest, cpu), total + cpu
        if {each.rule for each in clash or ()} == names:
            found += 1
        else:
            missed.append(f"{name} (seed {seed})")
    return [
        {
            "goal": f"{wanted} planted impossible briefs: the smallest clash found",
            "target": f"{wanted} of {wanted}, < {_LIMIT_S:.0f} s each",
            "measured": f"{found} of {wanted}, slowest {slowest:.2f} s",
            "cpu_s": round(total, 2),
            "ok": found == wanted and slowest < _LIMIT_S,
            "note": "; ".join(missed) or "48 to 240 pupils, clashes of 1 to 7 rules among harmless ones",
        }
    ]


if __name__ == "__main__":
    for row in rows(quick=False):
        print(row)
