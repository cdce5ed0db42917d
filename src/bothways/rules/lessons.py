"""Online lessons counted: classes and homes apart from attendance. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

MOST_IN_A_CLASS = 400


@dataclass(frozen=True)
class Joined:
    """One class or home. ``pupils`` is what the teacher typed; None when nobody did. ``rating`` 1 to 3, or None."""

    is_class: bool
    pupils: int | None = None
    rating: int | None = None


@dataclass(frozen=True)
class Counted:
    """Classes and the pupils their teachers typed, homes, and what was said of it. Never added up into one number."""

    classes: int
    pupils: int
    classes_uncounted: int
    homes: int
    rated: int
    liked: int


def counted(joins: Iterable[Joined]) -> Counted:
    """The six numbers. A class without a number is a class, and said to be uncounted."""
    many = list(joins)
    classes = [each for each in many if each.is_class]
    ratings = Counter(each.rating for each in many if each.rating)
    return Counted(
        classes=len(classes),
        pupils=sum(each.pupils or 0 for each in classes),
        classes_uncounted=sum(each.pupils is None for each in classes),
        homes=len(many) - len(classes),
        rated=sum(ratings.values()),
        liked=ratings[3],
    )


@dataclass(frozen=True)
class Spread:
    """How presenters are spread: by sector, and how many of the regions they cover."""

    sectors: tuple[tuple[str, int], ...]
    regions: tuple[str, ...]
    of: int


def spread(presenters: Iterable[tuple[str, str]], regions: Collection[str]) -> Spread:
    """From (sector, region) of each. A region that is not on the list covers nothing."""
    many = list(presenters)
    sectors = Counter(sector for sector, _region in many if sector)
    covered = tuple(region for region in regions if any(region == each for _sector, each in many))
    return Spread(tuple(sorted(sectors.items())), covered, len(regions))
