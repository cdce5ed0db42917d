"""The draw: a number for each applicant that depends on the seed and that applicant's id alone.

number = −ln(u) / weight, with u from HMAC-SHA256(seed, id) (Efraimidis and Spirakis 2006: sorting by
it is drawing without replacement, each time in proportion to weight). Since nobody's number depends on
anybody else's, an application more or less never reorders the others.

The logarithm is worked out in whole numbers by shifting and adding (Briggs), so it is the same on every
machine: a C library's ``log`` may differ in its last bit, and one bit can swap two children.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache

import numpy as np

from bothways.rules.errors import InvalidBrief
from bothways.rules.places.model import WEIGHT_SCALE, Application

_ONE = np.uint64(1 << 62)
LOG_SCALE = 1 << 57
"""Logarithms are whole multiples of 2**-57; they are right to 2**-50 at least."""
SHORTEST_SEED = 16
_EXACT = Context(prec=60)  # and not the one that a caller may have set


def commit(seed_text: str) -> str:
    """What to publish before entries close: it binds the organiser to the seed without showing it.

    Raises InvalidBrief for a seed short enough to be found by trying.
    """
    if len(seed_text) < SHORTEST_SEED:
        raise InvalidBrief(f"The seed must have at least {SHORTEST_SEED} characters, or it could be guessed.")
    return hashlib.sha256(seed_text.encode()).hexdigest()


def verify(seed_text: str, commitment: str) -> bool:
    """True when the seed revealed after the draw is the one committed to."""
    return hmac.compare_digest(hashlib.sha256(seed_text.encode()).hexdigest(), commitment.strip().lower())


def draw(applications: Sequence[Application], seed_text: str) -> list[tuple[int, Application]]:
    """(number, application), first drawn first. Equal numbers are split by digest, then by id."""
    digests = _digests(applications, seed_text)
    words = np.frombuffer(b"".join(digest[:8] for digest in digests), dtype=">u8").astype(np.uint64)
    logs = minus_log(words).tolist()
    numbers = [log * WEIGHT_SCALE // each.weight for log, each in zip(logs, applications, strict=True)]
    keyed = sorted(
        (number, digest, each.id, spot)
        for spot, (number, digest, each) in enumerate(zip(numbers, digests, applications, strict=True))
    )
    return [(number, applications[spot]) for number, _, _, spot in keyed]


def _digests(applications: Sequence[Application], seed_text: str) -> list[bytes]:
    key = seed_text.encode()
    return [hmac.digest(key, each.id.encode(), "sha256") for each in applications]


def minus_log(words: np.ndarray) -> np.ndarray:
    """−ln(u) in units of 1/LOG_SCALE, for u = (top 60 bits of each word + 1) / 2**60, so 0 < u <= 1."""
    x = ((words >> np.uint64(4)) + np.uint64(1)) << np.uint64(2)
    total = np.zeros(x.shape, dtype=np.uint64)
    for shift in (32, 16, 8, 4, 2, 1):
        small = x <= _ONE >> np.uint64(shift)
        x = np.where(small, x << np.uint64(shift), x)
        total += np.where(small, np.uint64(_scaled_log(Decimal(2)) * shift), np.uint64(0))
    for k in range(1, 58):  # the logarithms of the next factors are less than half of 1/LOG_SCALE
        grown = x + (x >> np.uint64(k))
        fits = grown <= _ONE
        x = np.where(fits, grown, x)
        total += np.where(fits, np.uint64(_scaled_log(_EXACT.add(1, _EXACT.power(2, -k)))), np.uint64(0))
    return total


@cache
def _scaled_log(value: Decimal) -> int:
    """ln(value) x LOG_SCALE to the nearest whole number; ``decimal`` rounds its logarithms correctly everywhere."""
    return int(_EXACT.multiply(_EXACT.ln(value), Decimal(LOG_SCALE)).to_integral_value(ROUND_HALF_EVEN))
