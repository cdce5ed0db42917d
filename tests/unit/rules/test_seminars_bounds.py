"""What seat prices prove, against every bundle there is: small enough for mutation testing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from bothways.rules.seminars import SeminarBrief, aims, read_seminars
from bothways.rules.seminars.aims import Aim
from bothways.rules.seminars.bundles import count_within, list_within
from bothways.rules.seminars.kernels import FAR, best_bundles, list_bundles, sets_by_size
from bothways.rules.seminars.layout import Layout, lay_out
from bothways.rules.seminars.prices import SCALE, SHUT, Fixed, Market, Prices, with_fillers

PREFS = [[0, 1, 2], [1, 0], [3, 2, 1], [2], [1, 2, 0], [0, 3]]


def a_day(**changes: Any) -> SeminarBrief:
    """Six pupils of three schools; four seminars, of which 1 runs three times in slot 0 and 3 in slot 1 only."""
    sessions = [
        {"id": f"Q{m}.{k}{a}", "seminar": m, "slot": k, "cap": 2 + m % 2, "min": 1 + m % 2}
        for m, k, a in [
            (0, 0, ""),
            (0, 1, ""),
            (1, 0, "a"),
            (1, 0, "b"),
            (1, 0, "c"),
            (1, 1, ""),
            (2, 0, ""),
            (2, 1, ""),
            (3, 1, ""),
        ]
    ]
    pupils = [{"id": f"P{n}", "school": "AABABG"[n], "prefs": row} for n, row in enumerate(PREFS)]
    schools = [{"id": "A"}, {"id": "B"}, {"id": "G", "guest": True}]
    day = {"K": 2, "schools": schools, "pupils": pupils, "sessions": sessions, "max_school_share": 0.5, **changes}
    return read_seminars(day)


def dice_prices(layout: Layout, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Few different prices, so that many bundles cost the same."""
    dice = np.random.default_rng(seed)
    seat = dice.integers(0, 4, layout.sessions) * SCALE
    return seat, dice.integers(0, 2, (layout.schools, layout.sessions)) * layout.bound_by_share * SCALE


def every_bundle(layout: Layout, table: np.ndarray, price: np.ndarray, p: int) -> Iterator[tuple[int, list[int], int]]:
    """(cost, seats, ranks held as bits) of each way for a pupil to sit: a session she ranked or the filler."""
    seminar = [*layout.seminar.tolist(), *[-1] * layout.slots]
    rank_of = {m: r for r, m in enumerate(layout.prefs[p].tolist()) if m >= 0}
    slots = [
        [s for s in range(layout.sessions) if layout.slot[s] == k and seminar[s] in rank_of] + [layout.sessions + k]
        for k in range(layout.slots)
    ]
    for seats in product(*slots):
        ranks = [rank_of[seminar[s]] for s in seats if s < layout.sessions]
        if len(set(ranks)) == len(ranks):
            held = sum(1 << r for r in ranks)
            yield int(table[held]) + sum(int(price[layout.school[p], s]) for s in seats), list(seats), held


def market_of(seed: int, which: int) -> tuple[Market, np.ndarray, np.ndarray]:
    layout = lay_out(a_day())
    aim = [aims.points(layout), aims.unranked(layout), aims.fairness(layout)[-1]][which]
    return Market(layout, aim), *dice_prices(layout, seed)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("which", range(3))
def test_each_pupil_takes_the_cheapest_bundle_there_is(seed: int, which: int) -> None:
    market, seat, share = market_of(seed, which)
    layout = market.layout
    price = with_fillers(layout, seat, share)
    total = 0
    for p in range(layout.pupils):
        usage = np.zeros(price.shape, np.int64)
        one = slice(p, p + 1)
        least = best_bundles(
            layout.prefs[one], layout.school[one], market.kind[one], layout.at, price, market.tables, market.sets,
            market.up_to, usage,
        )  # fmt: skip
        ways = list(every_bundle(layout, market.tables[market.kind[p]], price, p))
        assert least == min(cost for cost, _, _ in ways)
        taken = np.flatnonzero(usage[layout.school[p]]).tolist()
        assert usage.sum() == layout.slots
        assert (least, taken) in [(cost, sorted(seats)) for cost, seats, _ in ways]
        total += int(least)
    usage = np.zeros(price.shape, np.int64)
    assert total == best_bundles(
        layout.prefs, layout.school, market.kind, layout.at, price, market.tables, market.sets, market.up_to, usage
    )
    assert usage.sum(axis=1).tolist() == [2 * int(n) for n in layout.school_size]


