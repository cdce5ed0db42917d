"""Events of up to UP_TO pupils settled completely, as one question about who sits where and which sessions run.

Prices do not know that a session needs a least number or that two sessions need one room. Here each pupil and
session is one choice, which is a far smaller question than one choice a bundle and no looser: levels count
places, and a pupil's places are a matching of her slots with seminars. Levels are minimised in groups, each as one
number. An event that cannot be done at all is found out, with a smallest set of rules that stand in its way.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bothways.rules.errors import Clash, ImpossibleBrief
from bothways.rules.seminars import recount
from bothways.rules.seminars.aims import Aim
from bothways.rules.seminars.layout import Layout
from bothways.rules.seminars.model import SeminarBrief

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

UP_TO = 300
WORK = 6.0
"""CP-SAT's own measure of work, near a second each, for one answer without levels."""
LARGEST, ALL_AT_ONCE = 2**34, 2**56
"""A group of levels as one number stays below this: larger ones strain the linear program, but need fewer proofs."""


@dataclass(frozen=True)
class Try:
    """One go at the levels still open: the solver's dice, the largest number of a group, the work it may take."""

    seed: int
    largest: int
    work: float


TRIES = (Try(1, ALL_AT_ONCE, 1.25), Try(1, LARGEST, 4.0))
"""All levels as one number is one proof instead of two or three: it settles some events at once, others hardly ever.

The work an event takes is a matter of chance, up to ten times more or less. These two goes left fewest of the hardest
events open; three shorter ones with other dice left more.
"""
RULES = ("min", "max_school_share", "presenters and rooms")


@dataclass(frozen=True)
class Settled:
    """The best seats found, or None, and the values of the first levels, as many as are proved."""

    seats: np.ndarray | None
    values: list[int]


class Exact:
    """One event."""

    def __init__(self, brief: SeminarBrief, layout: Layout, clashes: list[list[int]], levels: list[Aim]) -> None:
        self.brief, self.layout, self.clashes, self.levels = brief, layout, clashes, levels
        self.done = False

    @property
    def small_enough(self) -> bool:
        """Whether it is worth trying."""
        return self.layout.pupils <= UP_TO

    def solve(self, start: np.ndarray | None) -> Settled:
        """Every level proved, or the first few when cut off. ``start``: a plan to better. Raises ImpossibleBrief."""
        self.done = True
        question, seats = _Question(self.layout, self.clashes), start
        values = [] if start is None else self._noughts(start)
        for level in self.levels[: len(values)]:
            question.keep_to(level.weights, 0)
        for each in TRIES:
            seats, proved = self._go(question, seats, self.levels[len(values) :], each)
            values += proved
            if len(values) == len(self.levels):
                break
        return Settled(seats, values)

    def _go(
        self, question: _Question, seats: np.ndarray | None, levels: Sequence[Aim], each: Try
    ) -> tuple[np.ndarray | None, list[int]]:
        """The best seats after one try, and the values of the first of these levels, as many as it proved."""
        places, values, work = self.layout.pupils * self.layout.slots, list[int](), each.work
        for group in in_groups(levels, places, each.largest):
            answer = question.least(as_one(group, places), seats, work, each.seed)
            if answer.impossible:
                self._refuse()
            seats, work = seats if answer.seats is None else answer.seats, work - answer.work
            if seats is None or not answer.proved:
                break
            values += self._values(group, seats)
        return seats, values

    def _noughts(self, seats: np.ndarray) -> list[int]:
        """The first levels of a plan as far as they are nought: nothing is better."""
        return list(itertools.takewhile(lambda value: value == 0, self._values(self.levels, seats)))

    def _values(self, levels: Sequence[Aim], seats: np.ndarray) -> list[int]:
        profile = recount.profile(self.layout, seats)
        return [level.value(profile) for level in levels]

    def _refuse(self) -> None:
        """Name a smallest set of rules that cannot be kept together: leave out each that is not needed."""
        needed = list(RULES)
        for rule in RULES:
            fewer = [each for each in needed if each != rule]
            if self._impossible_with(fewer):
                needed = fewer
        words = {
            "min": "sessions run only with their least number of pupils",
            "max_school_share": f"one school may fill {float(self.brief.share):.0%} of a session",
            "presenters and rooms": "nobody presents and no room is used twice at once",
        }
        seats = Clash("capacity", "every pupil has a different seminar in each slot within the seats there are")
        raise ImpossibleBrief((seats, *(Clash(rule, words[rule]) for rule in needed)))

    def _impossible_with(self, rules: list[str]) -> bool:
        layout = self.layout
        if "min" not in rules:
            layout = replace(layout, least=np.zeros_like(layout.least))
        if "max_school_share" not in rules:
            layout = replace(layout, bound_by_share=np.zeros_like(layout.bound_by_share))
        clashes = self.clashes if "presenters and rooms" in rules else []
        return _Question(layout, clashes).least(None, None, WORK, 1).impossible


def in_groups(levels: Sequence[Aim], places: int, largest: int = LARGEST) -> list[list[Aim]]:
    """As many levels at a time as make one number below ``largest``."""
    groups: list[list[Aim]] = []
    size = largest
    for level in levels:
        size *= span(level, places)
        if size >= largest:
            groups.append([])
            size = span(level, places)
        groups[-1].append(level)
    return groups


def span(level: Aim, places: int) -> int:
    """One more than the level can come to."""
    return int(level.weights.max()) * places + 1


def as_one(group: Sequence[Aim], places: int) -> np.ndarray:
    """Weights of one number that compares as the levels of the group do, one after another."""
    weights = np.zeros_like(group[0].weights)
    for level in group:
        weights = weights * span(level, places) + level.weights
    return weights


