"""Counts of children that others may read: 1 to 4 are hidden, and whatever would let them be worked out. Pure.

After `trust.md` §2.4: primary suppression of 1 to 4, secondary suppression of a second cell wherever a published total
would give the first away.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

FEWEST = 5
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Shown(Generic[K]):
    """What may be read. A hidden cell or total is None."""

    cells: Mapping[K, int | None]
    total: int | None


def is_small(count: int) -> bool:
    """Whether a count alone would point at children."""
    return 0 < count < FEWEST


def shown(cells: Mapping[K, int]) -> Shown[K]:
    """The same cells with small ones hidden, and the total only where no hidden cell can be worked out from it.

    Hidden cells are at least two and add up to at least 5; where that cannot be, the total is hidden as well. Among
    equals the earlier in the order given is hidden, so the same counts always hide the same cells.
    """
    hidden = {key for key, count in cells.items() if is_small(count)}
    total = sum(cells.values())
    if not hidden:
        return Shown(dict(cells), total if not is_small(total) else None)
    rest = sorted((key for key, count in cells.items() if count >= FEWEST), key=lambda key: cells[key])
    while rest and (len(hidden) < 2 or sum(cells[key] for key in hidden) < FEWEST):
        hidden.add(rest.pop(0))
    safe = len(hidden) >= 2 and sum(cells[key] for key in hidden) >= FEWEST
    return Shown({key: None if key in hidden else count for key, count in cells.items()}, total if safe else None)