def test_of_bundles_that_cost_the_same_pupils_take_different_ones() -> None:
    brief = a_day(pupils=[{"id": f"P{n}", "school": "A", "prefs": [0, 1, 2]} for n in range(3)], max_school_share=1)
    layout = lay_out(brief)
    market = Market(layout, aims.unranked(layout))
    _, usage = market.tried(np.zeros(layout.sessions, np.int64), np.zeros((layout.schools, layout.sessions), np.int64))
    first = {layout.seminar[s]: usage[0, s] for s in range(layout.sessions) if layout.slot[s] == 0 and usage[0, s]}
    assert first == {0: 1, 1: 1, 2: 1}


def test_the_second_pupil_looks_at_her_second_choice_first() -> None:
    brief = a_day(pupils=[{"id": f"P{n}", "school": "A", "prefs": [0, 1, 2]} for n in range(2)], max_school_share=1)
    layout = lay_out(brief)
    market = Market(layout, aims.unranked(layout))
    _, usage = market.tried(np.zeros(layout.sessions, np.int64), np.zeros((layout.schools, layout.sessions), np.int64))
    assert [(int(layout.seminar[s]), int(layout.slot[s])) for s in np.flatnonzero(usage[0])] == [
        (0, 0),
        (1, 0),
        (1, 1),
        (2, 1),
    ]


def test_of_sessions_at_one_price_the_first_is_taken() -> None:
    """Seminar 1 runs three times in slot 0; its third session is the cheapest, or its second and third are."""
    layout = lay_out(a_day(pupils=[{"id": "P0", "school": "A", "prefs": [1]}]))
    for prices, taken in (([0, 0, 0], 0), ([2, 2, 1], 2), ([2, 1, 1], 1)):
        market = Market(layout, aims.points(layout))
        seat = np.zeros(layout.sessions, np.int64)
        here = [s for s in range(layout.sessions) if layout.seminar[s] == 1 and layout.slot[s] == 0]
        seat[here] = np.array(prices) * SCALE // 8
        seat[np.flatnonzero((layout.seminar == 1) & (layout.slot == 1))] = SCALE
        _, usage = market.tried(seat, np.zeros((layout.schools, layout.sessions), np.int64))
        assert [usage[0, s] for s in here] == [float(n == taken) for n in range(3)]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("which", range(3))
@pytest.mark.parametrize("slack", [0, SCALE, 3 * SCALE, 2**55])
def test_every_bundle_within_a_slack_is_listed_once(seed: int, which: int, slack: int) -> None:
    market, seat, share = market_of(seed, which)
    layout, prices = market.layout, market.priced(seat, share)
    price = with_fillers(layout, seat, share)
    found = list_within(market, prices, slack)
    assert count_within(market, prices, slack) == len(found)
    for p in range(layout.pupils):
        ways = list(every_bundle(layout, market.tables[market.kind[p]], price, p))
        least = min(cost for cost, _, _ in ways)
        mine = slice(found.first[p], found.first[p + 1])
        listed = list(zip(found.seats[mine].tolist(), found.ranks[mine].tolist(), strict=True))
        assert sorted(listed) == sorted((seats, held) for cost, seats, held in ways if cost <= least + slack)
    assert found.owner.tolist() == sorted(found.owner.tolist())


