"""The lottery for places: the same for everybody, everywhere, and fair over seeds."""

from __future__ import annotations

import itertools
from decimal import Context, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules.errors import InvalidBrief
from bothways.rules.places import Application, Brief, PlaceRules, allot, commit, draw, verify
from bothways.rules.places.lottery import LOG_SCALE, minus_log

SEEDS = range(3000)


def order(applications: list[Application], seed: object) -> list[str]:
    return [each.id for _, each in draw(applications, str(seed))]


def test_logarithms_agree_with_correctly_rounded_ones() -> None:
    words = np.array([0, 15, 16, 2**63, 2**64 - 1, 12345678901234567890, 2**40 + 7], dtype=np.uint64)
    exact = Context(prec=50)
    for word, got in zip(words.tolist(), minus_log(words).tolist(), strict=True):
        u = exact.divide(Decimal((word >> 4) + 1), Decimal(2**60))
        assert abs(Decimal(got) / LOG_SCALE + exact.ln(u)) < Decimal(2) ** -50


KNOWN = [
    (13748907508300210, "P0"),
    (82755532109358497, "P3"),
    (105894015373113773, "P5"),
    (108586382316071494, "P1"),
    (131018979245390851, "P2"),
    (149527017144454828, "P4"),
]


def test_known_draw_is_the_same_on_every_machine() -> None:
    applications = [Application(f"P{n}", "S", 1000 + 500 * (n % 3)) for n in range(6)]
    numbers = [(number, each.id) for number, each in draw(applications, "a seed nobody could guess")]
    assert numbers == KNOWN


@settings(max_examples=60, deadline=None)
@given(
    weights=st.lists(st.integers(1, 5000), min_size=1, max_size=30),
    extra=st.lists(st.integers(1, 5000), max_size=10),
    seed=st.text(min_size=1, max_size=20),
    data=st.data(),
)
def test_adding_applicants_or_shuffling_never_reorders_the_others(
    weights: list[int], extra: list[int], seed: str, data: st.DataObject
) -> None:
    first = [Application(f"P{n}", "S", weight) for n, weight in enumerate(weights)]
    more = first + [Application(f"Q{n}", "S", weight) for n, weight in enumerate(extra)]
    shuffled = data.draw(st.permutations(more))
    assert [name for name in order(shuffled, seed) if name.startswith("P")] == order(first, seed)


def test_a_seed_is_bound_by_its_commitment() -> None:
    seed = "the 417 bus was late on Tuesday"
    assert verify(seed, commit(seed))
    assert not verify(seed + " ", commit(seed))
    with pytest.raises(InvalidBrief, match="at least 16 characters"):
        commit("7")


def test_equal_weights_give_every_order_equally_often() -> None:
    """Chi-square over the 24 orders of four: 23 degrees of freedom, 49.7 is passed once in a thousand."""
    applications = [Application(f"P{n}", "S") for n in range(4)]
    seen = dict.fromkeys(itertools.permutations([each.id for each in applications]), 0)
    for seed in SEEDS:
        seen[tuple(order(applications, seed))] += 1
    assert chi_square(list(seen.values()), [len(SEEDS) / 24] * 24) < 49.7


def test_weighted_odds_agree_with_the_exact_calculation() -> None:
    """Two places, weights 1, 1.5, 2 and 3: each chance within three standard errors of the exact one."""
    weights = [1000, 1500, 2000, 3000]
    applications = [Application(f"P{n}", "S", weight) for n, weight in enumerate(weights)]
    won = [0] * 4
    for seed in SEEDS:
        for name in order(applications, seed)[:2]:
            won[int(name[1])] += 1
    for count, chance in zip(won, exact_chances(weights, 2), strict=True):
        error = (float(chance * (1 - chance)) * len(SEEDS)) ** 0.5
        assert abs(count - float(chance) * len(SEEDS)) < 3 * error


def exact_chances(weights: list[int], places: int) -> list[Fraction]:
    """Drawing one after another, each time in proportion to the weights left: every order added up."""
    chances = [Fraction(0)] * len(weights)
    for drawn in itertools.permutations(range(len(weights)), places):
        chance, left = Fraction(1), sum(weights)
        for each in drawn:
            chance *= Fraction(weights[each], left)
            left -= weights[each]
        for each in drawn:
            chances[each] += chance
    return chances


def chi_square(counts: list[int], expected: list[float]) -> float:
    return sum((got - want) ** 2 / want for got, want in zip(counts, expected, strict=True))


def test_kept_places_do_not_change_the_draw() -> None:
    applications = tuple(Application(f"P{n}", f"S{n % 3}") for n in range(30))
    with_kept = allot(Brief(applications, PlaceRules(6, reserved_per_school=2)), "seed")
    without = allot(Brief(applications, PlaceRules(6)), "seed")
    assert [each.number for each in with_kept.outcomes] == [each.number for each in without.outcomes]
