"""Why a pupil is in a team, in a sentence that the pupil can be told.

It never tells who is kept apart from whom, nor that labels such as pupil premium, SEND or prior attainment
are balanced: those are for staff. A swap made worse by them is said to leave the teams less evenly mixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bothways.rules.errors import InvalidBrief
from bothways.rules.teams.compiled import Compiled, compile_brief
from bothways.rules.teams.kernels import best_partner
from bothways.rules.teams.model import Pupil, School, TeamBrief, TeamRules
from bothways.rules.teams.tables import FIRST_LABEL, MET, SCHOOL, State, Tables, state_of, tables_of

_TOLD = {"year": "year groups"}  # labels that may be named to a child
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Swap:
    """The best exchange with somebody elsewhere: who, where, and what each level would change by, in order."""

    pupil: str
    team: int
    change: tuple[int, ...]


def why(
    brief: TeamBrief,
    plan: Mapping[str, int],
    pupil_id: str,
    names: Mapping[str, str] | None = None,
    teams: Sequence[str] | None = None,
) -> str:
    """The sentence. ``names`` gives the words for pupil and school ids, ``teams`` those for team numbers."""
    where = {pupil.id: k for k, pupil in enumerate(brief.pupils)}
    if pupil_id not in where:
        raise InvalidBrief(f"“{pupil_id}” is not in this event. Check the id.")
    if missing := [pupil.id for pupil in brief.pupils if pupil.id not in plan]:
        raise InvalidBrief(f"“{missing[0]}” has no team in this plan. Solve the event again.")
    said = _Words(brief, names or {}, teams)
    start = f"{said.name(pupil_id)} is in {said.team(plan[pupil_id])}"
    limits = _limits(brief, pupil_id, said)
    if pupil_id in brief.rules.fixed:
        return f"{start}, because that place was settled before the teams were made."
    if any(pupil_id in group for group in brief.rules.together):
        return f"{start}: {' and '.join(limits)}."
    told = f"{start}{''.join(f': {each}' for each in limits)}. "
    return told + _swap_words(brief, plan, pupil_id, said)


def best_swap(brief: TeamBrief, plan: Mapping[str, int], pupil_id: str) -> Swap | None:
    """The exchange that keeps every rule and harms the first levels least; None when no exchange keeps the rules."""
    compiled, tables, state = _counted(brief, plan)
    rank = _rank(brief, compiled, pupil_id)
    change = np.zeros(FIRST_LABEL + tables.cell.shape[1] + tables.score.shape[1], dtype=np.int64)
    partner = best_partner(tables, state, rank, change, np.zeros_like(change))
    if partner < 0:
        return None
    other = brief.pupils[int(compiled.order[partner])].id
    return Swap(other, plan[other], tuple(int(each) for each in change))


def _counted(brief: TeamBrief, plan: Mapping[str, int]) -> tuple[Compiled, Tables, State]:
    compiled = compile_brief(brief)
    tables = tables_of(compiled)
    team = compiled.from_brief_order([plan[pupil.id] for pupil in brief.pupils])
    return compiled, tables, state_of(compiled, tables, team)


def _rank(brief: TeamBrief, compiled: Compiled, pupil_id: str) -> int:
    ids = [brief.pupils[k].id for k in compiled.order]
    return ids.index(pupil_id)


class _Words:
    """Names of pupils, schools and teams as the reader knows them."""

    def __init__(self, brief: TeamBrief, names: Mapping[str, str], teams: Sequence[str] | None) -> None:
        self.names = {**{school.id: school.name for school in brief.schools if school.name}, **names}
        self.teams = teams

    def name(self, ident: str) -> str:
        return self.names.get(ident, ident)

    def team(self, number: int) -> str:
        return self.teams[number] if self.teams is not None else f"team {number}"


def _limits(brief: TeamBrief, pupil_id: str, said: _Words) -> list[str]:
    """The pupil's own rules that may be told to them."""
    rules = brief.rules
    out = []
    mates = sorted({each for group in rules.together if pupil_id in group for each in group} - {pupil_id})
    if mates:
        out.append(f"they stay together with {' and '.join(said.name(each) for each in mates)}")
    able = sum(brief.able(team) for team in range(rules.n_teams))
    if able < rules.n_teams and any(pupil.id == pupil_id and pupil.access for pupil in brief.pupils):
        out.append(f"they need an accessible team, and {able} of the {rules.n_teams} are")
    return out