def test_only_as_many_bundles_are_written_as_there_is_room() -> None:
    market, seat, share = market_of(1, 0)
    layout = market.layout
    whole = list_within(market, market.priced(seat, share), SCALE)
    seats, ranks, first = np.full((4, 2), -7), np.full(4, -7), np.zeros(layout.pupils + 1, np.int64)
    count = list_bundles(
        layout.prefs, layout.school, market.kind, layout.at, with_fillers(layout, seat, share), market.tables,
        market.sets, market.up_to, SCALE, first, seats[:3], ranks[:3],
    )  # fmt: skip
    assert count == len(whole) > 4
    assert seats.tolist() == [*whole.seats[:3].tolist(), [-7, -7]]
    assert ranks.tolist() == [*whole.ranks[:3].tolist(), -7]
    assert first.tolist() == whole.first.tolist()


def test_sets_of_ranks_stand_from_small_to_large() -> None:
    sets, up_to = sets_by_size(3, 2)
    assert sets.tolist() == [0, 1, 2, 4, 3, 5, 6, 7]
    assert up_to.tolist() == [1, 4, 7]


def test_a_filler_costs_what_the_cheapest_session_of_its_slot_does() -> None:
    layout = lay_out(a_day())
    seat, share = dice_prices(layout, 3)
    price = with_fillers(layout, seat, share)
    assert price[:, : layout.sessions].tolist() == (seat + share).tolist()
    for k in range(2):
        for h in range(layout.schools):
            here = [int(seat[s] + share[h, s]) for s in range(layout.sessions) if layout.slot[s] == k]
            assert price[h, layout.sessions + k] == min(here)


@pytest.mark.parametrize("seed", range(6))
def test_a_bound_is_what_pupils_pay_less_what_all_seats_cost(seed: int) -> None:
    market, seat, share = market_of(seed, 0)
    layout = market.layout
    price = with_fillers(layout, seat, share)
    paid = sum(
        min(cost for cost, _, _ in every_bundle(layout, market.tables[market.kind[p]], price, p))
        for p in range(layout.pupils)
    )
    sold = sum(int(seat[s] * layout.capacity[s]) for s in range(layout.sessions))
    sold += sum(int(share[h, s] * layout.share[s]) for h in range(layout.schools) for s in range(layout.sessions))
    found = market.priced(seat, share)
    assert found.bound == paid - sold
    assert found.seat.tolist() == seat.tolist()


def test_a_price_below_nought_is_only_for_a_session_that_must_run() -> None:
    layout = lay_out(a_day())
    seat, share = np.zeros(layout.sessions, np.int64), np.zeros((layout.schools, layout.sessions), np.int64)
    seat[[1, 2]], seat[3] = -5 * SCALE, SCALE
    fixed = Fixed(closed=frozenset({3}), open=frozenset({1}))
    market = Market(layout, aims.points(layout), fixed)
    found = market.priced(seat, share)
    assert found.seat.tolist() == [0, -5 * SCALE, 0, SHUT, *[0] * (layout.sessions - 4)]
    price = with_fillers(layout, found.seat, share)
    paid = sum(
        min(cost for cost, _, _ in every_bundle(layout, market.tables[market.kind[p]], price, p))
        for p in range(layout.pupils)
    )
    assert found.bound == paid + 5 * SCALE * int(layout.least[1])
    assert market.closed.tolist() == [s == 3 for s in range(layout.sessions)]
    assert market.must.tolist() == [s == 1 for s in range(layout.sessions)]


def test_a_bound_is_rounded_up_to_a_whole_number() -> None:
    none = np.zeros(0, np.int64)
    whole = [Prices(none, none, bound).whole_bound for bound in (0, 1, SCALE, SCALE + 1, -1, -SCALE, -SCALE - 1)]
    assert whole == [0, 1, 1, 2, 0, -1, -1]


