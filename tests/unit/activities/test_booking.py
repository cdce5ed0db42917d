"""Places first, names later: booked once, waited for as a whole group, offered in order, never more than there are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from bothways.activities.actions import booking as actions
from bothways.activities.actions import inviting, offers
from bothways.activities.models import Activity, ActivityState, Booking, BookingState, Pool, PoolKind, TakingPart
from bothways.activities.queries import booking as reads
from bothways.activities.queries import coming
from bothways.activities.queries.booking_words import Invited
from bothways.core import clock
from bothways.core.errors import Conflict, Invalid, Refused
from bothways.core.models import AuditEntry, OutboxRow
from bothways.rules.booking import Wanted
from tests.factories.activities import make_activity, make_booking, make_participant, take_part
from tests.factories.schools import make_school
from tests.people import Cast

pytestmark = pytest.mark.django_db


def _parts(cast: Cast, count: int, **values: Any) -> tuple[Activity, list[TakingPart]]:
    """An event, and schools that take part beside its owner."""
    activity = make_activity(cast.partnership, cast.giver_school, **values)
    pool = Pool.unscoped.get(activity=activity, kind=PoolKind.PUPILS)
    Pool.unscoped.create(activity=activity, kind=PoolKind.TRAINING, capacity=activity.training_places)
    assert pool.capacity == activity.places
    return activity, [take_part(activity, make_school()) for _ in range(count)]


def _book(part: TakingPart, pupils: int, least: int = 0, **values: Any) -> Booking:
    key = values.pop("key", "")
    return actions.book_places(by=None, part=part, wanted=Wanted(pupils, least, **values), key=key)


def _now(booking: Booking) -> Booking:
    return Booking.unscoped.get(pk=booking.pk)


def _taken(activity: Activity, kind: str = PoolKind.PUPILS) -> int:
    return int(Pool.unscoped.get(activity=activity, kind=kind).taken)


def _mails(kind: str) -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(kind=kind))


def test_what_is_free_is_booked_at_once_and_told(cast: Cast) -> None:
    activity, (part,) = _parts(cast, 1, training_places=3)
    made = _book(part, 4, adults=2, training=1)
    assert (made.state, made.places, made.adults, made.training) == (BookingState.BOOKED, 4, 2, 1)
    assert (_taken(activity), _taken(activity, PoolKind.TRAINING)) == (4, 1)
    (mail,) = _mails("booking.booked")
    assert (mail.recipient, mail.context["places"]) == (part.contact_email, 4)
    assert reads.history(made).get().words == "Booked 4 places."
    assert AuditEntry.objects.filter(verb="places asked for", object_id=made.pk).count() == 1


def test_the_same_press_twice_is_one_booking_and_another_press_is_told(cast: Cast) -> None:
    activity, (part, other) = _parts(cast, 2)
    first = _book(part, 4, key="k1")
    assert _book(part, 4, key="k1").pk == first.pk
    assert (_taken(activity), len(_mails("booking.booked"))) == (4, 1)
    with pytest.raises(Conflict, match="booked already"):
        _book(part, 4, key="k2")
    with pytest.raises(Conflict):
        _book(other, 4, key="k1")
    assert _taken(activity) == 4


def test_77_booked_a_school_that_asks_6_and_at_least_4_waits_and_is_then_offered_5_never_3(cast: Cast) -> None:
    activity, (full, part) = _parts(cast, 2)
    make_booking(full, 77)
    waiting = _book(part, 6, least=4)
    assert (waiting.state, reads.position(waiting)) == (BookingState.WAITING, 1)
    assert _mails("booking.waiting")[0].context["position"] == 1
    assert _mails("booking.offered") == []
    booked = reads.booking_of(full)
    assert booked is not None
    actions.change_booking(by=None, booking=booked, wanted=Wanted(75))
    offered = _now(waiting)
    assert (offered.state, offered.offered, _taken(activity)) == (BookingState.OFFERED, 5, 80)
    actions.answer_offer(by=None, booking=offered, said="take")
    taken = _now(waiting)
    assert (taken.state, taken.places, taken.offered, _taken(activity)) == (BookingState.BOOKED, 5, 0, 80)
    assert _mails("booking.promoted")[0].context["places"] == 5
    assert sum(row.places for row in coming.booked(activity)) == 80


def test_who_later_fits_what_remains_is_offered_it_and_the_larger_group_keeps_its_spot(cast: Cast) -> None:
    _activity, (full, big, small) = _parts(cast, 3, places=10)
    held = make_booking(full, 10)
    first, second = _book(big, 8, least=6), _book(small, 3)
    actions.change_booking(by=None, booking=held, wanted=Wanted(6))
    assert (_now(first).state, _now(second).offered) == (BookingState.WAITING, 3)
    actions.withdraw_booking(by=None, booking=held)
    assert (_now(first).offered, reads.position(_now(first))) == (7, 1)


def test_a_group_that_fits_is_given_places_while_a_larger_one_waits(cast: Cast) -> None:
    _activity, (full, big, small) = _parts(cast, 3, places=10)
    make_booking(full, 8)
    assert _book(big, 5).state == BookingState.WAITING
    assert _book(small, 2).state == BookingState.BOOKED


def test_asking_for_more_than_is_free_but_with_a_least_that_is_free_is_offered_it_at_once(cast: Cast) -> None:
    _activity, (part,) = _parts(cast, 1, places=3)
    made = _book(part, 6, least=2)
    assert (made.state, made.offered) == (BookingState.OFFERED, 3)
    assert _mails("booking.waiting") == []


def test_an_offer_ends_on_time_and_goes_to_the_next(cast: Cast) -> None:
    activity, (full, one, two) = _parts(cast, 3, places=10)
    held = make_booking(full, 10)
    first, second = _book(one, 4), _book(two, 4)
    actions.withdraw_booking(by=None, booking=held)
    actions.book_places(by=None, part=full, wanted=Wanted(2))
    until = _now(first).offer_until
    assert until is not None
    with time_machine.travel(until - dt.timedelta(minutes=1), tick=False):
        assert offers.keep_lines() == "0 offers ended, 0 made"
    with time_machine.travel(until, tick=False):
        with pytest.raises(Conflict, match="This offer ended"):
            actions.answer_offer(by=None, booking=first, said="take")
        assert offers.keep_lines().startswith("2 offers ended")
        assert offers.keep_lines() == "0 offers ended, 0 made"
    assert (_now(first).state, _now(second).state, _taken(activity)) == ("withdrawn", "withdrawn", 2)
    (mail, _other) = _mails("booking.lapsed")
    assert mail.context["offered"] == 4


def test_saying_no_leaves_the_line_and_waiting_on_keeps_the_spot(cast: Cast) -> None:
    activity, (full, one, two) = _parts(cast, 3, places=10)
    make_booking(full, 7)
    first = _book(one, 6, least=2)
    second = _book(two, 4, least=1)
    actions.answer_offer(by=None, booking=first, said="wait")
    assert (_now(first).state, _now(first).least, _now(second).offered) == (BookingState.WAITING, 6, 3)
    actions.answer_offer(by=None, booking=second, said="leave")
    assert (_now(second).state, _taken(activity)) == (BookingState.WITHDRAWN, 7)


def test_taking_twice_is_once_and_a_stale_answer_is_told(cast: Cast) -> None:
    activity, (part,) = _parts(cast, 1, places=3)
    made = _book(part, 6, least=2)
    for _ in range(2):
        actions.answer_offer(by=None, booking=made, said="take")
    assert _taken(activity) == 3
    with pytest.raises(Conflict):
        actions.answer_offer(by=None, booking=made, said="leave")
    with pytest.raises(Invalid):
        actions.answer_offer(by=None, booking=made, said="perhaps")


def test_more_is_given_only_when_it_is_free(cast: Cast) -> None:
    activity, (part,) = _parts(cast, 1, places=10)
    made = _book(part, 4)
    with pytest.raises(Invalid, match=r"You have 4 places and 6 more are free\. Ask for 10 or fewer\.") as told:
        actions.change_booking(by=None, booking=made, wanted=Wanted(11))
    assert told.value.field == "pupils"
    actions.change_booking(by=None, booking=made, wanted=Wanted(10))
    assert _taken(activity) == 10


def test_asking_for_more_while_waiting_goes_to_the_end(cast: Cast) -> None:
    _activity, (full, one, two) = _parts(cast, 3, places=10)
    make_booking(full, 10)
    first, second = _book(one, 2), _book(two, 2)
    actions.change_booking(by=None, booking=first, wanted=Wanted(1))
    assert reads.position(_now(first)) == 1
    actions.change_booking(by=None, booking=first, wanted=Wanted(3))
    assert (reads.position(_now(second)), reads.position(_now(first))) == (1, 2)


def test_places_kept_for_a_school_are_free_for_all_after_their_day(cast: Cast) -> None:
    activity, (keeper, other) = _parts(cast, 2, places=10)
    until = clock.today() + dt.timedelta(days=3)
    offers.keep_places(by=cast.coordinator, part=keeper, count=6, until=until)
    assert _book(other, 4).state == BookingState.BOOKED
    third = take_part(activity, make_school())
    waiting = _book(third, 2)
    assert waiting.state == BookingState.WAITING
    assert _book(keeper, 3).state == BookingState.BOOKED
    assert _now(waiting).state == BookingState.WAITING
    with time_machine.travel(until + dt.timedelta(days=1, hours=6)):
        assert offers.keep_lines() == "0 offers ended, 1 made"
    assert _now(waiting).offered == 2
    with pytest.raises(Invalid, match="more than are free"):
        offers.keep_places(by=cast.coordinator, part=keeper, count=9)


def test_guests_get_places_from_their_day_and_keep_the_order_of_asking(cast: Cast) -> None:
    day = clock.today() + dt.timedelta(days=5)
    activity, (member,) = _parts(cast, 1, places=10, guests_from=day)
    guest = take_part(activity, make_school(), is_guest=True)
    asked = _book(guest, 8, least=4)
    assert asked.state == BookingState.WAITING
    assert "Guest schools get places from" in reads.why_waiting(activity, asked)
    assert _book(member, 4).state == BookingState.BOOKED
    with time_machine.travel(day + dt.timedelta(hours=7)):
        offers.keep_lines()
    assert (_now(asked).state, _now(asked).offered) == (BookingState.OFFERED, 6)


def test_fewer_places_than_are_taken_are_refused_and_more_are_offered(cast: Cast) -> None:
    activity, (one, two) = _parts(cast, 2, places=10)
    _book(one, 9)
    waiting = _book(two, 4)
    with pytest.raises(Invalid, match="9 places are booked"):
        offers.set_places(by=cast.coordinator, activity=activity, kind=PoolKind.PUPILS, count=8)
    offers.set_places(by=cast.coordinator, activity=activity, kind=PoolKind.PUPILS, count=13)
    assert _now(waiting).offered == 4
    activity.refresh_from_db()
    assert activity.places == 13


def test_numbers_that_cannot_be_are_named_at_their_field(cast: Cast) -> None:
    _activity, (part,) = _parts(cast, 1, training_places=1)
    for wanted, field in (
        (Wanted(0), "pupils"),
        (Wanted(4, least=5), "least"),
        (Wanted(4, adults=1, training=2), "training"),
        (Wanted(4, adults=2, training=2), "training"),
        (Wanted(99_999), "pupils"),
    ):
        with pytest.raises(Invalid) as told:
            actions.book_places(by=None, part=part, wanted=wanted)
        assert told.value.field == field
    assert not Booking.unscoped.exists()


@pytest.mark.parametrize("state", ["planning", "closed", "done", "called_off"])
def test_nothing_is_booked_while_booking_is_not_open(cast: Cast, state: str) -> None:
    _activity, (part,) = _parts(cast, 1, state=state)
    with pytest.raises(Refused):
        _book(part, 1)


def test_closed_booking_can_still_be_given_back_and_is_offered_on(cast: Cast) -> None:
    activity, (one, two) = _parts(cast, 2, places=5)
    made, waiting = _book(one, 5), _book(two, 5)
    Activity.unscoped.filter(pk=activity.pk).update(state=ActivityState.CLOSED)
    actions.withdraw_booking(by=None, booking=made)
    assert _now(waiting).offered == 5


def test_withdrawing_takes_its_pupils_out(cast: Cast) -> None:
    activity, (part,) = _parts(cast, 1)
    made = make_booking(part, 4)
    make_participant(made)
    assert len(coming.coming(activity)) == 1
    actions.withdraw_booking(by=None, booking=made)
    actions.withdraw_booking(by=None, booking=made)
    assert (coming.coming(activity), _taken(activity)) == ((), 0)


def test_only_the_school_itself_books(cast: Cast) -> None:
    activity, (part,) = _parts(cast, 1)
    for person in (cast.stranger, cast.coordinator):
        with pytest.raises(Refused):
            actions.book_places(by=person, part=part, wanted=Wanted(1))
    own = activity.taking_part.get(school=cast.giver_school)
    assert actions.book_places(by=cast.giver, part=own, wanted=Wanted(1)).by_name == cast.giver.name


def test_schools_are_asked_once_guests_without_joining(cast: Cast) -> None:
    activity = make_activity(cast.partnership, cast.giver_school, state=ActivityState.PLANNING)
    outside = make_school()
    invited = [
        Invited(cast.partner_school.pk, "Ada Lead", "lead@partner.test"),
        Invited(outside.pk, "Guest", "guest@outside.test"),
    ]
    parts = actions.invite_schools(by=cast.coordinator, activity=activity, invited=invited)
    assert [part.is_guest for part in parts] == [False, True]
    assert _mails("booking.invited") == []
    Activity.unscoped.filter(pk=activity.pk).update(state=ActivityState.OPEN)
    activity.refresh_from_db()
    assert [actions.send_invitations(by=cast.coordinator, activity=activity) for _ in range(2)] == [3, 0]
    assert sorted(row.context["guest"] for row in _mails("booking.invited")) == [False, False, True]


def test_a_school_that_cannot_come_says_so_and_may_come_after_all(cast: Cast) -> None:
    _activity, (part,) = _parts(cast, 1)
    assert inviting.decline(by=None, part=part).left_at is not None
    made = _book(part, 2)
    part.refresh_from_db()
    assert part.left_at is None
    with pytest.raises(Refused):
        inviting.decline(by=None, part=part)
    assert made.places == 2
