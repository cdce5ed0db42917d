"""Two hundred at once for the last places, in groups of one to twelve: none over, none free while somebody waits."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from bothways.activities.actions import booking as actions
from bothways.activities.actions import offers, places
from bothways.activities.models import Activity, Booking, BookingState, Pool, PoolKind, TakingPart
from bothways.rules.booking import Wanted
from tests.people import Cast
from tests.races.booking_crowd import Seen, faults_of, make_event, round_of
from tests.races.crowd import PRESSES, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def _assert_holds(activity: Activity, seen: Seen) -> None:
    assert faults_of(activity) == []
    assert seen.errors == []
    assert set(seen.results) <= {
        "booked", "change", "withdraw", "answer", "places", "told Conflict", "told Invalid", "told Refused",
    }  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_forty_presses_for_thirty_places_leave_none_over_and_none_free_while_somebody_waits(
    cast: Cast, seed: int
) -> None:
    activity, parts = make_event(cast, schools=16, places=30)
    seen = round_of(cast, parts, 40, seed)
    _assert_holds(activity, seen)
    assert len(seen.results) >= 3


@pytest.mark.slow
def test_fifty_rounds_of_two_hundred(cast: Cast) -> None:
    waits: list[float] = []
    results: Counter[str] = Counter()
    for seed in range(50):
        activity, parts = make_event(cast, schools=60, places=40)
        seen = round_of(cast, parts, PRESSES, seed)
        _assert_holds(activity, seen)
        waits += seen.seconds
        results += seen.results
    _say(waits, results)


def _say(waits: list[float], results: Counter[str]) -> None:
    """How long people waited, and how busy the machine was: reported, since a busy machine is no fault of a booking."""
    told = f"99 of 100 answered within {Seen(seconds=waits).slowest():.2f} s, the last within {max(waits):.2f} s"
    sys.__stderr__.write(f"\n50 rounds of {PRESSES}: {told}; load {os.getloadavg()[0]:.0f}. {dict(results)}\n")


def test_a_double_press_from_many_fingers_is_one_booking(cast: Cast) -> None:
    activity, (part,) = make_event(cast, schools=1, places=30)

    def press() -> None:
        actions.book_places(by=None, part=part, wanted=Wanted(8), key="one press")

    assert all_at_once(press, presses=20) == Counter({"ok": 20})
    assert Booking.unscoped.get().places == 8
    assert faults_of(activity) == []


def test_an_offer_that_is_taken_while_it_lapses_is_one_or_the_other(cast: Cast) -> None:
    activity, parts = make_event(cast, schools=2, places=10)
    full = actions.book_places(by=None, part=parts[0], wanted=Wanted(10))
    waiting = actions.book_places(by=None, part=parts[1], wanted=Wanted(6, 4))
    actions.withdraw_booking(by=None, booking=full)
    Booking.unscoped.filter(pk=waiting.pk).update(offer_until="2026-01-01T00:00Z")
    turns = iter(range(8))

    def press() -> None:
        if next(turns) % 2:
            offers.keep_line(by=None, activity=activity)
        else:
            actions.answer_offer(by=None, booking=waiting, said="take")

    assert set(all_at_once(press, presses=8)) <= {"ok", "Conflict"}
    waiting.refresh_from_db()
    assert waiting.state == BookingState.WITHDRAWN
    assert faults_of(activity) == []


def _count_then_write(part: TakingPart, wanted: int) -> None:
    """Booking with the safeguard removed: look how many are taken, then add."""
    with transaction.atomic():
        rows = Booking.unscoped.filter(taking_part__activity=part.activity)
        taken = sum(row.places for row in rows)
    if taken + wanted <= 30:
        time.sleep(0.002)
        Booking.unscoped.create(taking_part=part, state=BookingState.BOOKED, asked=wanted, places=wanted)


def test_negative_control_counting_before_writing_gives_away_more_than_there_are(cast: Cast) -> None:
    """The same crowd against look-then-write: proof that the crowd would be seen."""
    for _ in range(40):
        activity, parts = make_event(cast, schools=40, places=30)
        turns = iter(parts)
        all_at_once(lambda turns=turns: _count_then_write(next(turns), 2), presses=40)
        if any("over" in fault for fault in faults_of(activity)):
            return
    pytest.fail("the crowd never beat a count-then-write, so it proves nothing")


def test_negative_control_a_line_that_is_not_served_is_seen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "serve", lambda _held: 0)
    activity, parts = make_event(cast, schools=2, places=10)
    full = actions.book_places(by=None, part=parts[0], wanted=Wanted(10))
    actions.book_places(by=None, part=parts[1], wanted=Wanted(4))
    actions.withdraw_booking(by=None, booking=full)
    assert faults_of(activity) == ["10 free while one waits for 4, 4 at least"]


def test_the_database_itself_refuses_more_than_there_are(cast: Cast) -> None:
    activity, _parts = make_event(cast, schools=1, places=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pool.unscoped.filter(activity=activity, kind=PoolKind.PUPILS).update(taken=11)