def _swap_words(brief: TeamBrief, plan: Mapping[str, int], pupil_id: str, said: _Words) -> str:
    swap = best_swap(brief, plan, pupil_id)
    if swap is None:
        return "No one elsewhere could change places with them and keep every rule."
    other = f"{said.name(swap.pupil)} in {said.team(swap.team)}"
    worse = next((level for level, change in enumerate(swap.change) if change != 0), None)
    if worse is None:
        return f"Changing places with {other} would have been just as good: the draw decided."
    if swap.change[worse] < 0:
        return f"Changing places with {other} would be a little better: ask for the teams to be made again."
    return f"The best swap would be with {other}, and it would {_harm(brief, plan, pupil_id, swap, worse, said)}."


def _harm(brief: TeamBrief, plan: Mapping[str, int], pupil_id: str, swap: Swap, level: int, said: _Words) -> str:
    if level == SCHOOL:
        return _school_harm(brief, {**plan, pupil_id: swap.team, swap.pupil: plan[pupil_id]}, (pupil_id, swap), said)
    if level == MET:
        pairs = swap.change[MET]
        return (
            f"bring together {_count(pairs)} more {'pair' if pairs == 1 else 'pairs'} who have worked together before"
        )
    labels = dict(enumerate(brief.attributes, start=FIRST_LABEL))
    told = _TOLD.get(labels.get(level, ""))
    return f"leave the {told} less evenly spread" if told else "leave the teams less evenly mixed"


def _school_harm(brief: TeamBrief, after: Mapping[str, int], who: tuple[str, Swap], said: _Words) -> str:
    """What the swap does to schools: together in one team, alone in one, or mixed where they keep to themselves."""
    school_of = {pupil.id: pupil.school for pupil in brief.pupils}
    pupil_id, swap = who
    moved = [(pupil_id, after[pupil_id]), (swap.pupil, after[swap.pupil])]
    if brief.rules.mode == "no_lone":
        return _lone_words(school_of, after, moved, said)
    if brief.rules.mode == "by_school":
        return "put them with pupils of another school"
    counts = [(_held(school_of, after, school_of[ident], team), school_of[ident], team) for ident, team in moved]
    most, school, team = max(counts, key=lambda each: (each[0], each[2] == swap.team))
    return f"put {_count(most)} {said.name(school)} pupils together in {said.team(team)}"


def _lone_words(
    school_of: Mapping[str, str], after: Mapping[str, int], moved: Sequence[tuple[str, int]], said: _Words
) -> str:
    """Somebody is alone now: one of the two who moved, or a schoolmate one of them left behind."""
    for ident, team in moved:
        if _held(school_of, after, school_of[ident], team) == 1:
            return f"leave {said.name(ident)} with no one else from {said.name(school_of[ident])}"
    here, there = moved[1][1], moved[0][1]
    left = [(moved[0][0], here), (moved[1][0], there)]
    for ident, team in left:
        if _held(school_of, after, school_of[ident], team) == 1:
            return f"leave someone from {said.name(school_of[ident])} alone in {said.team(team)}"
    return "leave somebody with no one else from their school"


def _held(school_of: Mapping[str, str], plan: Mapping[str, int], school: str, team: int) -> int:
    return sum(team == number and school_of[ident] == school for ident, number in plan.items())


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def warm() -> None:
    """Compile the search for a swap, on a tiny event."""
    pupils = tuple(Pupil(f"P{i}", f"S{i % 2}", {"year": str(i % 3)}, {"prior": i}) for i in range(8))
    brief = TeamBrief((School("S0"), School("S1")), pupils, TeamRules(2, (4, 4)), ("year",), ("prior",))
    best_swap(brief, {pupil.id: i // 4 for i, pupil in enumerate(pupils)}, "P0")
