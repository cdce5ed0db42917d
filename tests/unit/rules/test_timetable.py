"""Clashes of a timetable, each by one that has it and one that just has not; turns, rotations and changing places."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules.timetable import (
    ALL,
    DAY,
    ClashKind,
    Event,
    Slot,
    clashes,
    exchanged,
    in_turn,
    overlap,
    rotation,
    shifted,
)

THE_DAY = dt.date(2026, 12, 3)
NINE, TEN, ELEVEN, NOON, THREE = 540, 600, 660, 720, 900
EVENT = Event(THE_DAY, THE_DAY, NINE, THREE, pupils=80, adults=20, training=12)


def slot(name: str, starts: int = TEN, ends: int = ELEVEN, **values: object) -> Slot:
    return replace(Slot(name, THE_DAY, starts, ends), **values)


def kinds(*slots: Slot, event: Event = EVENT) -> list[ClashKind]:
    return [each.kind for each in clashes(slots, event)]


def test_a_room_or_a_leader_twice_at_once() -> None:
    first = slot("a", room="hall", leaders=frozenset({"x", "y"}), block="b")
    touching = slot("b", ELEVEN, NOON, room="hall", leaders=frozenset({"x"}))
    during = slot("c", ELEVEN - 1, NOON, room="hall", leaders=frozenset({"x"}), block="b")
    assert kinds(first, touching) == []
    found = clashes((during, first), EVENT)
    assert [(each.kind, each.slots, each.who) for each in found] == [
        (ClashKind.ROOM_TWICE, ("a", "c"), "hall"),
        (ClashKind.LEADER_TWICE, ("a", "c"), "x"),
    ]
    next_day = replace(during, day=THE_DAY + dt.timedelta(days=1))
    assert kinds(first, next_day, event=replace(EVENT, last=next_day.day)) == []
    assert kinds(replace(first, room=""), replace(during, room="", leaders=frozenset())) == []


@pytest.mark.parametrize(
    ("starts", "ends", "wrong"),
    [(NINE, THREE, False), (NINE - 1, TEN, True), (TEN, THREE + 1, True)],
)
def test_outside_the_hours_of_the_event(starts: int, ends: int, wrong: bool) -> None:
    assert (kinds(slot("a", starts, ends)) == [ClashKind.OUTSIDE]) is wrong
    assert kinds(slot("a", starts, ends), event=replace(EVENT, starts=None, ends=None)) == []


def test_on_a_day_that_it_does_not_have() -> None:
    assert kinds(slot("a", day=THE_DAY + dt.timedelta(days=1))) == [ClashKind.OUTSIDE]


def test_over_a_break_of_the_same_people() -> None:
    pause = slot("pause", 630, 650, kind="break")
    assert [each.slots for each in clashes((slot("a"), pause), EVENT)] == [("a", "pause")]
    assert kinds(slot("a"), replace(pause, audience=ALL)) == [ClashKind.OVER_A_PAUSE]
    assert kinds(slot("a", audience="adults"), pause) == []
    assert kinds(slot("a", ends=630), pause) == []
    assert kinds(slot("lunch", kind="lunch"), pause) == []


def test_more_people_than_the_room_holds() -> None:
    hall = {"room": "hall", "room_holds": 80}
    assert kinds(slot("a", **hall)) == []
    (found,) = clashes((slot("a", **hall, audience=ALL),), EVENT)
    assert (found.kind, found.have, found.want) == (ClashKind.TOO_FULL, 80, 100)
    assert kinds(slot("a", **hall, audience=ALL, holds=80)) == []
    assert kinds(slot("a", room="staff room", room_holds=11, audience="adults")) == [ClashKind.TOO_FULL]
    assert kinds(slot("a", room="staff room", room_holds=12, audience="adults")) == []
    beside = slot("a", block="b", room="lab", room_holds=28, holds=30)
    assert ClashKind.TOO_FULL in kinds(beside)


def test_fewer_places_side_by_side_than_pupils() -> None:
    three = [slot(name, block="b", holds=27) for name in "abc"]
    assert kinds(*three) == []
    (found,) = clashes([replace(each, holds=26) for each in three], EVENT)
    assert (found.kind, found.slots, found.have, found.want) == (ClashKind.TOO_FEW_PLACES, ("a", "b", "c"), 78, 80)
    assert kinds(three[0], replace(three[1], holds=0)) == []
    other_day = dt.date(2026, 12, 4)
    spread = [*three, replace(three[0], id="d", day=other_day)]
    assert kinds(*spread, event=replace(EVENT, last=other_day)) == [ClashKind.TOO_FEW_PLACES]


def test_an_opt_out_needs_another_session() -> None:
    cut = slot("cut", opt_out=True)
    assert kinds(cut) == [ClashKind.NOTHING_INSTEAD]
    assert kinds(replace(cut, instead="cut")) == [ClashKind.NOTHING_INSTEAD]
    assert kinds(replace(cut, instead="gone")) == [ClashKind.NOTHING_INSTEAD]
    assert kinds(replace(cut, instead="draw"), slot("draw")) == []
    assert ClashKind.NOTHING_INSTEAD in kinds(replace(cut, instead="draw"), slot("draw", opt_out=True))


def test_somewhere_without_steps_in_every_block() -> None:
    needed = replace(EVENT, step_free_needed=True)
    up = slot("up", room="loft", step_free=False)
    assert kinds(up, event=needed) == [ClashKind.STEPS]
    assert kinds(up) == []
    beside = [replace(up, block="b"), slot("down", block="b", room="lab")]
    assert kinds(*beside, event=needed) == []
    assert kinds(replace(up, audience="adults"), event=needed) == []
    assert kinds(replace(up, room=""), event=needed) == []


spans = st.tuples(st.integers(NINE, THREE), st.integers(1, 90)).map(lambda both: (both[0], both[0] + both[1]))


@given(st.lists(st.tuples(spans, st.sampled_from(["", "hall", "lab"])), max_size=8), st.randoms())
@settings(max_examples=60)
def test_rooms_taken_twice_are_those_a_minute_by_minute_count_finds(
    rows: list[tuple[tuple[int, int], str]], shuffled: object
) -> None:
    slots = [slot(f"{number}", *span, room=room) for number, (span, room) in enumerate(rows)]
    free = Event(THE_DAY, THE_DAY)
    said = {frozenset(each.slots) for each in clashes(slots, free) if each.kind == ClashKind.ROOM_TWICE}
    counted = set()
    for room, minute in itertools.product(("hall", "lab"), range(NINE, THREE + 90)):
        there = [each.id for each in slots if each.room == room and each.starts <= minute < each.ends]
        counted |= {frozenset(pair) for pair in itertools.combinations(there, 2)}
    assert said == counted
    other = list(slots)
    shuffled.shuffle(other)  # type: ignore[attr-defined]  # a random.Random
    assert clashes(other, free) == clashes(slots, free)


@given(st.integers(1, 12), st.integers(1, 12))
@settings(max_examples=60)
def test_every_group_is_at_every_station_once_and_never_at_two(groups: int, stations: int) -> None:
    rounds = rotation(groups, stations)
    assert all(len(turn) == stations for turn in rounds)
    met = [(group, station) for turn in rounds for station, group in enumerate(turn) if group is not None]
    assert sorted(met) == sorted(itertools.product(range(groups), range(stations)))
    for turn in rounds:
        there = [group for group in turn if group is not None]
        assert len(there) == len(set(there))


def test_a_rotation_of_nothing_is_refused() -> None:
    for groups, stations in ((0, 3), (3, 0)):
        with pytest.raises(ValueError, match="a group and a station"):
            rotation(groups, stations)


@given(spans, st.integers(0, 30), st.integers(1, 90))
def test_neighbours_that_change_places_keep_lengths_and_ends(one: tuple[int, int], gap: int, length: int) -> None:
    other = (one[1] + gap, one[1] + gap + length)
    late, early = exchanged(one, other)
    assert (late[1] - late[0], early[1] - early[0]) == (one[1] - one[0], length)
    assert (early[0], late[1]) == (one[0], other[1])
    assert late[0] - early[1] == gap
    assert exchanged(early, late) == (other, one)


def test_turns_follow_each_other_and_stay_in_the_day() -> None:
    assert in_turn(TEN, 8, 3, between=2) == ((600, 608), (610, 618), (620, 628))
    assert in_turn(TEN, 8, 0) == ()
    for minutes, count in ((0, 2), (8, 200)):
        with pytest.raises(ValueError, match="do not fit"):
            in_turn(TEN, minutes, count)


def test_a_day_moves_as_a_whole_or_not_at_all() -> None:
    assert shifted([(NINE, TEN), (TEN, ELEVEN)], 30) == ((570, 630), (630, 690))
    for minutes in (-NINE - 1, DAY - TEN):
        with pytest.raises(ValueError, match="leave the day"):
            shifted([(NINE, TEN)], minutes)


def test_what_only_touches_does_not_overlap() -> None:
    assert not overlap(slot("a"), slot("b", ELEVEN, NOON))
    assert overlap(slot("a"), slot("b", ELEVEN - 1, NOON))
