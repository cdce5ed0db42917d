"""What one team can look like when no one may be alone in it.

A *class* is a school and a value of the first label. A *pattern* is how many of each class one team
holds, and no school with two pupils or more has exactly one in it. Which patterns are cheapest, for
given worths of the classes, is found exactly: school by school, over every *vector* of label counts.
"""

from __future__ import annotations

from math import comb

import numpy as np

from bothways.rules.kernel import kernel
from bothways.rules.teams.compiled import Compiled
from bothways.rules.teams.kernels import copy_to

_MOST_VECTORS, _MOST_CODES = 20_000, 6_000_000
NEVER = -(1 << 60)


@kernel
def _code_sum(code: int, base: int) -> int:
    total = 0
    while code > 0:
        total += code % base
        code //= base
    return total


@kernel
def _list_vectors(base: int, last: int, next_row: np.ndarray, codes: np.ndarray, row: np.ndarray) -> None:
    """Give every code with a sum below ``base`` the next row of that sum. ``next_row`` moves on."""
    for code in range(last):
        total = _code_sum(code, base)
        if total < base:
            codes[next_row[total]] = code
            row[code] = next_row[total]
            next_row[total] += 1


def _vectors(values: int, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vectors of ``values`` whole numbers that add up to ``size`` or less, packed in base size + 1, by rising sum.

    Returns (codes, row of each code that is one, first row of each sum and an end).
    """
    start = np.array([comb(total + values - 1, values) for total in range(size + 2)], dtype=np.int64)
    codes, row = np.empty(int(start[-1]), dtype=np.int64), np.zeros((size + 1) ** values, dtype=np.int32)
    _list_vectors(size + 1, len(row), start.copy(), codes, row)
    return codes, row, start


@kernel
def _worth(digits: np.ndarray, held: np.ndarray, worth: np.ndarray) -> np.int64:
    """What these pupils of one school are worth; NEVER when it does not have them."""
    total = np.int64(0)
    for v in range(digits.shape[0]):
        if digits[v] > held[v]:
            return np.int64(NEVER)
        total += digits[v] * worth[v]
    return total


@kernel
def _price(
    codes: np.ndarray,
    row: np.ndarray,
    start: np.ndarray,
    digits: np.ndarray,
    held: np.ndarray,
    worth: np.ndarray,
    alone: np.ndarray,
    back: np.ndarray,
    before: np.ndarray,
    best: np.ndarray,
) -> None:
    """The most that each vector can be ``best`` worth. ``back[p, r]`` is the row that school p gives to vector r."""
    best[:] = NEVER
    best[0] = 0
    size = start.shape[0] - 2
    for p in range(held.shape[0]):
        copy_to(before, best)
        back[p, :] = 0
        for total in range(1 if alone[p] else 2, size + 1):
            for o in range(start[total], start[total + 1]):
                mine = _worth(digits[o], held[p], worth[p])
                if mine == NEVER:
                    continue
                for r in range(start[size - total + 1]):
                    if before[r] != NEVER:
                        to = row[codes[r] + codes[o]]
                        if before[r] + mine > best[to]:
                            best[to] = before[r] + mine
                            back[p, to] = o


def sizes_forced(brief: Compiled) -> bool:
    """Whether every plan has the same team sizes, because the range allows none but the even ones."""
    even = {brief.n // brief.n_teams, -(-brief.n // brief.n_teams)}
    return set(range(brief.low, brief.high + 1)) <= even


def largest_size(brief: Compiled, size: np.ndarray) -> int:
    """The largest team that a bound must reckon with."""
    return int(size.max()) if sizes_forced(brief) else brief.high


def within_reach(brief: Compiled, size: np.ndarray) -> bool:
    """Whether there is a label, and few enough vectors of its values to look at them all."""
    if brief.attr.shape[1] == 0:
        return False
    values, largest = int(brief.n_values[0]), largest_size(brief, size)
    return comb(largest + values, values) <= _MOST_VECTORS and (largest + 1) ** values <= _MOST_CODES


class Patterns:
    """Patterns of a brief: the cheapest ones for given worths of the classes."""

    def __init__(self, brief: Compiled, size: np.ndarray) -> None:
        self.values, largest = int(brief.n_values[0]), largest_size(brief, size)
        self.codes, self.row, self.start = _vectors(self.values, largest)
        base = (largest + 1) ** np.arange(self.values)
        self.digits = self.codes[:, None] // base % (largest + 1)
        self.total = self.digits.sum(axis=1)
        self.squares = (self.digits**2).sum(axis=1)
        self.held = np.zeros((brief.n_schools, self.values), dtype=np.int64)
        np.add.at(self.held, (brief.school, brief.attr[:, 0]), 1)
        self.alone = self.held.sum(axis=1) == 1
        self.back = np.zeros((brief.n_schools, len(self.codes)), dtype=np.int32)

    def reduced(self, worth: np.ndarray, left: np.ndarray, scale: int) -> np.ndarray:
        """Least of scale x squares - worth for each vector, and -NEVER where there is none."""
        before, best = np.empty_like(self.codes), np.empty_like(self.codes)
        _price(self.codes, self.row, self.start, self.digits, left, worth, self.alone, self.back, before, best)
        return np.where(best == NEVER, -NEVER, self.squares * scale - best)

    def pattern(self, r: int) -> np.ndarray:
        """The classes behind vector r, (schools, values), as last priced."""
        out = np.zeros_like(self.held)
        for p in range(len(self.held) - 1, -1, -1):
            out[p] = self.digits[self.back[p, r]]
            r = self.row[self.codes[r] - self.codes[self.back[p, r]]]
        return out
