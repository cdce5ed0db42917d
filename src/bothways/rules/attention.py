"""What comes first of all that needs somebody. Pure: claims and a day in, an order out.

What is late comes before what is due soon, and that before what can wait; among equals, what holds most schools up,
then what is due first, then what takes least time. The order does not hang on the order of the claims.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

AT_ONCE = 3
"""How many things a person is shown."""
SOON, BEFORE_LONG = 7, 28


@dataclass(frozen=True)
class Claim:
    """One claim on somebody's time: ``holds_up`` is how many schools it concerns, ``minutes`` what it takes."""

    key: str
    due_on: dt.date | None = None
    holds_up: int = 0
    minutes: int = 0


def band(claim: Claim, today: dt.date) -> int:
    """0 late, 1 within a week, 2 within four, 3 later or without a day."""
    if claim.due_on is None:
        return 3
    days = (claim.due_on - today).days
    if days < 0:
        return 0
    return 1 if days <= SOON else 2 if days <= BEFORE_LONG else 3


def in_order(claims: Iterable[Claim], today: dt.date) -> list[Claim]:
    """The claims, what comes first first."""
    return sorted(
        claims,
        key=lambda each: (
            band(each, today),
            -each.holds_up,
            each.due_on or dt.date.max,
            each.minutes,
            each.key,
        ),
    )
