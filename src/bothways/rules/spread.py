"""How a practice spreads from school to school. Pure: steps in, counts out.

A school uses a practice from the day it tries it until the day it stops. Steps are added, never changed; of two on one
day the later row counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S", bound=Hashable)
IN_USE = frozenset({"trying", "adopted", "adapted"})


@dataclass(frozen=True)
class Step(Generic[S]):
    """One school's step on one day: heard, considering, trying, adopted, adapted or stopped."""

    school: S
    stage: str
    on: dt.date


def standing(steps: Iterable[Step[S]], on: dt.date) -> dict[S, Step[S]]:
    """The newest step of each school on a day."""
    newest: dict[S, Step[S]] = {}
    for step in steps:
        before = newest.get(step.school)
        if step.on <= on and (before is None or step.on >= before.on):
            newest[step.school] = step
    return newest


def in_use(steps: Sequence[Step[S]], on: dt.date) -> int:
    """How many schools use it on a day."""
    return sum(step.stage in IN_USE for step in standing(steps, on).values())


def growth(steps: Sequence[Step[S]], days: Sequence[dt.date]) -> tuple[int, ...]:
    """How many schools use it on each of these days."""
    return tuple(in_use(steps, day) for day in days)


def turning_points(steps: Sequence[Step[S]], today: dt.date, most: int = 4) -> tuple[tuple[dt.date, int], ...]:
    """The days on which the number of schools changed, thinned to ``most``; the first and the last always stay."""
    changes: list[tuple[dt.date, int]] = []
    for day in sorted({step.on for step in steps if step.on <= today}):
        count = in_use(steps, day)
        if count and (not changes or changes[-1][1] != count):
            changes.append((day, count))
    if len(changes) <= most:
        return tuple(changes)
    places = {round(number * (len(changes) - 1) / (most - 1)) for number in range(most)}
    return tuple(changes[place] for place in sorted(places))
