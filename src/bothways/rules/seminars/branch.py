"""Sessions that are too empty to run: closing them or filling them, one at a time, until nothing is in doubt.

Prices alone do not know that a session needs a least number. Where the linear program leaves one half
empty, the search splits: it is closed in one branch, and has its least number in the other. The branches
that remain at the end cover every plan there is, so a bound that holds in each of them holds for all.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bothways.rules.seminars.layout import Layout
from bothways.rules.seminars.polish import polished
from bothways.rules.seminars.prices import Fixed, Market, Prices

NODES = 60
HAIR = 1e-6

Leaf = tuple[Fixed, Prices]


def branch(
    market: Market, start: Prices, best: Callable[[], int | None], meet: Callable[[Market, Prices], bool]
) -> list[Leaf]:
    """Leaves that cover every plan. ``meet`` looks for a plan at a branch's bound; ``best`` is the best value yet."""
    todo: list[Leaf] = [(market.fixed, start)]
    leaves: list[Leaf] = []
    for _ in range(NODES):
        if not todo:
            break
        fixed, before = todo.pop()
        here = Market(market.layout, market.aim, fixed)
        prices, usage = polished(here, here.priced(before.seat, before.share))
        if prices.whole_bound > market.worst:
            continue  # not even the worst seats for everybody come to that: this branch has no plan
        known = best()
        split = _too_empty(market.layout, fixed, usage)
        if (known is not None and prices.whole_bound >= known) or split is None:
            leaves.append((fixed, prices))
            if known is None or prices.whole_bound < known:
                meet(here, prices)
            continue
        todo.append((Fixed(fixed.closed | {split}, fixed.open), prices))
        todo.append((Fixed(fixed.closed, fixed.open | {split}), prices))
    return leaves + todo


def _too_empty(layout: Layout, fixed: Fixed, usage: np.ndarray) -> int | None:
    """The session farthest from both nought and its least number, or None."""
    doubt = np.minimum(usage, layout.least - usage)
    doubt[list(fixed.closed | fixed.open)] = 0
    worst = int(doubt.argmax())
    return worst if doubt[worst] > HAIR else None
