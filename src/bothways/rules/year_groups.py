"""Year groups as people write them, as keys in order: N, R, 1 to 14. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

EVERY = ("N", "R", *(str(year) for year in range(1, 15)))
_STAGES = {
    "eyfs": ("N", "R"),
    "ks1": ("1", "2"),
    "ks2": ("3", "6"),
    "ks3": ("7", "9"),
    "ks4": ("10", "11"),
    "ks5": ("12", "13"),
}
_FIRST_AGE = 3
"""The age at which a child of N is at the start of the year."""


def from_words(text: str) -> tuple[str, ...]:
    """The keys that "Years 7 & 8", "Y9–10", "R, 1 and 2", "KS2" or "sixth form" mean; what is no year is left out."""
    words = text.casefold().replace("reception", "r").replace("nursery", "n").replace("sixth form", "12-13")
    words = re.sub(r"key stage\s*", "ks", words)
    found: set[str] = set()
    for stage, years in _STAGES.items():
        if re.search(rf"\b{stage}\b", words):
            found |= set(_between(*years))
            words = re.sub(rf"\b{stage}\b", " ", words)
    words = re.sub(r"(?<![a-z])(?:years?|yrs?|y)(?=[\s\d.])\.?\s*", " ", words)
    for first, last in re.findall(r"\b([rn]|\d{1,2})\b(?:\s*(?:-|–|to)\s*([rn]|\d{1,2})\b)?", words):
        found |= set(_between(first, last or first))
    return in_order(found)


def _between(first: str, last: str) -> tuple[str, ...]:
    low, high = first.upper(), last.upper()
    if low not in EVERY or high not in EVERY:
        return ()
    return EVERY[EVERY.index(low) : EVERY.index(high) + 1]


def in_order(years: Iterable[str]) -> tuple[str, ...]:
    """Known keys, youngest first, each once."""
    wanted = set(years)
    return tuple(year for year in EVERY if year in wanted)


def of_ages(low: int | None, high: int | None) -> tuple[str, ...]:
    """The year groups that a school of these ages has: 3 to 11 is N to 6. Nothing where either age is not known."""
    if low is None or high is None:
        return ()
    return EVERY[max(0, low - _FIRST_AGE) : max(0, high - _FIRST_AGE)]
