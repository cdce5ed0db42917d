"""The smallest clash among a brief's rules, by hitting sets (Reiter 1987; Ignatiev and others 2015).

Every set of rules that would have to go to mend the brief must share a rule with every clash. So: take a
smallest set of rules that meets all such sets known so far; if those rules alone are impossible they are
a smallest clash; if not, keep as many more rules as can be kept with them, and what is left is one more set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from bothways.rules.teams.model import TeamBrief
from bothways.rules.teams.user_rules import ACCESS, APART, FIXED, MODE, SIZE, TOGETHER, UserRule

_ROUNDS = 80
_EFFORT, _WHOLE_EFFORT = 1.0, 4.0  # CP-SAT's deterministic time: about seconds, and the same on every machine


@dataclass(frozen=True)
class Found:
    """``minimal`` is False when the limit came before it was known that nothing smaller clashes."""

    rules: tuple[UserRule, ...]
    minimal: bool


def smallest_clash(brief: TeamBrief, rules: Sequence[UserRule], known: int | None) -> Found | None:
    """None when all rules can hold, or when nothing smaller than a clash of ``known`` rules exists or was found."""
    search = _Search(brief, rules)
    mends: list[frozenset[int]] = []
    for _ in range(_ROUNDS):
        core = _hitting_set(mends)
        if known is not None and len(core) >= known:
            return None
        mend = search.mend(core)
        if mend is None:
            return Found(tuple(rules[k] for k in sorted(core)), minimal=True)
        if not mend:
            return None
        mends.append(mend)
        if search.spent > _WHOLE_EFFORT:
            break
    return None if known is not None else search.shrink()


class _Search:
    """One model of the brief; each rule holds when its literal is true."""

    def __init__(self, brief: TeamBrief, rules: Sequence[UserRule]) -> None:
        self.brief, self.rules = brief, rules
        self.model = cp_model.CpModel()
        self.spent = 0.0
        self.teams = range(brief.rules.n_teams)
        self.holds = [self.model.new_bool_var(rule.name) for rule in rules]
        named = {pupil for rule in rules for pupil in rule.pupils}
        self.seat = {p: [self.model.new_bool_var("") for _ in self.teams] for p in sorted(named)}
        for row in self.seat.values():
            self.model.add_exactly_one(row)
        self.held = self._held()
        for rule, holds in zip(rules, self.holds, strict=True):
            self._state(rule, holds)

    def _held(self) -> list[list[cp_model.LinearExpr]]:
        """Pupils of each school in each team; of all schools at once when no rule is about schools.

        Those whom no rule names are only counted, not told apart.
        """
        by_school: dict[str, list[str]] = {}
        for pupil in self.brief.pupils:
            school = pupil.school if any(rule.kind == MODE for rule in self.rules) else ""
            by_school.setdefault(school, []).append(pupil.id)
        return [self._school(ids) for _, ids in sorted(by_school.items())]

    def _school(self, ids: Sequence[str]) -> list[cp_model.LinearExpr]:
        seats = [self.seat[ident] for ident in ids if ident in self.seat]
        rest = [self.model.new_int_var(0, len(ids), "") for _ in self.teams]
        self.model.add(sum(rest) == len(ids) - len(seats))
        return [rest[t] + sum(seat[t] for seat in seats) for t in self.teams]

    def _state(self, rule: UserRule, holds: cp_model.IntVar) -> None:
        if rule.kind in {TOGETHER, APART}:
            self._pupils(rule, holds)
        elif rule.kind == FIXED:
            self.model.add_implication(holds, self.seat[rule.pupils[0]][rule.team])
        elif rule.kind == ACCESS:
            for t in self.teams:
                if not self.brief.able(t):
                    self.model.add_implication(holds, ~self.seat[rule.pupils[0]][t])
        else:
            self._teams(rule, holds)

    def _pupils(self, rule: UserRule, holds: cp_model.IntVar) -> None:
        first, *others = (self.seat[pupil] for pupil in rule.pupils)
        for t in self.teams:
            if rule.kind == APART:
                self.model.add(sum(seat[t] for seat in (first, *others)) <= 1).only_enforce_if(holds)
            for seat in others if rule.kind == TOGETHER else ():
                self.model.add(seat[t] == first[t]).only_enforce_if(holds)

    def _teams(self, rule: UserRule, holds: cp_model.IntVar) -> None:
        low, high = self.brief.rules.sizes
        limit = self.brief.rules.limit
        for t in self.teams:
            counts = [held[t] for held in self.held]
            if rule.kind == SIZE:
                self.model.add_linear_constraint(sum(counts), low, high).only_enforce_if(holds)
            elif self.brief.rules.mode == "at_most":
                for count in counts:
                    self.model.add(count <= limit).only_enforce_if(holds)
            else:
                present = [self.model.new_bool_var("") for _ in counts]
                for count, here in zip(counts, present, strict=True):
                    self.model.add(count >= here)
                self.model.add(sum(present) >= limit).only_enforce_if(holds)

    def _solve(self, kept: Iterable[int], *, most: bool) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
        model = self.model.clone()
        for k in kept:
            model.add(model.get_bool_var_from_proto_index(self.holds[k].index) == 1)
        if most:
            model.maximize(sum(model.get_bool_var_from_proto_index(holds.index) for holds in self.holds))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = _EFFORT
        status = solver.solve(model)
        self.spent += solver.response_proto.deterministic_time
        return status, solver

    def mend(self, core: frozenset[int]) -> frozenset[int] | None:
        """Fewest rules (as far as found) to drop so that the others and all of ``core`` hold; None if none will do."""
        status, solver = self._solve(core, most=True)
        if status == cp_model.INFEASIBLE:
            return None
        if status == cp_model.UNKNOWN:
            self.spent = _WHOLE_EFFORT + 1
            return frozenset(range(len(self.rules))) - core
        return frozenset(k for k, holds in enumerate(self.holds) if not solver.boolean_value(holds))

    def shrink(self) -> Found | None:
        """Drop rules one at a time while the rest still clash. A rule that cannot be judged in the limit stays."""
        kept, sure = list(range(len(self.rules))), True
        status, _ = self._solve(kept, most=False)
        if status != cp_model.INFEASIBLE:
            return None
        for k in list(kept):
            fewer = [each for each in kept if each != k]
            status, _ = self._solve(fewer, most=False)
            sure = sure and status != cp_model.UNKNOWN
            kept = fewer if status == cp_model.INFEASIBLE else kept
        return Found(tuple(self.rules[k] for k in kept), minimal=sure)


def _hitting_set(sets: Sequence[frozenset[int]]) -> frozenset[int]:
    """A smallest set that shares a member with each of ``sets``; of several, one with low numbers."""
    model = cp_model.CpModel()
    members = sorted(set().union(*sets))
    taken = {k: model.new_bool_var("") for k in members}
    for each in sets:
        model.add_at_least_one(taken[k] for k in sorted(each))
    model.minimize(sum(taken.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.solve(model)
    return frozenset(k for k in members if solver.boolean_value(taken[k]))
