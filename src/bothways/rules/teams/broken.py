"""Which hard rules a plan breaks, in words, counted from the brief alone and not from the search's tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from bothways.rules.teams.model import TeamBrief


def broken_rules(brief: TeamBrief, assignment: Sequence[int]) -> tuple[str, ...]:
    """One sentence for each rule broken, none when the plan keeps them all."""
    team = {pupil.id: t for pupil, t in zip(brief.pupils, assignment, strict=True)}
    return (*_sizes(brief, assignment), *_people(brief, team), *_schools(brief, assignment))


def _sizes(brief: TeamBrief, assignment: Sequence[int]) -> list[str]:
    low, high = brief.rules.sizes
    sizes = Counter(assignment)
    wrong = [team for team in range(brief.rules.n_teams) if not low <= sizes[team] <= high]
    lost = [team for team in sizes if not 0 <= team < brief.rules.n_teams]
    return [f"team {team} has {sizes[team]} pupils, not {low} to {high}" for team in wrong] + [
        f"there is no team {team}" for team in lost
    ]


def _people(brief: TeamBrief, team: dict[str, int]) -> list[str]:
    rules = brief.rules
    out = [
        f"{ident} is in team {team[ident]}, not {want}" for ident, want in rules.fixed.items() if team[ident] != want
    ]
    out += [f"{' and '.join(group)} are not together" for group in rules.together if len({team[i] for i in group}) > 1]
    pairs = {tuple(sorted(pair)) for group in rules.apart for pair in combinations(group, 2)}
    out += [f"{a} and {b} are not apart" for a, b in sorted(pairs) if team[a] == team[b]]
    needs = [pupil.id for pupil in brief.pupils if pupil.access]
    return out + [f"{i} needs an accessible team, and {team[i]} is not" for i in needs if not brief.able(team[i])]


def _schools(brief: TeamBrief, assignment: Sequence[int]) -> list[str]:
    rules = brief.rules
    counts = Counter((t, pupil.school) for pupil, t in zip(brief.pupils, assignment, strict=True))
    if rules.mode == "at_most":
        return [
            f"team {t} has {count} pupils of school {school}, more than {rules.limit}"
            for (t, school), count in sorted(counts.items())
            if count > rules.limit
        ]
    if rules.mode == "at_least":
        kinds = Counter(t for t, _ in counts)
        return [
            f"team {t} has {kinds[t]} schools, fewer than {rules.limit}"
            for t in range(rules.n_teams)
            if kinds[t] < rules.limit
        ]
    return []
