"""Choosing one listed bundle for each pupil so that every rule holds: the whole-number half of the search.

The list is short (only bundles that the seat prices leave in question), so CP-SAT settles it quickly. One
worker and a limit on deterministic work, never on time, so that every machine gives the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bothways.rules.seminars.bundles import Bundles
from bothways.rules.seminars.layout import Layout

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

WORK = 2.5


@dataclass(frozen=True)
class Row:
    """A frozen aim: the chosen bundles' ``worth`` may add up to ``most`` at the most."""

    worth: np.ndarray
    most: int


@dataclass(frozen=True)
class Ask:
    """What to choose from and what to keep to.

    clashes: sessions of which only one may run. full: sessions that must be filled, must: that must run.
    full_share: school x session, where a school must have all of its share.
    for_fillers: sessions open to fillers (all when None). may_close: False leaves no session closed, which is
    quicker to settle.
    """

    layout: Layout
    bundles: Bundles
    clashes: Sequence[Sequence[int]] = ()
    rows: Sequence[Row] = ()
    objective: np.ndarray | None = None
    full: np.ndarray | None = None
    full_share: np.ndarray | None = None
    must: np.ndarray | None = None
    for_fillers: np.ndarray | None = None
    may_close: bool = True
    work: float = WORK


@dataclass(frozen=True)
class Pick:
    """``chosen``: a bundle row for each pupil, empty when none was found. ``impossible``: none exists."""

    chosen: np.ndarray
    bound: int
    impossible: bool = False


def pick(ask: Ask) -> Pick:
    """The best choice, or a feasible one when there is no objective."""
    from ortools.sat.python import cp_model  # it takes over a second to import, and most verbs never need it

    model = _Model(ask, cp_model.CpModel())
    model.build()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = ask.work
    status = solver.solve(model.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Pick(np.empty(0, np.int64), 0, impossible=status == cp_model.INFEASIBLE)
    taken = np.array([solver.boolean_value(each) for each in model.take], dtype=np.bool_)
    return Pick(np.flatnonzero(taken), 0 if ask.objective is None else round(solver.best_objective_bound))


class _Model:
    """The CP-SAT model of one question."""

    def __init__(self, ask: Ask, model: cp_model.CpModel) -> None:
        self.ask, self.model = ask, model
        self.take = [model.new_bool_var("") for _ in range(len(ask.bundles))]
        self.in_session: list[list[cp_model.IntVar]] = [[] for _ in range(ask.layout.sessions)]
        self.of_school: dict[tuple[int, int], list[cp_model.IntVar]] = {}
        self.want_filler: dict[tuple[int, int], list[cp_model.IntVar]] = {}
        self.fill: dict[tuple[int, int], cp_model.IntVar] = {}
        self.open: dict[int, cp_model.IntVar] = {}

    def build(self) -> None:
        first = self.ask.bundles.first
        for p in range(self.ask.layout.pupils):
            self.model.add_exactly_one(self.take[first[p] : first[p + 1]])
        self._seats()
        self._fillers()
        self._sessions()
        self._shares()
        for row in self.ask.rows:
            self.model.add(self._sum(row.worth) <= row.most)
        if self.ask.objective is not None:
            self.model.minimize(self._sum(self.ask.objective))

    def _sum(self, worth: np.ndarray) -> cp_model.LinearExprT:
        from ortools.sat.python import cp_model  # already imported by now: this only binds the name

        used = np.flatnonzero(worth)
        return cp_model.LinearExpr.weighted_sum([self.take[c] for c in used], worth[used].tolist())

    def _seats(self) -> None:
        """Who would sit where: lists of variables by session, by school, and by filler wanted."""
        layout, bundles = self.ask.layout, self.ask.bundles
        owner = np.repeat(np.arange(layout.pupils), np.diff(bundles.first))
        schools = layout.school[owner].tolist()
        for c, row in enumerate(bundles.seats.tolist()):
            for seat in row:
                if seat >= layout.sessions:
                    group = self._group(schools[c])
                    self.want_filler.setdefault((group, seat - layout.sessions), []).append(self.take[c])
                    continue
                self.in_session[seat].append(self.take[c])
                if layout.bound_by_share[schools[c], seat]:
                    self.of_school.setdefault((schools[c], seat), []).append(self.take[c])

    def _group(self, school: int) -> int:
        """Schools too small to reach any share are one group (-1) when fillers are counted."""
        return school if self.ask.layout.bound_by_share[school].any() else -1

    def _fillers(self) -> None:
        """Seats for places nobody ranked: how many of each school go to each session of the slot."""
        layout = self.ask.layout
        for (group, slot), wanting in sorted(self.want_filler.items()):
            parts = []
            here = layout.slot == slot
            for seat in np.flatnonzero(here if self.ask.for_fillers is None else here & self.ask.for_fillers).tolist():
                most = min(len(wanting), int(layout.capacity[seat] if group < 0 else layout.share[seat]))
                part = self.fill[group, seat] = self.model.new_int_var(0, most, "")
                parts.append(part)
                self.in_session[seat].append(part)
                if group >= 0:
                    self.of_school.setdefault((group, seat), []).append(part)
            self.model.add(sum(parts) == sum(wanting))

    def _sessions(self) -> None:
        """Capacity, least number to run or closed, and clashing sessions of which one may run."""
        layout, full = self.ask.layout, self.ask.full
        clashing = {seat for group in self.ask.clashes for seat in group}
        for seat in range(layout.sessions):
            there, most, least = sum(self.in_session[seat]), int(layout.capacity[seat]), int(layout.least[seat])
            if full is not None and full[seat]:
                self.model.add(there == most)
            elif seat not in clashing and (least <= 1 or self._must_run(seat)):
                self.model.add(there <= most)
                self.model.add(there >= (least if self._must_run(seat) else 0))
            else:
                self.open[seat] = self.model.new_bool_var("")
                self.model.add(there <= most * self.open[seat])
                self.model.add(there >= least * self.open[seat])
        for group in self.ask.clashes:
            self.model.add_at_most_one(self.open[seat] for seat in group if seat in self.open)

    def _must_run(self, seat: int) -> bool:
        return not self.ask.may_close or (self.ask.must is not None and bool(self.ask.must[seat]))

    def _shares(self) -> None:
        share, full = self.ask.layout.share, self.ask.full_share
        for (school, seat), there in self.of_school.items():
            if full is not None and full[school, seat]:
                self.model.add(sum(there) == int(share[seat]))
            elif len(there) > share[seat]:
                self.model.add(sum(there) <= int(share[seat]))