@pytest.mark.parametrize("divisor", [1, 2, 16])
@pytest.mark.parametrize("seed", range(3))
def test_the_best_rounding_is_kept(seed: int, divisor: int) -> None:
    market, seat, share = market_of(seed, 0)
    dice = np.random.default_rng(seed)
    before = Prices(seat * 5 + dice.integers(0, SCALE, seat.shape), share * 5)
    tried = []
    for unit in (SCALE, SCALE // 2, SCALE // 3):
        parts = [
            np.array([[(int(x) // divisor + unit // 2) // unit * unit for x in row] for row in np.atleast_2d(each)])
            for each in (before.seat, before.share)
        ]
        tried.append(market.priced(parts[0][0], parts[1]))
    found = market.rounded(before, divisor)
    assert found.bound == max(each.bound for each in tried)
    assert found.seat.tolist() in [each.seat.tolist() for each in tried if each.bound == found.bound]


def test_free_seats_cost_nothing_and_nobody_can_have_worse_than_the_worst() -> None:
    layout = lay_out(a_day())
    market = Market(layout, aims.points(layout))
    free = market.free()
    assert not free.seat.any()
    assert not free.share.any()
    assert free.seat.shape == (layout.sessions,)
    assert free.share.shape == (layout.schools, layout.sessions)
    assert free.whole_bound == 4 * 1 + 40 + 1
    assert market.worst == 6 * 80
    members = Market(layout, aims.fairness(layout)[-1])
    assert members.worst == 5 * 80


def test_tables_say_what_each_set_of_choices_is_worth() -> None:
    layout = lay_out(a_day())
    table = aims.points(layout).tables(2)
    assert table.tolist() == [[80, 40, 41, 1, 43, 3, 4, FAR]] * 2
    assert aims.unranked(layout).tables(2).tolist() == [[2, 1, 1, 0, 1, 0, 0, FAR]] * 2
    assert Aim("", np.array([[1, 10, 100], [2, 20, 200]])).tables(1).tolist() == [[100, 1, 10, FAR], [200, 2, 20, FAR]]


def test_aims_count_places_of_members_and_guests() -> None:
    layout = lay_out(a_day())
    profile = np.array([[1, 2, 3, 4], [5, 6, 7, 8]])
    named = {aim.name: aim.value(profile) for aim in [*aims.fairness(layout), aims.points(layout)]}
    assert list(named.values()) == [12, 10, 8, 2 + 9 + 160, 8 + 30 + 480]
    assert list(named)[:3] == [
        "places at a seminar the pupil did not rank",
        "places at a pupil's choice number 3",
        "places at a pupil's choice number 2",
    ]
    everybody = [{"id": f"P{n}", "school": "G", "prefs": [0, 1]} for n in range(2)]
    assert [aim.name for aim in aims.fairness(lay_out(a_day(pupils=everybody)))] == [
        "places at a seminar the pupil did not rank",
        "places at a pupil's choice number 2",
    ]


@pytest.mark.parametrize("seed", range(5))
def test_a_bound_is_what_bundles_cost_less_what_seats_and_shares_are_sold_for(seed: int) -> None:
    """A session taken to run sells its least number where its price is below nought, however little below."""
    layout = lay_out(a_day(max_school_share=1))
    must = int(np.flatnonzero(layout.least < layout.capacity)[0])
    market = Market(layout, aims.points(layout), Fixed(frozenset({8}), frozenset({must})))
    seat, share = dice_prices(layout, seed)
    share = np.random.default_rng(seed).integers(0, 3, share.shape) * SCALE  # more than one price, and shares above 1
    for low in (-1, -SCALE, 0, 1):
        seat[must] = low
        found = market.priced(seat, share)
        price = with_fillers(layout, found.seat, share)
        cheapest = sum(
            min(cost for cost, _, _ in every_bundle(layout, market.tables[market.kind[p]], price, p))
            for p in range(layout.pupils)
        )
        sold = 0
        for s in range(layout.sessions):
            if s != 8:
                sold += int(found.seat[s]) * int(layout.least[s] if found.seat[s] < 0 else layout.capacity[s])
            sold += int(share[:, s].sum()) * int(layout.share[s])
        assert found.bound == cheapest - sold
