"""Solve a teams brief: deal, swap until the labels meet their bounds, then even out the scores."""

from __future__ import annotations

import numpy as np

from bothways.rules.report import Certificate, Level, input_hash
from bothways.rules.rng import new_state
from bothways.rules.teams.bounds import all_bounds
from bothways.rules.teams.broken import broken_rules
from bothways.rules.teams.compiled import BY_SCHOOL, NO_LONE, Compiled, compile_brief
from bothways.rules.teams.conflicts import explain_clash
from bothways.rules.teams.even import even_scores, pools
from bothways.rules.teams.feasible import asks_who_is_alone, feasible_plan
from bothways.rules.teams.kernels import recount
from bothways.rules.teams.model import Pupil, School, TeamBrief, TeamPlan, TeamRules
from bothways.rules.teams.public import public_form
from bothways.rules.teams.search import mix_labels
from bothways.rules.teams.start import first_plan, sizes_for
from bothways.rules.teams.tables import (
    FIRST_LABEL,
    HARD,
    MET,
    SCHOOL,
    State,
    Tables,
    Work,
    state_of,
    tables_of,
    work_for,
)

_LABEL_STEPS = 90_000  # swaps weighed in one attempt, and a little more for each pupil
_STEPS_A_PUPIL = 20
_SCORE_ROUNDS, _SCORE_STEPS, _SHAKE_STEPS = 3, 300_000, 3_000
_STEPS_A_PAIR = 200
_ANY = 1 << 62
_SLACKS = (0, 4, 8, 16, 24, 32)  # rises let through, one for each attempt
_TINY, _SMALL = 60, 120  # up to so many pupils: every attempt; the first four; above, only one
_HEAVY, _SCHOOL_WEIGHT, _LONE_WEIGHT, _MET_WEIGHT = 10_000, 64, 30, 16


class Search:
    """One run: the tables, the plan as it stands, and how many swaps have been weighed."""

    def __init__(self, brief: Compiled, seed: int, patience: int = 100) -> None:
        self.brief = brief
        self.patience = patience  # per cent of the usual steps
        self.tables: Tables = tables_of(brief)
        self.room: Work = work_for(brief, self.tables)
        self.size = sizes_for(brief)
        self.bound = all_bounds(brief, self.size)
        self.rng = new_state(seed)
        self.iterations = 0
        self.labels = FIRST_LABEL + brief.attr.shape[1]
        plan, self.label_bound = first_plan(brief, self.tables, self.size)
        self.lone_bound = 0
        self.stand(plan)

    def stand(self, team: np.ndarray) -> None:
        """Take up a plan."""
        self.state: State = state_of(self.brief, self.tables, team)

    def value(self) -> np.ndarray:
        """Every level of the plan as it stands."""
        return recount(self.tables, self.state)

    def proved_bound(self) -> np.ndarray:
        """The bounds, the one for the first label tighter when nobody is alone who need not be."""
        bound = self.bound.copy()
        if self.label_bound and self.value()[SCHOOL] == bound[SCHOOL]:
            bound[FIRST_LABEL] = max(bound[FIRST_LABEL], self.label_bound)
        bound[SCHOOL] = max(bound[SCHOOL], self.lone_bound) if self.lone_bound else bound[SCHOOL]
        return bound

    def mix(self) -> None:
        """Labels and school mix: all at once first; what that leaves open is then taken strictly in order.

        A small event is tried several times, from where it stood and not from where it got to.
        """
        start, best = self.state.team, self.state.team.copy()
        lowest = tuple(self.value()[: self.labels])
        for slack in _SLACKS[: 6 if self.brief.n <= _TINY else 4 if self.brief.n <= _SMALL else 1]:
            self.stand(start.copy())
            self._mix(self._weight(), slack)
            self._mix(np.ones(self.labels, dtype=np.int64), -1)
            value = self.value()[: self.labels]
            if tuple(value) < lowest:
                lowest, best = tuple(value), self.state.team.copy()
            if (value <= self.proved_bound()[: self.labels]).all():
                break
        self.stand(best)

    def _weight(self) -> np.ndarray:
        """What each level weighs in the first pass. Nobody alone and the first label come first: they are hard."""
        weight = np.ones(self.labels, dtype=np.int64)
        weight[[HARD, SCHOOL, MET]] = _HEAVY, _SCHOOL_WEIGHT, _MET_WEIGHT
        if self.brief.mode == NO_LONE:
            weight[SCHOOL] = _LONE_WEIGHT
            return weight[: FIRST_LABEL + 1]
        return weight

    def _mix(self, weight: np.ndarray, slack: int) -> None:
        levels, bound = len(weight), self.proved_bound()
        if (self.value()[:levels] > bound[:levels]).any():
            steps = self._steps(_LABEL_STEPS + _STEPS_A_PUPIL * self.brief.n)
            self.iterations += mix_labels(self.tables, self.state, self.room, weight, bound, steps, slack, self.rng)

    def _steps(self, usual: int) -> int:
        """Fewer for a handful of pupils, who have few swaps to weigh."""
        return min(usual, _STEPS_A_PAIR * self.brief.n**2) * self.patience // 100

    def rescue(self) -> None:
        """Start again from a plan that keeps every rule, when exact search finds one."""
        plan, self.lone_bound = feasible_plan(self.brief)
        if plan is not None:
            self._begin(plan)

    def keep_company(self) -> None:
        """When somebody is alone in a small event: learn how few must be, and start again where that is fewer."""
        if not asks_who_is_alone(self.brief) or self.value()[SCHOOL] <= self.bound[SCHOOL]:
            return
        before = self.state.team.copy(), int(self.value()[SCHOOL])
        plan, self.lone_bound = feasible_plan(self.brief)
        if plan is not None and before[1] > self.lone_bound:
            self._begin(plan)
            if self.value()[SCHOOL] >= before[1]:
                self._take_up(before[0])

    def _begin(self, plan: np.ndarray) -> None:
        """Take up a plan of other sizes, and swap from there."""
        self._take_up(plan)
        self.mix()

    def _take_up(self, plan: np.ndarray) -> None:
        self.size = np.bincount(plan, minlength=self.brief.n_teams)
        self.bound = all_bounds(self.brief, self.size)
        self.stand(plan)

    def even(self) -> None:
        """Scores, the first one first, with all that went before held. Shaken now and then when the bound is near."""
        for k in range(self.brief.score.shape[1]):
            level, best = self.labels + k, self.state.team.copy()
            slack = int((self.brief.score[:, k] ** 2).sum()) * 4 // (10 * self.brief.n)
            lowest = int(self.value()[level])
            for _ in range(_SCORE_ROUNDS):
                self._even(k, slack, _SCORE_STEPS)
                if self.value()[level] < lowest:
                    lowest, best = int(self.value()[level]), self.state.team.copy()
                if lowest <= self.bound[level]:
                    break
                self._even(k, _ANY, _SHAKE_STEPS)
            self.stand(best)

    def _even(self, k: int, slack: int, steps: int) -> None:
        low, bound = self.state.team.copy(), int(self.bound[self.labels + k])
        args = (k, *pools(self.tables, k), bound, self._steps(steps), slack, low, self.rng)
        self.iterations += even_scores(self.tables, self.state, self.room, *args)
        if slack < _ANY:
            self.stand(low)


