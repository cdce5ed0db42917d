"""Why a brief is impossible: a smallest set of the user's rules of which any one must be dropped.

First what can be seen by counting, then, for what cannot, a search (``clash_search``). A set found by
counting is only given back when it is small enough to be smallest, or when the search finds none smaller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from bothways.rules.errors import Clash, ImpossibleBrief
from bothways.rules.teams.model import TeamBrief
from bothways.rules.teams.user_rules import ACCESS, APART, FIXED, MODE, SIZE, TOGETHER, UserRule, user_rules

_SURE = 2  # every clash of one rule is found by counting, so nothing beats a clash of two


def find_clash(brief: TeamBrief) -> tuple[Clash, ...] | None:
    """A smallest set of clashing rules, or None when the brief can be done (or nothing was found in the limit)."""
    found = _smallest(brief)
    return found[0] if found else None


def explain_clash(brief: TeamBrief) -> None:
    """Raise ImpossibleBrief naming a smallest clash; do nothing when there is none."""
    found = _smallest(brief)
    if found:
        raise ImpossibleBrief(found[0], minimal=found[1])


def _smallest(brief: TeamBrief) -> tuple[tuple[Clash, ...], bool] | None:
    rules = user_rules(brief)
    seen = min(_counted(brief, rules), key=len, default=None)
    if seen is not None and len(seen) <= _SURE:
        return seen, True
    # CP-SAT takes most of a second to import, and most briefs are answered above or never ask
    from bothways.rules.teams.clash_search import smallest_clash

    found = smallest_clash(brief, rules, len(seen) if seen is not None else None)
    if found is None:
        return (seen, True) if seen is not None else None
    return tuple(rule.clash() for rule in found.rules), found.minimal


def _counted(brief: TeamBrief, rules: Sequence[UserRule]) -> Iterator[tuple[Clash, ...]]:
    by_kind: dict[str, list[UserRule]] = {}
    for rule in rules:
        by_kind.setdefault(rule.kind, []).append(rule)
    size = by_kind[SIZE][0]
    yield from _schools(brief, by_kind.get(MODE, []), size)
    yield from _groups(brief, by_kind, size)
    yield from _access(brief, by_kind, size)
    yield from _crowded(brief, by_kind.get(FIXED, []), size)
    yield from _cliques(brief, by_kind.get(APART, []))


def _schools(brief: TeamBrief, modes: Sequence[UserRule], size: UserRule) -> Iterator[tuple[Clash, ...]]:
    """A cap that a school does not fit under; a floor with too few schools to go round, or above the team size."""
    sent = Counter(pupil.school for pupil in brief.pupils)
    teams, limit = brief.rules.n_teams, brief.rules.limit
    for mode in modes:
        if brief.rules.mode == "at_most":
            school, most = max(sent.items(), key=lambda each: (each[1], each[0]))
            if most > limit * teams:
                yield (mode.clash(f"{school} sends {most}, and {teams} teams have room for {limit * teams}"),)
            if len(sent) * limit < brief.rules.sizes[0]:
                yield mode.clash(), size.clash(f"{len(sent)} schools fill a team to {len(sent) * limit} at most")
        else:
            reach = sum(min(count, teams) for count in sent.values())
            if reach < limit * teams:
                yield (
                    mode.clash(f"{len(sent)} schools can be in {reach} teams in all, and {limit * teams} are needed"),
                )
            if limit > brief.rules.sizes[1]:
                yield mode.clash(), size.clash()


def _groups(brief: TeamBrief, by_kind: dict[str, list[UserRule]], size: UserRule) -> Iterator[tuple[Clash, ...]]:
    """A group too large for a team, one too large to be apart, two who are both together and apart."""
    apart, together = by_kind.get(APART, []), by_kind.get(TOGETHER, [])
    for rule in apart:
        if len(rule.pupils) > brief.rules.n_teams:
            yield (rule.clash(f"they are {len(rule.pupils)}, and there are {brief.rules.n_teams} teams"),)
    pairs = {pair: rule for rule in reversed(apart) for pair in combinations(rule.pupils, 2)}
    for rule in together:
        if len(rule.pupils) > brief.rules.sizes[1]:
            yield rule.clash(), size.clash()
        for pair in combinations(rule.pupils, 2):
            if pair in pairs:
                yield rule.clash(), pairs[pair].clash()


def _access(brief: TeamBrief, by_kind: dict[str, list[UserRule]], size: UserRule) -> Iterator[tuple[Clash, ...]]:
    """No accessible team; a pupil fixed to one that is not; more pupils than the accessible teams hold."""
    needs = by_kind.get(ACCESS, [])
    able = sum(brief.able(team) for team in range(brief.rules.n_teams))
    fixed = {rule.pupils[0]: rule for rule in by_kind.get(FIXED, [])}
    for rule in needs:
        if able == 0:
            yield (rule.clash(),)
        held = fixed.get(rule.pupils[0])
        if held is not None and not brief.able(held.team):
            yield rule.clash(), held.clash()
    places = able * brief.rules.sizes[1]
    if len(needs) > places > 0:
        yield (*(rule.clash() for rule in needs[: places + 1]), size.clash(f"the accessible teams hold {places}"))


def _crowded(brief: TeamBrief, fixed: Sequence[UserRule], size: UserRule) -> Iterator[tuple[Clash, ...]]:
    """More pupils fixed to one team than it holds."""
    by_team: dict[int, list[UserRule]] = {}
    for rule in fixed:
        by_team.setdefault(rule.team, []).append(rule)
    most = brief.rules.sizes[1]
    for _, rules in sorted(by_team.items()):
        if len(rules) > most:
            yield (*(rule.clash() for rule in rules[: most + 1]), size.clash())


def _cliques(brief: TeamBrief, apart: Sequence[UserRule]) -> Iterator[tuple[Clash, ...]]:
    """Pupils who are all apart from each other, one more than there are teams."""
    beside: dict[str, set[str]] = {}
    rule_of: dict[frozenset[str], UserRule] = {}
    for rule in apart:
        for one, other in combinations(rule.pupils, 2):
            rule_of.setdefault(frozenset((one, other)), rule)
            beside.setdefault(one, set()).add(other)
            beside.setdefault(other, set()).add(one)
    wanted = brief.rules.n_teams + 1
    for first in sorted(beside, key=lambda pupil: (-len(beside[pupil]), pupil)):
        clique = [first]
        for pupil in sorted(beside[first], key=lambda each: (-len(beside[each] & beside[first]), each)):
            if all(pupil in beside[each] for each in clique) and len(clique) < wanted:
                clique.append(pupil)
        if len(clique) == wanted:
            used = {rule_of[frozenset(pair)].name: rule_of[frozenset(pair)] for pair in combinations(clique, 2)}
            yield tuple(rule.clash() for rule in used.values())
            return
