"""Every plan of a tiny event, counted without the engine: what its bounds and answers are held against."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product

from bothways.rules.teams import Pupil, School, TeamBrief, TeamRules


def tiny(seed: int, mode: str = "spread", *, rules: bool = True) -> TeamBrief:
    """4 to 7 pupils of 1 to 3 schools in 2 or 3 teams, with mixed groups, pins, access needs and a past."""
    rng = random.Random(f"{mode}/{seed}")
    n, n_teams = rng.randint(4, 7), rng.randint(2, 3)
    ids = [f"P{i}" for i in range(n)]
    low, high = rng.choice([(n // n_teams, -(-n // n_teams)), (1, n), (max(1, n // n_teams - 1), -(-n // n_teams) + 1)])
    pupils = tuple(
        Pupil(
            each,
            f"S{rng.randrange(3)}",
            {"year": str(rng.randrange(3)), "sex": rng.choice("MF")},
            {"prior": rng.randint(-4, 9)},
            rules and rng.random() < 0.2,
        )
        for each in ids
    )
    line = rng.sample(ids, n)
    size = rng.choice([0, 2, 2, 3]) if rules else 0
    together = [tuple(line[:size])] if size else []
    together += [tuple(line[size : size + 2])] if size and rng.random() < 0.5 and size + 2 <= n else []
    return TeamBrief(
        tuple(School(f"S{k}") for k in range(3)),
        pupils,
        TeamRules(
            n_teams,
            (low, high),
            mode,
            {"at_most": 2, "at_least": 2}.get(mode, 0),
            tuple(together),
            (tuple(rng.sample(ids, 2)),) if rules and rng.random() < 0.3 else (),
            {each: rng.randrange(n_teams) for each in rng.sample(ids, rng.choice([0, 0, 1, 2]) if rules else 0)},
            frozenset(rng.sample(range(n_teams), rng.randint(1, n_teams))) if rules else None,
            ((tuple(rng.sample(ids, 3)),),) if rules else (),
        ),
        ("year", "sex"),
        ("prior",),
    )


def plans(brief: TeamBrief) -> Iterator[tuple[int, ...]]:
    """Every assignment that keeps every hard rule."""
    for plan in product(range(brief.rules.n_teams), repeat=len(brief.pupils)):
        if keeps_rules(brief, plan):
            yield plan


def keeps_rules(brief: TeamBrief, plan: tuple[int, ...]) -> bool:
    """The hard rules, one after another."""
    rules = brief.rules
    team = {pupil.id: t for pupil, t in zip(brief.pupils, plan, strict=True)}
    schools = Counter((t, pupil.school) for pupil, t in zip(brief.pupils, plan, strict=True))
    return (
        all(rules.sizes[0] <= plan.count(t) <= rules.sizes[1] for t in range(rules.n_teams))
        and all(team[i] == t for i, t in rules.fixed.items())
        and all(len({team[i] for i in group}) == 1 for group in rules.together)
        and all(team[a] != team[b] for group in rules.apart for a, b in combinations(group, 2))
        and all(brief.able(team[pupil.id]) for pupil in brief.pupils if pupil.access)
        and (rules.mode != "at_most" or max(schools.values()) <= rules.limit)
        and (rules.mode != "at_least" or min(Counter(t for t, _ in schools).values()) >= rules.limit)
    )


def levels(brief: TeamBrief, plan: tuple[int, ...]) -> dict[str, int]:
    """Every level of a plan, by name, from its definition."""
    teams = [[p for p, t in zip(brief.pupils, plan, strict=True) if t == a] for a in range(brief.rules.n_teams)]
    same = [[p.school == q.school for p, q in combinations(team, 2)] for team in teams]
    alone = sum(count == 1 for team in teams for count in Counter(p.school for p in team).values())
    school = {"no_lone": alone, "by_school": sum(not each for pairs in same for each in pairs)}
    met = {frozenset(pair) for event in brief.rules.history for team in event for pair in combinations(team, 2)}
    out = {"lone" if brief.rules.mode == "no_lone" else "school": school.get(brief.rules.mode, sum(map(sum, same)))}
    if brief.rules.history:
        out["met"] = sum(frozenset((p.id, q.id)) in met for team in teams for p, q in combinations(team, 2))
    for name in brief.attributes:
        out[name] = sum(c * c for team in teams for c in Counter(p.attrs[name] for p in team).values())
    for name in brief.scores:
        scores = [p.scores[name] or 0 for p in brief.pupils]
        centre = (2 * sum(scores) + len(scores)) // (2 * len(scores))
        out[name] = sum(sum((p.scores[name] or 0) - centre for p in team) ** 2 for team in teams)
    return out