def solve(brief: TeamBrief, seed: int = 1, digest: str | None = None) -> TeamPlan:
    """The best plan found and how far it is from the best possible. The same brief and seed give the same plan.

    ``digest`` is the hash of the input for the certificate; without it, of the brief in public form.
    Raises ImpossibleBrief when the rules cannot all hold.
    """
    compiled = compile_brief(brief)
    search = Search(compiled, seed)
    search.mix()
    if broken_rules(brief, compiled.to_brief_order(search.state.team)):
        explain_clash(brief)
        search.rescue()
    else:
        search.keep_company()
    search.even()
    assignment = compiled.to_brief_order(search.state.team)
    broken = broken_rules(brief, assignment)
    levels = _levels(brief, search, kept=not broken)
    digest = digest or input_hash(public_form(brief))
    certificate = Certificate("teams", digest, seed, search.iterations, levels)
    return TeamPlan(assignment, levels, broken, certificate, search.iterations)


def _levels(brief: TeamBrief, search: Search, *, kept: bool) -> tuple[Level, ...]:
    """Named levels. Bounds hold for plans that keep the rules, so one that breaks some may pass under them."""
    mode = search.brief.mode
    names = ["lone" if mode == NO_LONE else "school", "met", *brief.attributes, *brief.scores]
    value, bound = search.value(), search.proved_bound()
    if mode == BY_SCHOOL:  # tell pairs from different schools, not pairs from one
        pairs = int((search.size * (search.size - 1) // 2).sum())
        value[SCHOOL], bound[SCHOOL] = value[SCHOOL] + pairs, bound[SCHOOL] + pairs
    return tuple(
        Level(name, int(v), int(b) if kept else min(int(v), int(b)), _argument(search, place))
        for place, (name, v, b) in enumerate(zip(names, value[SCHOOL:], bound[SCHOOL:], strict=True))
        if name != "met" or brief.rules.history
    )


def _argument(search: Search, place: int) -> str:
    """How a bound was come by."""
    if search.proved_bound()[SCHOOL + place] == search.bound[SCHOOL + place]:
        return "counting"
    return "column generation" if place else "complete search"


def warm(*modes: str) -> None:
    """Compile every kernel, or those that ``modes`` use, on a tiny event, so that nobody waits for it later."""
    pupils = tuple(
        Pupil(f"P{i}", f"S{i % 3}", {"year": str(i % 2), "sex": str(i % 4 // 2)}, {"prior": i * i % 7})
        for i in range(24)
    )
    schools = tuple(School(f"S{k}") for k in range(3))
    for mode in modes or ("spread", "no_lone"):
        rules = TeamRules(6, (4, 4), mode, 1, (("P1", "P2"),), (("P3", "P4"),), history=((("P5", "P6"),),))
        search = Search(compile_brief(TeamBrief(schools, pupils, rules, ("year", "sex"), ("prior",))), 1, patience=0)
        search.mix()
        search.even()
