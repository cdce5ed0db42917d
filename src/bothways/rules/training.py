"""Who has done which training, who is due, and when to ask whether it was shared at home. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

ASK_AFTER = dt.timedelta(days=28)
"""Four weeks after a course, its people are asked once whether they shared it."""
ANSWER_WITHIN = dt.timedelta(days=21)
UNSURE = 2
"""Confidence of 1 or 2 of 5 is a need."""


@dataclass(frozen=True)
class Tally:
    """How many of ``of`` schools have done it. ``percent`` has one digit after the point."""

    done: int
    of: int

    @property
    def percent(self) -> float:
        """15 of 16 is 93.8. Nought of nought is nought."""
        return round(float(Fraction(100 * self.done, self.of)), 1) if self.of else 0.0


def tally(schools: Collection[str], done_by: Iterable[str]) -> Tally:
    """Schools that belong and have done it; somebody of a school that has left counts for none."""
    return Tally(len(set(schools) & set(done_by)), len(schools))


def still_due(schools: Sequence[str], done_by: Iterable[str]) -> list[str]:
    """Schools that have not, in the order given."""
    done = set(done_by)
    return [school for school in schools if school not in done]


def may_be_asked(done_on: dt.date, asked: bool, shared: bool, today: dt.date) -> bool:
    """Whether somebody is asked today if they shared it: once, four weeks on, and not who has told already."""
    return not asked and not shared and today >= done_on + ASK_AFTER


def weakest(audits: Mapping[str, Iterable[int]]) -> list[tuple[str, int, int]]:
    """(area, schools that are unsure, schools that said) for areas where anyone is unsure, the most unsure first.

    Ties keep the order given, so that the list does not jump.
    """
    found = [(area, sum(level <= UNSURE for level in said), len(said)) for area, said in _read(audits)]
    return sorted((each for each in found if each[1]), key=lambda each: -each[1])


def _read(audits: Mapping[str, Iterable[int]]) -> Iterable[tuple[str, list[int]]]:
    return ((area, list(levels)) for area, levels in audits.items())
