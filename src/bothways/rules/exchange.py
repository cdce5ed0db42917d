"""Who gave and who got. Pure: gifts in, each school's two numbers out.

A gift of some hours is shared out evenly among the other schools that took part, so what all gave is what all got.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

S = TypeVar("S", bound=Hashable)


@dataclass(frozen=True)
class Gift(Generic[S]):
    """One school's hours, and the schools that took part (the giver among them or not)."""

    giver: S
    hours: Fraction
    took_part: Collection[S]


@dataclass
class Both:
    """What one school gave and got, in hours."""

    gave: Fraction = Fraction(0)
    got: Fraction = Fraction(0)


def exchanged(gifts: Iterable[Gift[S]]) -> dict[S, Both]:
    """Each school's two numbers. A gift that nobody else took part in is no gift and counts on neither side."""
    found: dict[S, Both] = defaultdict(Both)
    for gift in gifts:
        others = {school for school in gift.took_part if school != gift.giver}
        if not others or gift.hours <= 0:
            continue
        found[gift.giver].gave += gift.hours
        for school in others:
            found[school].got += gift.hours / len(others)
    return dict(found)


def one_way(gifts: Iterable[Gift[S]]) -> set[tuple[S, S]]:
    """Pairs (giver, receiver) between whom nothing has come back. Hours do not matter: a pond lent is a gift too."""
    ways = {(gift.giver, school) for gift in gifts for school in gift.took_part if school != gift.giver}
    return {(giver, receiver) for giver, receiver in ways if (receiver, giver) not in ways}
