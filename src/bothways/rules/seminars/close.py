"""The last step of a proof. Where prices leave a gap, every bundle that a plan inside the gap could use is tried.

A plan's distance from the bound that prices prove is at least what any one pupil pays above her cheapest
bundle. So a plan better than the one at hand gives nobody a bundle dearer than the gap, and the bundles
within the gap are few. They are a relaxation (fillers are only counted), so "none" means that there is none.
"""

from __future__ import annotations

from bothways.rules.seminars.bundles import count_within, list_within
from bothways.rules.seminars.pick import Ask, Row, pick
from bothways.rules.seminars.prices import SCALE, Market, Prices

BUNDLES = 8_000
WORK = 0.5


def none_below(market: Market, prices: Prices, value: int) -> bool:
    """Whether no plan comes to less than ``value`` for certain: not when there are too many bundles to look at."""
    slack = max(0, (value - 1) * SCALE - prices.bound)
    if count_within(market, prices, slack) > BUNDLES:
        return False
    bundles = list_within(market, prices, slack)
    worth = market.aim.tables(market.layout.slots)[market.kind[bundles.owner], bundles.ranks]
    return pick(Ask(market.layout, bundles, rows=[Row(worth, value - 1)], objective=worth, work=WORK)).impossible
