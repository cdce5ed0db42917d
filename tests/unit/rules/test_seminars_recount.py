"""Counting a plan of seminars: each rule broken is one fault and one sentence; energy is the distance to a bound."""

from __future__ import annotations

import numpy as np
import pytest

from bothways.rules.rng import new_state
from bothways.rules.seminars import SeminarBrief, aims, read_seminars, recount
from bothways.rules.seminars.bundles import list_within
from bothways.rules.seminars.kernels import FAR
from bothways.rules.seminars.layout import Layout, lay_out
from bothways.rules.seminars.prices import SCALE, Market
from bothways.rules.seminars.settle import FINE, seat_cost, settle, share_cost


def a_day(**changes: object) -> SeminarBrief:
    """Six pupils, four of school A and two guests; three seminars twice; two of one school in a session at most."""
    sessions = [
        {"id": f"Q{m}.{k}", "seminar": m, "slot": k, "cap": 4, "min": 2, "presenter": "T" if m else "U"}
        for k in range(2)
        for m in range(3)
    ]
    pupils = [{"id": f"P{n}", "school": "A" if n < 4 else "G", "prefs": [0, 1] if n % 2 else [1, 2]} for n in range(6)]
    schools = [{"id": "A"}, {"id": "G", "guest": True}]
    day = {"K": 2, "schools": schools, "pupils": pupils, "sessions": sessions, "max_school_share": 0.5, **changes}
    return read_seminars(day)


def seats_of(brief: SeminarBrief, rows: dict[str, str]) -> np.ndarray:
    """Session numbers from ids, for pupils by id."""
    where = {each.id: number for number, each in enumerate(brief.sessions)}
    return np.array([[where[name] for name in rows[pupil.id].split()] for pupil in brief.pupils])


FINE_PLAN = {
    "P0": "Q0.0 Q1.1",
    "P1": "Q0.0 Q1.1",
    "P2": "Q1.0 Q0.1",
    "P3": "Q1.0 Q0.1",
    "P4": "Q0.0 Q1.1",
    "P5": "Q0.0 Q1.1",
}


def found(rows: dict[str, str], **changes: object) -> tuple[int, list[str]]:
    brief = a_day(**changes)
    layout, clashes = lay_out(brief), recount.clashing(brief)
    seats = seats_of(brief, rows)
    return recount.faults(layout, seats, clashes), recount.broken_rules(brief, layout, seats, clashes)


def test_a_plan_that_keeps_every_rule_has_no_fault() -> None:
    assert found(FINE_PLAN) == (0, [])


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ({"P2": "Q0.0 Q1.1", "P3": "Q0.0 Q1.1", "P4": "Q1.0 Q0.1", "P5": "Q1.0 Q0.1"}, ["pupils of one school"] * 2),
        ({"P4": "Q1.0 Q0.1", "P5": "Q1.0 Q1.1"}, ["has one seminar twice", "needs 2 to run"][:1]),
        ({"P4": "Q2.0 Q1.1", "P5": "Q2.0 Q1.1"}, ["need the same person"]),
        ({"P5": "Q2.0 Q1.1"}, ["needs 2 to run", "need the same person"]),
    ],
)
def test_each_rule_broken_is_a_fault_and_a_sentence(moved: dict[str, str], said: list[str]) -> None:
    faults, words = found({**FINE_PLAN, **moved})
    assert faults == len(words) == len(said), words
    assert all(any(each in line for line in words) for each in said), words


def test_one_too_many_in_a_session_is_a_fault() -> None:
    full = {f"P{n}": "Q0.0 Q1.1" for n in range(6)}
    faults, words = found(full, max_school_share=1)
    assert (faults, len(words)) == (2, 2)
    assert words[0] == "session “Q0.0” has 6 pupils and 4 seats"


def test_a_session_in_the_wrong_slot_is_a_fault() -> None:
    brief = a_day()
    seats = seats_of(brief, FINE_PLAN)
    assert recount.faults(lay_out(brief), seats[:, ::-1], []) == seats.size


def test_places_are_counted_by_rank_for_members_and_guests() -> None:
    brief = a_day()
    layout, seats = lay_out(brief), seats_of(brief, FINE_PLAN)
    assert recount.profile(layout, seats).tolist() == [[4, 2, 2], [2, 1, 1]]
    assert recount.ranks_of(layout, seats).shape == (6, 2)
    assert recount.by_school(layout, seats).sum(axis=1).tolist() == [8, 4]
    assert recount.spread(layout, seats) == 0


