"""Solve a teams brief: deal, swap until the labels meet their bounds, then even out the scores."""

from __future__ import annotations

import numpy as np

from bothways.rules.report import Certificate, Level, input_hash
from bothways.rules.rng import new_state
from bothways.rules.teams.bounds import all_bounds
from bothways.rules.teams.broken import broken_rules
from bothways.rules.teams.compiled import NO_LONE, Compiled, compile_brief
from bothways.rules.teams.deal import deal, team_sizes
from bothways.rules.teams.even import even_scores, pools
from bothways.rules.teams.kernels import recount
from bothways.rules.teams.model import Pupil, School, TeamBrief, TeamPlan, TeamRules
from bothways.rules.teams.public import public_form
from bothways.rules.teams.search import mix_labels
from bothways.rules.teams.tables import FIRST_LABEL, HARD, MET, SCHOOL, State, Tables, state_of, tables_of

_LABEL_STEPS = 150_000  # swaps weighed in one attempt, and a little more for each pupil
_STEPS_A_PUPIL = 60
_SCORE_STEPS = 1_500_000


class _Search:
    """One run: the tables, the plan as it stands, and how many swaps have been weighed."""

    def __init__(self, brief: Compiled, seed: int) -> None:
        self.brief = brief
        self.tables: Tables = tables_of(brief)
        self.size = team_sizes(brief)
        self.bound = all_bounds(brief, self.size)
        self.rng = new_state(seed)
        self.iterations = 0
        self.labels = FIRST_LABEL + brief.attr.shape[1]
        self.stand(deal(brief, self.tables, self.size))

    def stand(self, team: np.ndarray) -> None:
        """Take up a plan."""
        self.state: State = state_of(self.brief, self.tables, team)

    def value(self) -> np.ndarray:
        """Every level of the plan as it stands."""
        return recount(self.tables, self.state)

    def mix(self) -> None:
        """Labels and school mix: all at once first; what that leaves open is then taken strictly in order."""
        weight = np.ones(self.labels, dtype=np.int64)
        weight[[HARD, SCHOOL, MET]] = 10_000, 16, 16
        steps = _LABEL_STEPS + _STEPS_A_PUPIL * self.brief.n
        for slack in (0, -1):
            if (self.value()[: self.labels] > self.bound[: self.labels]).any():
                args = (weight, self.bound, steps, slack, self.rng)
                self.iterations += mix_labels(self.tables, self.state, *args)

    def even(self) -> None:
        """Scores, the first one first, with all that went before held."""
        for k in range(self.brief.score.shape[1]):
            level, best = self.labels + k, self.state.team.copy()
            slack = int((self.brief.score[:, k] ** 2).sum()) * 7 // (10 * self.brief.n)
            args = (k, *pools(self.tables, k), int(self.bound[level]), _SCORE_STEPS, slack, best, self.rng)
            self.iterations += even_scores(self.tables, self.state, *args)
            self.stand(best)


def solve(brief: TeamBrief, seed: int = 1, digest: str | None = None) -> TeamPlan:
    """The best plan found and how far it is from the best possible. The same brief and seed give the same plan.

    ``digest`` is the hash of the input for the certificate; without it, of the brief in public form.
    Raises ImpossibleBrief when the rules cannot all hold.
    """
    compiled = compile_brief(brief)
    search = _Search(compiled, seed)
    search.mix()
    search.even()
    assignment = compiled.to_brief_order(search.state.team)
    broken = broken_rules(brief, assignment)
    levels = _levels(brief, compiled, search.value(), search.bound, kept=not broken)
    digest = digest or input_hash(public_form(brief))
    certificate = Certificate("teams", digest, seed, search.iterations, levels)
    return TeamPlan(assignment, levels, broken, certificate, search.iterations)


def _levels(
    brief: TeamBrief, compiled: Compiled, value: np.ndarray, bound: np.ndarray, *, kept: bool
) -> tuple[Level, ...]:
    """Named levels. Bounds hold for plans that keep the rules, so one that breaks some may pass under them."""
    names = ["lone" if compiled.mode == NO_LONE else "school", "met", *brief.attributes, *brief.scores]
    pairs = zip(names, value[SCHOOL:], bound[SCHOOL:], strict=True)
    return tuple(
        Level(name, int(v), int(b) if kept else min(int(v), int(b)))
        for name, v, b in pairs
        if name != "met" or brief.rules.history
    )


def warm() -> None:
    """Compile every kernel, on a tiny event. Set-up calls this so that nobody waits for it later."""
    pupils = tuple(
        Pupil(f"P{i}", f"S{i % 3}", {"year": str(i % 2), "sex": str(i % 4 // 2)}, {"prior": i * i % 7})
        for i in range(24)
    )
    schools = tuple(School(f"S{k}") for k in range(3))
    rules = TeamRules(6, (4, 4), together=(("P1", "P2"),), apart=(("P3", "P4"),), history=((("P5", "P6"),),))
    solve(TeamBrief(schools, pupils, rules, ("year", "sex"), ("prior",)))
