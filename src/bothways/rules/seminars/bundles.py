"""Bundles worth looking at: all of those within a slack of each pupil's cheapest at some prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.rules.seminars.kernels import list_bundles
from bothways.rules.seminars.prices import Market, Prices, with_fillers


@dataclass(frozen=True)
class Bundles:
    """Pupil p's are rows first[p] to first[p+1]-1. seats: session by slot, or sessions + slot for a filler."""

    first: np.ndarray
    seats: np.ndarray
    ranks: np.ndarray

    def __len__(self) -> int:
        return int(self.seats.shape[0])

    @property
    def owner(self) -> np.ndarray:
        """The pupil of each row."""
        return np.repeat(np.arange(self.first.shape[0] - 1), np.diff(self.first))


def count_within(market: Market, prices: Prices, slack: int) -> int:
    """How many bundles `list_within` would give."""
    return _list(market, prices, slack, np.empty((0, market.layout.slots), np.int64), np.empty(0, np.int64))[1]


def list_within(market: Market, prices: Prices, slack: int) -> Bundles:
    """Every bundle within ``slack`` (in price units) of its pupil's cheapest."""
    count = count_within(market, prices, slack)
    seats, ranks = np.empty((count, market.layout.slots), np.int64), np.empty(count, np.int64)
    first, _ = _list(market, prices, slack, seats, ranks)
    return Bundles(first, seats, ranks)


def _list(market: Market, prices: Prices, slack: int, seats: np.ndarray, ranks: np.ndarray) -> tuple[np.ndarray, int]:
    layout = market.layout
    first = np.zeros(layout.pupils + 1, np.int64)
    full = with_fillers(layout, prices.seat, prices.share)
    count = list_bundles(
        layout.prefs, layout.school, market.kind, layout.at, full, market.tables, market.sets, market.up_to,
        slack, first, seats, ranks,
    )  # fmt: skip
    return first, int(count)


def union(one: Bundles, other: Bundles) -> Bundles:
    """The rows of both, each once."""
    rows = [np.column_stack([each.owner, each.seats, each.ranks]) for each in (one, other)]
    joined = np.unique(np.concatenate(rows), axis=0)
    pupils = one.first.shape[0] - 1
    first = np.searchsorted(joined[:, 0], np.arange(pupils + 1)).astype(np.int64)
    return Bundles(first, np.ascontiguousarray(joined[:, 1:-1]), np.ascontiguousarray(joined[:, -1]))


def rows_in(wide: Bundles, narrow: Bundles, chosen: np.ndarray) -> np.ndarray:
    """Where each chosen row of ``narrow`` stands in ``wide``, which holds them all."""
    some = [each[chosen] for each in (narrow.owner, narrow.seats, narrow.ranks)]
    whole = np.column_stack([wide.owner, wide.seats, wide.ranks])
    _, place = np.unique(np.concatenate([whole, np.column_stack(some)]), axis=0, return_inverse=True)
    place = place.ravel()
    at = np.empty(int(place.max()) + 1, np.int64)
    at[place[: len(wide)]] = np.arange(len(wide))
    return at[place[len(wide) :]]
