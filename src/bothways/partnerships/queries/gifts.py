"""Gifts that other rooms measured, for the year's giving and receiving. They are named in ``settings.GIFT_SOURCES``.

A source is a function of a partnership and an academic year. What it covers is not counted from the plan again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.conf import settings
from django.utils.module_loading import import_string

from bothways.partnerships.models import Partnership


@dataclass(frozen=True)
class MeasuredGift:
    """``hours`` of people's time (0 for a thing), and the schools that took part. ``kind`` is a `Contribution`."""

    school_id: str
    hours: Fraction
    kind: str
    took_part: Collection[str]


@dataclass(frozen=True)
class Measured:
    """What a source knows: gifts, and the proposals whose giving it has measured."""

    covers: frozenset[str] = frozenset()
    gifts: Sequence[MeasuredGift] = ()


Source = Callable[[Partnership, int], Measured]


def measured(partnership: Partnership, year: int) -> Iterator[Measured]:
    """Every source's, in the order of the settings."""
    for name in settings.GIFT_SOURCES:
        source: Source = import_string(name)
        yield source(partnership, year)
