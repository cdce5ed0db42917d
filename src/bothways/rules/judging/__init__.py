"""Judging: who judges which entry, which pairs to compare next, and the scale that comparisons make.

>>> from bothways.rules.judging import read, assign
>>> brief = read({"kind": "judging", "r": 1, "entries": [{"id": "E1", "school": "A"}],
...               "judges": [{"id": "J1", "schools": ["A"]}, {"id": "J2", "schools": ["B"]}]})
>>> assign(brief).judges_of
{'E1': ('J2',)}
"""

from bothways.rules.judging.assignment import Assignment, assign
from bothways.rules.judging.model import Entry, Judge, JudgingBrief, read
from bothways.rules.judging.pairing import Pair, PairingState, next_pairs
from bothways.rules.judging.scaling import JudgeFit, Scale, scale
from bothways.rules.judging.tally import Comparison
from bothways.rules.judging.warm import warm

__all__ = [
    "Assignment",
    "Comparison",
    "Entry",
    "Judge",
    "JudgeFit",
    "JudgingBrief",
    "Pair",
    "PairingState",
    "Scale",
    "assign",
    "next_pairs",
    "read",
    "scale",
    "warm",
]
