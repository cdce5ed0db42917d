"""The last step of a proof. Where prices leave a gap, every bundle that a plan inside the gap could use is tried.

A plan's distance from the bound that prices prove is at least what any one pupil pays above her cheapest
bundle. So a plan better than the one at hand gives nobody a bundle dearer than the gap, and the bundles
within the gap are few. They are a relaxation (fillers are only counted), so "none" means that there is none.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bothways.rules.seminars.bundles import Bundles, count_within, list_within
from bothways.rules.seminars.pick import Ask, Pick, Row, pick
from bothways.rules.seminars.prices import SCALE, Market, Prices

BUNDLES = 8_000
WORK = 0.5


def below(market: Market, prices: Prices, value: int) -> tuple[Bundles, Pick] | None:
    """The best choice whose aim comes to less than ``value``, in the market's branch. None: too many to look at."""
    slack = max(0, (value - 1) * SCALE - prices.bound)
    if count_within(market, prices, slack) > BUNDLES:
        return None
    bundles = list_within(market, prices, slack)
    worth = market.aim.tables(market.layout.slots)[market.kind[bundles.owner], bundles.ranks]
    layout = replace(market.layout, capacity=np.where(market.closed, 0, market.layout.capacity))
    rows = [Row(worth, value - 1)]
    return bundles, pick(Ask(layout, bundles, rows=rows, objective=worth, must=market.must, work=WORK))


def none_below(market: Market, prices: Prices, value: int) -> bool:
    """Whether it is certain that no plan of the market's branch comes to less than ``value``."""
    found = below(market, prices, value)
    return found is not None and found[1].impossible
