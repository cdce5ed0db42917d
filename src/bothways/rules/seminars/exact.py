"""Small events settled completely: every bundle spelled out, every level minimised in turn by CP-SAT.

This is where sessions may be closed, clashing presenters are chosen between, and an event that cannot be
done at all is found out, with a smallest set of rules that stand in its way.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bothways.rules.errors import Clash, ImpossibleBrief
from bothways.rules.seminars.aims import Aim
from bothways.rules.seminars.bundles import Bundles, count_within, list_within, spelled_out
from bothways.rules.seminars.layout import Layout
from bothways.rules.seminars.model import SeminarBrief
from bothways.rules.seminars.pick import Ask, Row, pick
from bothways.rules.seminars.prices import Market

BUNDLES = 4_000
SPELLED_OUT = 40_000
ANY_SLACK = 2**55
RULES = ("min", "max_school_share", "presenters and rooms")


class Exact:
    """One small event."""

    def __init__(self, brief: SeminarBrief, layout: Layout, clashes: list[list[int]], levels: list[Aim]) -> None:
        self.brief, self.layout, self.clashes, self.levels = brief, layout, clashes, levels
        self.market = Market(layout, levels[0])
        self.done = False

    @property
    def small_enough(self) -> bool:
        """Whether every bundle can be written out."""
        free = self.market.free()
        if count_within(self.market, free, ANY_SLACK) > BUNDLES:
            return False
        listed = list_within(self.market, free, ANY_SLACK)
        fillers = (listed.seats >= self.layout.sessions).sum(axis=1)
        widest = int(np.bincount(self.layout.slot).max())
        return int((widest**fillers).sum()) <= SPELLED_OUT

    def solve(self) -> tuple[np.ndarray, list[int]] | None:
        """Seats and the value of each level, proved; None when cut off. Raises ImpossibleBrief."""
        self.done = True
        bundles = spelled_out(self.layout, list_within(self.market, self.market.free(), ANY_SLACK))
        if not np.diff(bundles.first).all():
            self._refuse(bundles)
        values: list[int] = []
        rows: list[Row] = []
        seats = np.empty(0)
        for level in self.levels:
            worth = level.tables(self.layout.slots)[self.market.kind[bundles.owner], bundles.ranks]
            found = pick(Ask(self.layout, bundles, self.clashes, rows, objective=worth))
            if found.impossible:
                self._refuse(bundles)
            if not found.chosen.size or int(worth[found.chosen].sum()) > found.bound:
                return None
            seats = bundles.seats[found.chosen]
            values.append(found.bound)
            rows.append(Row(worth, found.bound))
        return seats, values

    def _refuse(self, bundles: Bundles) -> None:
        """Name a smallest set of rules that cannot be kept together: leave out each that is not needed."""
        needed = list(RULES)
        for rule in RULES:
            fewer = [each for each in needed if each != rule]
            if self._impossible_with(fewer, bundles):
                needed = fewer
        words = {
            "min": "sessions run only with their least number of pupils",
            "max_school_share": f"one school may fill {float(self.brief.share):.0%} of a session",
            "presenters and rooms": "nobody presents and no room is used twice at once",
        }
        seats = Clash("capacity", "every pupil has a different seminar in each slot within the seats there are")
        raise ImpossibleBrief((seats, *(Clash(rule, words[rule]) for rule in needed)))

    def _impossible_with(self, rules: list[str], bundles: Bundles) -> bool:
        layout = self.layout
        if "min" not in rules:
            layout = replace(layout, least=np.zeros_like(layout.least))
        if "max_school_share" not in rules:
            layout = replace(layout, bound_by_share=np.zeros_like(layout.bound_by_share))
        clashes = self.clashes if "presenters and rooms" in rules else []
        if not np.diff(bundles.first).all():
            return True
        return pick(Ask(layout, bundles, clashes)).impossible
