"""Which offers might meet which needs. Pure: words, ages and days in; pairs with reasons out.

Nothing is decided here: a pair is shown to people, who say yes or no. A pair needs the same kind of help, or a word in
common; ages and days must not exclude each other.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

SMALL_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and any at by each every few for from in into is it of off on one our out so some that the their them"
        " this to two up us we who will with you your pupils pupil children school schools staff hour hours day days"
        " week weeks year years class afternoon morning somewhere someone somebody go run",
    )
)


@dataclass(frozen=True)
class Thing:
    """One offer or one need. ``by`` is whose it is; ages in years, both counting; ``until`` the last day."""

    key: str
    by: str
    kind: str
    words: str
    ages: tuple[int | None, int | None] = (None, None)
    first: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class Fit:
    """One pair, and why: the kind is the same, and the words in common."""

    offer: str
    need: str
    same_kind: bool
    words: tuple[str, ...]

    @property
    def strength(self) -> int:
        """A word in common says more than the kind does."""
        return 2 * len(self.words) + self.same_kind


def stem(word: str) -> str:
    """Enough of a word that dipping, dip and dips meet."""
    for ending in ("ping", "ting", "ning", "ing", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def telling_words(text: str) -> frozenset[str]:
    """The words that say what it is."""
    found = re.findall(r"[a-zà-ÿ]{3,}", text.casefold())
    return frozenset(stem(word) for word in found if word not in SMALL_WORDS)


def fits(offers: Sequence[Thing], needs: Sequence[Thing], most: int = 6) -> tuple[Fit, ...]:
    """The likeliest pairs, the strongest first, at most two for each need; the order does not hang on the input's."""
    pairs = [fit for need in needs for offer in offers if (fit := _fit(offer, need)) is not None]
    pairs.sort(key=lambda fit: (-fit.strength, fit.need, fit.offer))
    taken: dict[str, int] = {}
    chosen = []
    for fit in pairs:
        if taken.get(fit.need, 0) < 2:
            taken[fit.need] = taken.get(fit.need, 0) + 1
            chosen.append(fit)
    return tuple(chosen[:most])


def _fit(offer: Thing, need: Thing) -> Fit | None:
    if offer.by == need.by or not (_ages_meet(offer.ages, need.ages) and _days_meet(offer, need)):
        return None
    words = tuple(sorted(telling_words(offer.words) & telling_words(need.words)))
    same = offer.kind == need.kind
    return Fit(offer.key, need.key, same, words) if same or words else None


def _ages_meet(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> bool:
    low = max(one[0] or 0, other[0] or 0)
    high = min(99 if one[1] is None else one[1], 99 if other[1] is None else other[1])
    return low <= high


def _days_meet(one: Thing, other: Thing) -> bool:
    first = max(one.first or dt.date.min, other.first or dt.date.min)
    return first <= min(one.until or dt.date.max, other.until or dt.date.max)