@dataclass(frozen=True)
class _Answer:
    seats: np.ndarray | None
    proved: bool
    impossible: bool
    work: float


class _Question:
    """The CP-SAT model: ``at[p][s]`` when pupil p sits in session s, ``runs[s]`` when s need not run."""

    def __init__(self, layout: Layout, clashes: Sequence[Sequence[int]]) -> None:
        from ortools.sat.python import cp_model  # it takes over a second to import, and most verbs never need it

        self.layout, self.cp, self.model = layout, cp_model, cp_model.CpModel()
        self.at = [[self.model.new_bool_var("") for _ in range(layout.sessions)] for _ in range(layout.pupils)]
        self.runs: dict[int, cp_model.IntVar] = {}
        self._one_place_a_slot()
        may_close = {seat for group in clashes for seat in group} | set(np.flatnonzero(layout.least > 1).tolist())
        for seat in range(layout.sessions):
            self._session(seat, may_close=seat in may_close)
            self._shares(seat)
        for slot in range(layout.slots):
            self._enough_run(np.flatnonzero(layout.slot == slot).tolist())
        for group in clashes:
            self.model.add_at_most_one(self.runs[seat] for seat in group)

    def _one_place_a_slot(self) -> None:
        layout = self.layout
        slots = [np.flatnonzero(layout.slot == slot).tolist() for slot in range(layout.slots)]
        same = [np.flatnonzero(layout.seminar == seminar).tolist() for seminar in np.unique(layout.seminar)]
        for row in self.at:
            for here in slots:
                self.model.add_exactly_one(row[seat] for seat in here)
            for each in same:
                self.model.add_at_most_one(row[seat] for seat in each)

    def _session(self, seat: int, *, may_close: bool) -> None:
        there, most = [row[seat] for row in self.at], int(self.layout.capacity[seat])
        if not may_close:
            self.model.add(sum(there) <= most)
            return
        runs = self.runs[seat] = self.model.new_bool_var("")
        self.model.add(sum(there) <= most * runs)
        self.model.add(sum(there) >= int(self.layout.least[seat]) * runs)
        for each in there:
            self.model.add_implication(each, runs)

    def _shares(self, seat: int) -> None:
        layout = self.layout
        for school in np.flatnonzero(layout.bound_by_share[:, seat]).tolist():
            own = np.flatnonzero(layout.school == school).tolist()
            self.model.add(sum(self.at[p][seat] for p in own) <= int(layout.share[seat]))

    def _enough_run(self, here: Sequence[int]) -> None:
        """In one slot, sessions that run hold everybody, and everybody is enough for their least numbers.

        It follows from the rest, but the solver gets from here how many run at least and at the most.
        """
        layout, may = self.layout, [seat for seat in here if seat in self.runs]
        always = sum(int(layout.capacity[seat]) for seat in here if seat not in self.runs)
        runs, wanted = [self.runs[seat] for seat in may], layout.pupils - always
        capacity, least = layout.capacity[may], layout.least[may]
        fewest = int((np.cumsum(np.sort(capacity)[::-1]) < wanted).sum()) + (wanted > 0)
        most = int((np.cumsum(np.sort(least)) <= layout.pupils).sum())
        self.model.add(self.cp.LinearExpr.weighted_sum(runs, capacity.tolist()) >= wanted)
        self.model.add(self.cp.LinearExpr.weighted_sum(runs, least.tolist()) <= layout.pupils)
        self.model.add(sum(runs) >= fewest)
        self.model.add(sum(runs) <= most)

    def keep_to(self, weights: np.ndarray, most: int) -> None:
        """From now on the sum of ``weights`` is at most this."""
        self.model.add(self._worth(weights) <= most)

    def least(self, weights: np.ndarray | None, start: np.ndarray | None, work: float, seed: int) -> _Answer:
        """The least sum of ``weights`` (as in Aim), kept to once proved; without them only whether there is a plan."""
        worth = None if weights is None else self._worth(weights)
        if worth is not None:
            self.model.minimize(worth)
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # it has no types
        for row, seats in zip(self.at, [] if start is None else start.tolist(), strict=start is not None):
            for seat, each in enumerate(row):
                self.model.add_hint(each, seat in seats)
        solver = self._solver(work, seed)
        status = solver.solve(self.model)
        spent = solver.response_proto.deterministic_time
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return _Answer(None, False, status == self.cp.INFEASIBLE, spent)
        taken = [[seat for seat, each in enumerate(row) if solver.boolean_value(each)] for row in self.at]
        if worth is not None and status == self.cp.OPTIMAL:
            self.model.add(worth <= round(solver.objective_value))
        return _Answer(self._by_slot(taken), status == self.cp.OPTIMAL, False, spent)

    def _solver(self, work: float, seed: int) -> cp_model.CpSolver:
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.cut_level = 0  # cuts cost two to four times what they save
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = max(0.1, work)
        return solver

    def _by_slot(self, taken: Sequence[Sequence[int]]) -> np.ndarray:
        slot = self.layout.slot
        return np.array([sorted(row, key=lambda seat: int(slot[seat])) for row in taken], np.int64)

    def _worth(self, weights: np.ndarray) -> cp_model.LinearExprT:
        layout = self.layout
        rank = np.full((layout.pupils, int(layout.seminar.max()) + 1), layout.ranks)
        for r in range(layout.ranks):
            here = np.flatnonzero((layout.prefs[:, r] >= 0) & (layout.prefs[:, r] < rank.shape[1]))
            rank[here, layout.prefs[here, r]] = r
        kind = layout.guest[layout.school].astype(np.int64)
        by_place = weights[kind[:, None], rank[:, layout.seminar]]
        used = np.argwhere(by_place)
        return self.cp.LinearExpr.weighted_sum([self.at[p][s] for p, s in used], by_place[tuple(used.T)].tolist())
