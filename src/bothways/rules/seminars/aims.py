"""The aims as weights of places, and the tables that the compiled search reads them from.

A *place* is one pupil in one slot. It is of one of several sorts: at her first choice, her second ..., or at
a seminar she did not rank. An aim gives each sort a weight for members and one for guests, so a list of
aims in lexicographic order is one list of weights far enough apart. Whether they were far enough apart is
never assumed: every level is proved by itself (see prove.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.rules.seminars.kernels import FAR
from bothways.rules.seminars.layout import Layout
from bothways.rules.seminars.model import POINTS, UNPLACED_POINTS

APART, FARTHER_APART = 16, 32
APART_FROM_GUESTS = 64
MEMBER, GUEST = 0, 1


@dataclass(frozen=True)
class Aim:
    """weights: (member or guest) x (rank 0, 1, ..., unranked), whole numbers. Smaller sums are better."""

    name: str
    weights: np.ndarray

    def tables(self, slots: int) -> np.ndarray:
        """kind x set of ranks -> worth of a bundle; FAR for more ranks than slots."""
        ranks = self.weights.shape[1] - 1
        sets = np.arange(1 << ranks)
        held = sets[:, None] >> np.arange(ranks) & 1
        spare = slots - held.sum(axis=1)
        worth = self.weights[:, :-1] @ held.T + self.weights[:, [-1]] * spare
        return np.ascontiguousarray(np.where(spare >= 0, worth, FAR).astype(np.int64))

    def value(self, profile: np.ndarray) -> int:
        """What a plan with this profile (kind x sort) comes to."""
        return int((self.weights * profile).sum())


def points(layout: Layout) -> Aim:
    """0 for a first choice, then 1, 3, 6, 10, 15 ...; 40 for a place the pupil did not rank."""
    row = [*POINTS[: layout.ranks], UNPLACED_POINTS]
    return Aim("points of all places", np.array([row, row], dtype=np.int64))


def unranked(layout: Layout) -> Aim:
    """How many places are at a seminar the pupil did not rank."""
    return _count("places at a seminar the pupil did not rank", layout, layout.ranks)


def fairness(layout: Layout) -> list[Aim]:
    """Fewest unranked places; then fewest places at the last rank, at the last but one ...; members before guests."""
    names = [f"places at a pupil's choice number {rank + 1}" for rank in range(layout.ranks)]
    counts = [_count(names[rank], layout, rank) for rank in range(layout.ranks - 1, 0, -1)]
    levels = [unranked(layout), *counts]
    if layout.guest.any() and not layout.guest.all():
        row = [*POINTS[: layout.ranks], UNPLACED_POINTS]
        levels.append(Aim("points of members' places, guests after", np.array([row, [0] * len(row)], dtype=np.int64)))
    return levels


def _count(name: str, layout: Layout, sort: int) -> Aim:
    weights = np.zeros((2, layout.ranks + 1), dtype=np.int64)
    weights[:, sort] = 1
    return Aim(name, weights)


def multipliers(levels: list[Aim], apart: int = APART) -> list[int]:
    """One weight for each level, each ``apart`` times the next: large ones strain the linear program."""
    weights = [1]
    for later in reversed(levels[1:]):
        counts_places = int(later.weights.max()) == 1
        weights.append(weights[-1] * (apart if counts_places else APART_FROM_GUESTS))
    return weights[::-1]


def combined(levels: list[Aim], weights: list[int]) -> Aim:
    """All levels as one aim."""
    total = np.zeros_like(levels[0].weights)
    for level, by in zip(levels, weights, strict=True):
        total += level.weights * by
    return Aim("all", total)
