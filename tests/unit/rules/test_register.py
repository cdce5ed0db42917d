"""The rule of the register: what each sentence of it says, and that no order, loss or repetition changes it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules.register import ABSENT, ARRIVED, LEFT, SETTLED, UNDO, Fact, State, Where, fold, spoken


def one(*facts: Fact) -> State:
    """The state of the one pupil."""
    return fold(facts)["p"]


def mark(id_: str, kind: str, device: str = "a", *, own: int = 0, order: int = 0, follows: str = "") -> Fact:
    """A mark about the one pupil; by default its number and order are those in its id."""
    number = int(id_[1:])
    return Fact(id_, "p", kind, device, own or number, order or number, follows)


def test_arrived_anywhere_wins_over_not_here_and_both_stay_in_amber() -> None:
    state = one(mark("m1", ARRIVED, "a"), mark("m2", ABSENT, "b"))
    assert state == State(Where.HERE, "m2", ("m1", "m2"), ())


def test_a_late_child_is_not_a_disagreement() -> None:
    assert one(mark("m1", ABSENT, "a"), mark("m2", ARRIVED, "b", follows="m1")) == State(Where.HERE, "m2")
    assert one(mark("m1", ABSENT), mark("m2", ARRIVED)) == State(Where.HERE, "m2")


def test_left_is_ended_by_a_later_arrival_alone() -> None:
    arrived, left = mark("m1", ARRIVED, "a"), mark("m2", LEFT, "b", follows="m1")
    assert one(arrived, left) == State(Where.LEFT, "m2")
    assert one(arrived, left, mark("m3", ARRIVED, "c", follows="m2")).where == Where.HERE
    assert one(arrived, left, mark("m3", ARRIVED, "b")).where == Where.HERE
    unknowing = one(arrived, left, mark("m3", ARRIVED, "c"))
    assert (unknowing.where, unknowing.disagree) == (Where.LEFT, ("m2", "m3"))


def test_taking_back_cancels_the_mark_that_it_names_even_when_it_comes_first() -> None:
    undo = mark("m2", UNDO, follows="m1")
    assert one(undo, mark("m1", ARRIVED)).where == Where.EXPECTED
    assert one(undo, mark("m1", ARRIVED), mark("m3", ARRIVED, "b")).where == Where.HERE
    assert one(undo, mark("m1", ARRIVED), mark("m3", UNDO, follows="m2")).where == Where.EXPECTED


def test_who_was_here_and_is_not_found_stays_missing_until_a_person_settles_it() -> None:
    seen, lost = mark("m1", ARRIVED, "a"), mark("m2", ABSENT, "b", follows="m1")
    assert one(seen, lost).missing == ("m2",)
    assert one(seen, lost, mark("m3", ARRIVED, "c", follows="m2")).missing == ("m2",)
    assert one(seen, lost, mark("m3", LEFT, "a")).missing == ("m2",)
    settled = [seen, lost, mark("m3", SETTLED, ""), mark("m4", ARRIVED, "", follows="m3")]
    assert one(*settled) == State(Where.HERE, "m4")
    assert one(*settled, mark("m5", ABSENT, "b", follows="m4")).missing == ("m5",)


KINDS = st.sampled_from([ARRIVED, ABSENT, LEFT, UNDO])


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """What three devices did to four pupils, each mark following anything made before it, or nothing."""
    made: list[Fact] = []
    for number in range(draw(st.integers(1, 14))):
        who, device = draw(st.sampled_from("pqrs")), draw(st.sampled_from("abc"))
        before = [each.id for each in made if each.who == who]
        kind = draw(KINDS)
        follows = draw(st.sampled_from(before)) if before and (kind == UNDO or draw(st.booleans())) else ""
        own = 1 + sum(each.device == device for each in made)
        made.append(Fact(f"m{number}", who, kind, device, own, number, follows))
    return made


def _same_for_any_order(history: list[Fact], seed: int) -> None:
    chance = random.Random(seed)
    again = history + chance.choices(history, k=5)
    chance.shuffle(again)
    assert fold(again) == fold(history)
    orders = list(range(len(history)))
    chance.shuffle(orders)
    arrived_otherwise = [
        Fact(each.id, each.who, each.kind, each.device, each.own, order, each.follows)
        for each, order in zip(history, orders, strict=True)
    ]
    told, other = fold(history), fold(arrived_otherwise)
    assert {who: (state.where, state.missing) for who, state in told.items()} == {
        who: (state.where, state.missing) for who, state in other.items()
    }


@given(histories(), st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_any_order_and_repetition_gives_the_same(history: list[Fact], seed: int) -> None:
    _same_for_any_order(history, seed)


@pytest.mark.slow
@given(histories(), st.integers(0, 2**32))
@settings(max_examples=10_000, deadline=None)
def test_any_order_and_repetition_gives_the_same_ten_thousand_times(history: list[Fact], seed: int) -> None:
    _same_for_any_order(history, seed)


@given(histories())
@settings(max_examples=200, deadline=None)
def test_nobody_who_is_missing_is_found_by_a_mark_of_a_device(history: list[Fact]) -> None:
    before = fold(history)
    more = Fact("x", "p", ARRIVED, "d", 1, 99, history[-1].id)
    after = fold([*history, more])
    if "p" in before:
        assert set(before["p"].missing) <= set(after["p"].missing)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("1-8 not 3", ({1, 2, 4, 5, 6, 7, 8}, "")),
        ("1–3, 5", ({1, 2, 3, 5}, "")),
        ("", (set(), "")),
        ("1-9", (set(), "1-9")),
        ("0", (set(), "0")),
        ("1 - 4 not 2 and 3", ({1, 4}, "")),
        ("all", (set(), "all")),
    ],
)
def test_numbers_of_a_sheet_are_read(words: str, expected: tuple[set[int], str]) -> None:
    assert spoken(words, 8) == expected
