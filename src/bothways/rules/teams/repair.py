"""Morning repair: people are missing, late or new, and the plan is mended with the fewest moves.

In this order: the rules, team sizes, the fewest moves, and then, with whatever moves the budget leaves,
the levels. Where few moves are allowed the levels are weighed together (see ``repair_board``) and not
one strictly before the next, or every move would go to the first of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bothways.rules.errors import InvalidBrief
from bothways.rules.reading import need_known, need_unique
from bothways.rules.report import Level
from bothways.rules.teams.bounds import all_bounds
from bothways.rules.teams.broken import broken_rules
from bothways.rules.teams.compiled import BY_SCHOOL, NO_LONE, Compiled, compile_brief
from bothways.rules.teams.kernels import recount
from bothways.rules.teams.model import Pupil, School, TeamBrief, TeamRules
from bothways.rules.teams.repair_board import Desk
from bothways.rules.teams.tables import SCHOOL, state_of, tables_of


@dataclass(frozen=True)
class Morning:
    """What changed since the plan was made.

    ``late`` pupils keep their place and are not moved: nobody is there to tell them. ``arrivals`` are new
    today. Teams in ``locked_teams`` neither lose nor gain anybody who is here. ``budget`` is the most
    pupils who may be moved; None means the fewest that mend the plan.
    """

    absent: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    arrivals: tuple[Pupil, ...] = ()
    locked_teams: frozenset[int] = frozenset()
    budget: int | None = None


@dataclass(frozen=True)
class Move:
    """One line to read out: who goes where. ``origin`` is None for someone new today."""

    pupil: str
    origin: int | None
    to: int


@dataclass(frozen=True)
class Repair:
    """``plan`` is the team of everyone expected today. ``least_moves`` is proved: no plan needs fewer.

    ``moves_needed`` is the fewest found that mend rules and sizes, ``sizes`` the range of team sizes today.
    """

    brief: TeamBrief
    plan: Mapping[str, int]
    moves: tuple[Move, ...]
    levels: tuple[Level, ...]
    broken: tuple[str, ...]
    least_moves: int
    moves_needed: int
    budget: int | None
    sizes: tuple[int, int]
    steps: int

    @property
    def moved(self) -> int:
        """How many pupils with a place were moved. New arrivals are not counted."""
        return sum(each.origin is not None for each in self.moves)

    def notes(self) -> dict[str, Any]:
        """For the certificate."""
        kept = {"least_moves": self.least_moves, "moves_needed": self.moves_needed}
        return {**kept, "budget": self.budget, "sizes": list(self.sizes)}


def repair(brief: TeamBrief, plan: Mapping[str, int], morning: Morning, seed: int = 1) -> Repair:
    """Mend ``plan`` (pupil id to team) for this morning. Raises InvalidBrief when the morning makes no sense."""
    today = todays_brief(brief, plan, morning)
    compiled = compile_brief(today)
    ids = [today.pupils[i].id for i in compiled.order]
    home = np.array([plan.get(each, -1) for each in ids], dtype=np.int64)
    late = np.array([each in morning.late and each in plan for each in ids], dtype=np.bool_)
    desk = Desk(compiled, home, late, morning.locked_teams)
    least = desk.least_moves()
    needed = desk.mend(least, morning.budget, seed)
    steps = desk.improve(needed if morning.budget is None else morning.budget, seed)
    team = desk.board.team
    assigned = {each: int(number) for each, number in zip(ids, team, strict=True)}
    broken = _broken(today, assigned)
    levels = (
        _level("sizes", desk.misplaced(), 0),
        _level("moves", desk.moved(), least),
        *_levels(_as_sized(compiled, desk), today, team, kept=not broken),
    )
    sizes = (desk.low, desk.high)
    return Repair(today, assigned, _moves(ids, home, team), levels, broken, least, needed, morning.budget, sizes, steps)


def _moves(ids: Sequence[str], home: np.ndarray, team: np.ndarray) -> tuple[Move, ...]:
    changed = np.flatnonzero(team != home).tolist()
    moves = [Move(ids[i], int(home[i]) if home[i] >= 0 else None, int(team[i])) for i in changed]
    return tuple(sorted(moves, key=lambda each: (each.origin is None, each.origin or 0, each.to, each.pupil)))


def _broken(today: TeamBrief, plan: Mapping[str, int]) -> tuple[str, ...]:
    """Rules broken, sizes apart: those are a level here, since on the day they may be out of reach."""
    free = replace(today, rules=replace(today.rules, sizes=(0, len(today.pupils))))
    return broken_rules(free, [plan[pupil.id] for pupil in today.pupils])


def _level(name: str, value: int, bound: int) -> Level:
    """A bound holds for plans that keep the rules and the sizes; one that does not may pass under it."""
    return Level(name, value, min(value, bound))


def _as_sized(brief: Compiled, desk: Desk) -> Compiled:
    """The brief with the sizes that teams may have today: a locked team has the one it has, and bounds must hold."""
    if desk.misplaced():
        return replace(brief, low=0, high=brief.n)
    size = np.bincount(desk.board.team, minlength=brief.n_teams)
    return replace(brief, low=min(desk.low, int(size.min())), high=max(desk.high, int(size.max())))


def _levels(compiled: Compiled, today: TeamBrief, team: np.ndarray, *, kept: bool) -> tuple[Level, ...]:
    tables = tables_of(compiled)
    value = recount(tables, state_of(compiled, tables, team))
    size = np.bincount(team, minlength=compiled.n_teams)
    bound = all_bounds(compiled, size) if kept else np.zeros_like(value)
    if compiled.mode == BY_SCHOOL:  # tell pairs from different schools, not pairs from one
        pairs = int((size * (size - 1) // 2).sum())
        value[SCHOOL], bound[SCHOOL] = value[SCHOOL] + pairs, bound[SCHOOL] + pairs if kept else 0
    names = ["lone" if compiled.mode == NO_LONE else "school", "met", *today.attributes, *today.scores]
    rows = zip(names, value[SCHOOL:], bound[SCHOOL:], strict=True)
    return tuple(_level(name, int(v), int(b)) for name, v, b in rows if name != "met" or today.rules.history)


def warm() -> None:
    """Compile every kernel on a tiny morning."""
    pupils = tuple(Pupil(f"P{i}", f"S{i % 3}", {"year": str(i % 2)}, {"prior": i * i % 7}) for i in range(24))
    rules = TeamRules(6, (4, 4), apart=(("P3", "P4"),))
    brief = TeamBrief(tuple(School(f"S{k}") for k in range(3)), pupils, rules, ("year",), ("prior",))
    repair(brief, {pupil.id: i % 6 for i, pupil in enumerate(pupils)}, Morning(frozenset({"P0", "P6"}), budget=3))


def todays_brief(brief: TeamBrief, plan: Mapping[str, int], morning: Morning) -> TeamBrief:
    """The brief with those who are here today, and its rules without those who are not."""
    _check(brief, plan, morning)
    pupils = tuple(pupil for pupil in brief.pupils if pupil.id not in morning.absent) + morning.arrivals
    here = {pupil.id for pupil in pupils}
    rules = replace(
        brief.rules,
        together=_still(brief.rules.together, here),
        apart=_still(brief.rules.apart, here),
        fixed={ident: team for ident, team in brief.rules.fixed.items() if ident in here},
    )
    return replace(brief, pupils=pupils, rules=rules, absent=frozenset())


def _still(groups: tuple[tuple[str, ...], ...], here: set[str]) -> tuple[tuple[str, ...], ...]:
    left = (tuple(each for each in group if each in here) for group in groups)
    return tuple(group for group in left if len(group) > 1)


def _check(brief: TeamBrief, plan: Mapping[str, int], morning: Morning) -> None:
    known = {pupil.id for pupil in brief.pupils}
    teams = brief.rules.n_teams
    need_known(sorted(morning.absent | morning.late), known, "The pupil")
    need_known(sorted(plan), known, "In the plan, the pupil")
    need_unique([*known, *(pupil.id for pupil in morning.arrivals)], "The pupil")
    need_known((pupil.school for pupil in morning.arrivals), {school.id for school in brief.schools}, "The school")
    for what, numbers in (("The plan", plan.values()), ("“locked_teams”", morning.locked_teams)):
        if not all(0 <= number < teams for number in numbers):
            raise InvalidBrief(f"{what} names a team that does not exist. Teams are numbered 0 to {teams - 1}.")
    if both := sorted(morning.absent & morning.late):
        raise InvalidBrief(f"“{both[0]}” is both absent and late. Keep one of the two.")
    if len(known) + len(morning.arrivals) == len(morning.absent):
        raise InvalidBrief("Everyone is absent, so there is nothing to repair.")
    if len(morning.locked_teams) == teams and (known - morning.absent - set(plan) or morning.arrivals):
        raise InvalidBrief("Every team is locked, so those who are new have no place. Unlock a team.")