def test_the_gap_between_schools_is_in_hundredths_of_a_choice() -> None:
    brief = a_day()
    gentle = {**FINE_PLAN, "P4": "Q1.0 Q2.1"}  # one guest at choices 1 and 2 instead of 1 and unranked
    assert recount.spread(lay_out(brief), seats_of(brief, gentle)) == 25


def test_the_widest_gap_of_all_schools_is_told() -> None:
    everything = [{"id": f"P{n}", "school": "AABBGG"[n], "prefs": [0, 1, 2] if n < 4 else [2]} for n in range(6)]
    brief = a_day(pupils=everything, schools=[{"id": "A"}, {"id": "B"}, {"id": "G"}])
    layout, seats = lay_out(brief), seats_of(brief, {f"P{n}": "Q0.0 Q1.1" for n in range(6)})
    assert recount.ranks_of(layout, seats).tolist() == [
        [0, 1] if layout.prefs[p, 0] == 0 else [3, 3] for p in range(layout.pupils)
    ]
    assert recount.spread(layout, seats) == 250


def test_clashes_are_groups_of_sessions_in_one_slot() -> None:
    assert recount.clashing(a_day()) == [[1, 2], [4, 5]]
    rooms = [
        {"id": f"Q{m}.{k}", "seminar": m, "slot": k, "cap": 4, "room": "hall" if m < 2 else 3, "presenters": []}
        for k in range(2)
        for m in range(3)
    ]
    assert recount.clashing(a_day(sessions=rooms)) == [[0, 1], [3, 4]]


@pytest.mark.parametrize(("there", "cost"), [(0, 40), (1, 30 + 100), (2, 20), (3, 10), (4, 0), (5, 100), (7, 300)])
def test_what_a_session_costs_the_search(there: int, cost: int) -> None:
    assert seat_cost(there, 4, 2, 10, 100) == cost


@pytest.mark.parametrize(
    ("there", "least", "price", "cost"),
    [(0, 2, 0, 0), (3, 2, 0, 0), (1, 2, 0, 100), (1, 3, 10, 30 + 200), (0, 2, 1, 4), (3, 2, -1, 1), (0, 3, -1, 300)],
)
def test_what_a_session_costs_at_a_small_price(there: int, least: int, price: int, cost: int) -> None:
    assert seat_cost(there, 4, least, price, 100) == cost


@pytest.mark.parametrize(("there", "cost"), [(0, 200), (1, 100), (2, 0), (3, 10), (4, 20), (5, 100)])
def test_a_session_that_must_run_would_rather_have_no_more_than_it_needs(there: int, cost: int) -> None:
    assert seat_cost(there, 4, 2, -10, 100) == cost


@pytest.mark.parametrize(("there", "cost"), [(0, 14), (1, 7), (2, 0), (3, 100), (4, 200)])
def test_what_is_left_of_a_share_costs_its_price(there: int, cost: int) -> None:
    assert share_cost(there, 2, 7, 100) == cost


def priced(layout: Layout, seed: int) -> tuple[np.ndarray, np.ndarray]:
    dice = np.random.default_rng(seed)
    seat = dice.integers(0, 3, layout.sessions) * SCALE // 2
    return seat, dice.integers(0, 2, (layout.schools, layout.sessions)) * layout.bound_by_share * SCALE


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("moves", [0, 1, 30])
def test_the_energy_of_a_plan_is_its_distance_from_the_bound_and_a_fine_for_each_fault(seed: int, moves: int) -> None:
    """Also after moves: the sum of all changes is the whole recount."""
    brief = a_day(pupils=[{"id": f"P{n}", "school": "AG"[n % 3 == 0], "prefs": [n % 3, (n + 1) % 3]} for n in range(7)])
    layout = lay_out(brief)
    market = Market(layout, aims.points(layout))
    prices = market.priced(*priced(layout, seed))
    bundles = list_within(market, prices, 20 * SCALE)
    done = settle(market, prices, bundles, moves=moves, state=new_state(seed), cap=int(FAR))
    assert done is not None
    value = aims.points(layout).value(recount.profile(layout, done.seats))
    there = recount.by_school(layout, done.seats)
    usage = there.sum(axis=0)
    over, lacking = np.maximum(usage - layout.capacity, 0), np.where(usage > 0, np.maximum(layout.least - usage, 0), 0)
    beyond = np.maximum(there - layout.share, 0)
    distance = value * SCALE - prices.bound
    # a seat or a share oversold was counted as a gap of minus its price, which the fine stands in for
    distance += int((over * prices.seat).sum() + (beyond * prices.share).sum())
    assert done.energy == distance + FINE * int(over.sum() + lacking.sum() + beyond.sum())
