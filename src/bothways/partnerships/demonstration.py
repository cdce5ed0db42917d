"""Two partnerships for the demonstration, and worlds of any size for measuring."""

from __future__ import annotations

import datetime as dt


def make(today: dt.date) -> int:
    """Halton and OPEN, once. Returns how many partnerships were made now."""
    return 0


def make_world(*, partnerships: int, schools: int, years: int, seed: int) -> dict[str, int]:
    """``partnerships`` of ``schools`` schools each with ``years`` of plans and meetings."""
    return {"partnerships": 0}
