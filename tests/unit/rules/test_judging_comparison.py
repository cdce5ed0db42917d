"""Comparative judgement: the scale against closed forms, its reliability against the truth, and who compares what."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter

import numpy as np
import pytest
from bench.engine.judging import contest, play, true_r2
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules.errors import InvalidBrief
from bothways.rules.judging import Comparison, Entry, Judge, PairingState, next_pairs, scale
from bothways.rules.judging.dense import invert, square, times
from bothways.rules.judging.matching import NEVER, match
from bothways.rules.judging.reliability import _propagate, _sites
from bothways.rules.judging.tally import RIDGE, fit, tally


def won(upper: str, lower: str, times: int = 1, judge: str = "") -> list[Comparison]:
    return [Comparison(upper, lower, judge)] * times


def test_two_entries_match_the_closed_form() -> None:
    """With 3 wins to 1, the difference d solves 3 - 4 / (1 + exp(-d)) = ridge x d / 2."""
    found = scale(won("a", "b", 3) + won("b", "a"))
    apart = found.value["a"] - found.value["b"]
    assert found.items == ("a", "b")
    assert 3 - 4 / (1 + math.exp(-apart)) == pytest.approx(RIDGE * apart / 2, abs=1e-5)
    chance = 1 / (1 + math.exp(-apart))
    information = 4 * chance * (1 - chance)
    assert found.se["a"] == pytest.approx(0.5 * math.sqrt(1 / (information + RIDGE / 2)), abs=1e-5)


def test_a_circle_of_three_is_a_dead_heat() -> None:
    """Each beats the next: values 0, and each error that of three pairs with information 1/4."""
    found = scale(won("a", "b") + won("b", "c") + won("c", "a"))
    assert set(found.value.values()) == {0.0}
    assert found.se["b"] == pytest.approx(math.sqrt(2 / 3 / (3 / 4 + RIDGE)), abs=1e-5)
    assert len(found.too_close) == 3
    assert set(found.close_to("a")) == {"b", "c"}


def test_a_clear_order_of_three_is_called_and_a_narrow_one_is_not() -> None:
    clear = scale(won("a", "b", 30) + won("b", "c", 30) + won("b", "a", 3) + won("c", "b", 3))
    assert clear.items == ("a", "b", "c")
    assert clear.too_close == ()
    narrow = scale(won("a", "b", 3) + won("b", "a", 2) + won("b", "c", 20))
    assert narrow.too_close == (("a", "b"),)


def test_the_fit_is_a_stationary_point_of_the_penalised_likelihood() -> None:
    rnd = random.Random(4)
    table = tally([Comparison(*rnd.sample("abcdefgh", 2)) for _ in range(60)])
    value, covariance = fit(table, RIDGE)
    wins = table.wins()
    chance = 1 / (1 + np.exp(value[None, :] - value[:, None]))
    met = wins + wins.T
    assert np.abs((wins - met * chance).sum(axis=1) - RIDGE * value).max() < 1e-8
    weight = met * chance * (1 - chance)
    curvature = np.diag(weight.sum(axis=1) + RIDGE) - weight
    assert np.abs(covariance @ curvature - np.eye(len(value))).max() < 1e-8


def test_the_posterior_matches_integration_for_one_pair() -> None:
    """Two entries, prior variance 2 each: mean and evidence of the difference by brute-force summing."""
    wins = np.array([[0.0, 3.0], [1.0, 0.0]])
    mean, covariance, evidence = _propagate(2, _sites(wins), 0.5)
    grid = np.linspace(-30, 30, 60_001)
    prior = np.exp(-(grid**2) / 8) / math.sqrt(8 * math.pi)
    mass = prior * (1 / (1 + np.exp(-grid))) ** 3 / (1 + np.exp(grid)) * (grid[1] - grid[0])
    centre = float((mass * grid).sum() / mass.sum())
    variance = float((mass * (grid - centre) ** 2).sum() / mass.sum())
    assert mean[0] - mean[1] == pytest.approx(centre, rel=1e-3)
    assert covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1] == pytest.approx(variance, rel=1e-3)
    assert evidence == pytest.approx(math.log(mass.sum()), rel=1e-3)


def test_dense_kernels_agree_with_numpy() -> None:
    rng = np.random.default_rng(0)
    root = rng.normal(size=(7, 7))
    matrix = root @ root.T + np.eye(7)
    inverse, log_determinant = invert(matrix)
    assert np.allclose(inverse, np.linalg.inv(matrix))
    assert log_determinant == pytest.approx(np.linalg.slogdet(matrix)[1])
    assert np.allclose(square(matrix), matrix @ matrix)
    assert np.allclose(times(matrix, root[0]), matrix @ root[0])


def test_stated_reliability_is_near_the_truth_where_the_textbook_flatters() -> None:
    """Twelve seeded contests of 60 entries, 10 adaptive rounds; the bench does it at full size."""
    found = []
    for seed in range(12):
        truth, state, judges = contest(300 + seed, entries=60)
        result = scale(play(truth, state, judges, 10, seed).comparisons)
        found.append((true_r2(result, truth), result.ssr, result.ssr_uncorrected))
    r2, stated, textbook = np.mean(found, axis=0)
    assert r2 > 0.8
    assert abs(stated - r2) < 0.03
    assert abs(stated - r2) < abs(textbook - r2)


def test_pairs_that_are_called_are_rarely_wrong() -> None:
    wrong = called = 0
    for seed in range(6):
        truth, state, judges = contest(40 + seed, entries=40)
        result = scale(play(truth, state, judges, 8, seed).comparisons)
        close = set(result.too_close)
        told = [pair for pair in itertools.combinations(result.items, 2) if pair not in close]
        called += len(told)
        wrong += sum(truth[upper] < truth[lower] for upper, lower in told)
    assert called > 1000
    assert wrong / called < 0.05


def test_a_judge_who_tosses_a_coin_is_odd_and_an_honest_one_is_not() -> None:
    truth, state, judges = contest(5, entries=40)
    heard = list(play(truth, state, judges[:4], 10, 5).comparisons)
    rnd = random.Random(1)
    items = sorted(truth)
    heard += [Comparison(*rnd.sample(items, 2), "coin") for _ in range(40)]
    fits = scale(heard).judges
    assert fits["coin"].odd
    assert fits["coin"].infit > 1.2
    assert not any(fit.odd for judge, fit in fits.items() if judge != "coin")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.permutations("abcdef").map(lambda each: Comparison(each[0], each[1])), min_size=1), st.randoms())
def test_the_order_and_names_of_comparisons_change_nothing(heard: list[Comparison], rnd: random.Random) -> None:
    mixed = list(heard)
    rnd.shuffle(mixed)
    assert scale(mixed) == scale(heard)
    renamed = scale([Comparison(row.winner.upper(), row.loser.upper()) for row in mixed])
    assert {name.upper(): value for name, value in scale(heard).value.items()} == renamed.value


def test_a_round_sees_every_entry_once_and_nobody_their_own_school() -> None:
    truth, state, judges = contest(9, entries=51)
    school = {entry.id: entry.school for entry in state.entries}
    for turn in range(5):
        pairs = [pair for pair in next_pairs(state, judges, turn) if not pair.practice]
        seen = Counter(item for pair in pairs for item in (pair.left, pair.right))
        assert set(seen.values()) == {1}
        assert len(pairs) == 25
        own = {judge.id: judge.schools for judge in judges}
        assert not any({school[pair.left], school[pair.right]} & own[pair.judge] for pair in pairs)
        state = play(truth, state, judges, 1, turn)
    met = Counter(frozenset((row.winner, row.loser)) for row in state.comparisons)
    assert set(met.values()) == {1}
    loads = Counter(row.judge for row in state.comparisons)
    assert max(loads.values()) - min(loads.values()) <= 1
    times_seen = Counter(item for row in state.comparisons for item in (row.winner, row.loser))
    assert max(times_seen.values()) - min(times_seen.values()) <= 1


def test_judges_of_the_only_two_schools_see_pairs_of_one_school_only() -> None:
    entries = tuple(Entry(f"E{k}", "AB"[k % 2]) for k in range(8))
    judges = [Judge("a", frozenset("A")), Judge("b", frozenset("B"))]
    pairs = next_pairs(PairingState(entries), judges, 3)
    school = {entry.id: entry.school for entry in entries}
    assert {(pair.judge, school[pair.left], school[pair.right]) for pair in pairs} == {("a", "B", "B"), ("b", "A", "A")}
    assert sum(not pair.practice for pair in pairs) == 4


def test_each_new_judge_has_two_practice_pairs_far_apart() -> None:
    entries = tuple(Entry(f"E{k}", "S") for k in range(8))
    order = [Comparison(f"E{a}", f"E{b}", "old") for a in range(8) for b in range(a + 1, 8)]
    pairs = next_pairs(PairingState(entries, tuple(order)), [Judge("old"), Judge("new")], 1)
    practice = [pair for pair in pairs if pair.practice]
    assert {pair.judge for pair in practice} == {"new"}
    assert [{pair.left, pair.right} for pair in practice] == [{"E0", "E7"}, {"E1", "E6"}]
    again = next_pairs(PairingState(entries, tuple(order), frozenset({"new"})), [Judge("old"), Judge("new")], 1)
    assert not any(pair.practice for pair in again)


def test_a_limit_on_comparisons_holds_across_rounds() -> None:
    truth, state, _ = contest(2, entries=20)
    judges = [Judge("a", max_load=3), Judge("b", max_load=12)]
    loads = Counter(row.judge for row in play(truth, state, judges, 4, 1).comparisons)
    assert loads == {"a": 3, "b": 12}


def test_input_order_changes_no_pair() -> None:
    truth, state, judges = contest(7, entries=30)
    state = play(truth, state, judges, 3, 2)
    mixed = PairingState(state.entries[::-1], state.comparisons[::-1], state.practised)
    assert next_pairs(mixed, judges[::-1], 5) == next_pairs(state, judges, 5)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 7), st.integers(0, 10**6))
def test_matching_against_every_matching(n: int, seed: int) -> None:
    """Disjoint, never forbidden, as large as can be of three or more free entries, and near the best worth."""
    rng = np.random.default_rng(seed)
    gains = rng.integers(0, 100, (n, n))
    gains = gains + gains.T
    np.fill_diagonal(gains, NEVER)
    found = match(gains, np.zeros(n, dtype=np.int64))
    assert len({each for pair in found for each in pair}) == 2 * (n // 2)
    if n in {2, 4}:
        best = max(
            sum(gains[a, b] for a, b in zip(p[::2], p[1::2], strict=True)) for p in itertools.permutations(range(n))
        )
        assert sum(gains[a, b] for a, b in found) == best


def test_two_left_over_take_partners_from_a_pair() -> None:
    """Greedy would pair 1 with 2 first and strand 0 and 3, who must not meet."""
    gains = np.full((4, 4), NEVER)
    for a, b, worth in [(1, 2, 9), (0, 1, 1), (2, 3, 1)]:
        gains[a, b] = gains[b, a] = worth
    assert match(gains, np.zeros(4, dtype=np.int64)) == [(0, 1), (2, 3)]


@pytest.mark.parametrize(
    ("heard", "words"),
    [([Comparison("a", "a")], "compared with itself"), ([], "at least two entries")],
)
def test_a_bad_comparison_is_one_clear_sentence(heard: list[Comparison], words: str) -> None:
    with pytest.raises(InvalidBrief, match=words):
        scale(heard)


@pytest.mark.parametrize(
    ("state", "judges", "words"),
    [
        (PairingState((Entry("a", "S"),)), [Judge("j")], "at least two entries"),
        (PairingState(()), [Judge("j")], "no entries"),
        (PairingState((Entry("a", "S"), Entry("b", "S"))), [], "no judges"),
        (
            PairingState((Entry("a", "S"), Entry("b", "S")), (Comparison("a", "x"),)),
            [Judge("j")],
            "“x” is not in the list",
        ),
    ],
)
def test_a_bad_state_is_one_clear_sentence(state: PairingState, judges: list[Judge], words: str) -> None:
    with pytest.raises(InvalidBrief, match=words):
        next_pairs(state, judges)
