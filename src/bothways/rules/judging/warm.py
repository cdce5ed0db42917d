"""Compile every kernel of the judging rules on a tiny brief, so that set-up pays for it and nobody waits."""

from __future__ import annotations

from bothways.rules.judging.assignment import assign
from bothways.rules.judging.model import Entry, Judge, JudgingBrief
from bothways.rules.judging.pairing import PairingState, next_pairs
from bothways.rules.judging.scaling import scale
from bothways.rules.judging.tally import Comparison


def warm() -> None:
    """Compile, or load from numba's cache."""
    entries = tuple(Entry(f"E{k}", f"S{k % 2}") for k in range(4))
    judges = tuple(Judge(f"J{k}", frozenset({f"S{k % 3}"})) for k in range(5))
    assign(JudgingBrief(entries, judges, 2))
    heard = (Comparison("E0", "E1"), Comparison("E2", "E3"))
    next_pairs(PairingState(entries, heard), judges)
    scale(heard)
