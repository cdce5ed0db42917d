"""What places need from schools: an answer, a yes to what is held, names; who is named, and at how many questions."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bothways.activities.actions import booking as actions
from bothways.activities.models import Activity, TakingPart
from bothways.activities.needs import booking as needs
from bothways.core import clock
from bothways.core.models import OutboxRow
from bothways.partnerships.actions import nudging
from bothways.partnerships.needs.need import Need
from bothways.rules.booking import Wanted
from tests.factories.activities import make_activity, make_booking, make_participant, take_part
from tests.factories.schools import make_school
from tests.people import Cast

pytestmark = pytest.mark.django_db


def _found(cast: Cast) -> dict[str, Need]:
    return {need.key.split(":")[0]: need for need in needs.source(cast.partnership, clock.today())}


def _event(cast: Cast) -> tuple[Activity, TakingPart, TakingPart]:
    names_by = clock.today() + dt.timedelta(days=10)
    made = make_activity(cast.partnership, cast.giver_school, cast.partner_school, places=10, names_by=names_by)
    made.taking_part.update(invited_at=clock.now() - dt.timedelta(days=4))
    return made, made.taking_part.get(school=cast.giver_school), made.taking_part.get(school=cast.partner_school)


def test_schools_that_have_not_answered_are_named_until_they_do(cast: Cast) -> None:
    _made, giver, partner = _event(cast)
    need = _found(cast)["booking"]
    assert need.title == "2 schools have not said whether they come to ‘" + giver.activity.title + "’"
    assert {each.school_id for each in need.owed_by} == {giver.school_id, partner.school_id}
    assert need.for_run
    make_booking(giver, 4)

    assert {each.school_id for each in _found(cast)["booking"].owed_by} == {partner.school_id}


def test_names_are_asked_for_until_all_are_in(cast: Cast) -> None:
    _made, giver, _partner = _event(cast)
    booking = make_booking(giver, 2)
    make_participant(booking)
    need = _found(cast)["names"]
    assert need.title.startswith("1 name is missing")
    assert needs.link_for(need.owed_by[0], None).endswith(f"/places/{giver.pk}/pupils/")
    make_participant(booking)
    assert "names" not in _found(cast)


def test_what_is_held_is_a_need_of_that_school_alone(cast: Cast) -> None:
    made, giver, partner = _event(cast)
    make_booking(giver, 8)
    actions.book_places(by=None, part=partner, wanted=Wanted(4, 2))
    need = _found(cast)["booking-offer"]
    assert (need.for_schools, need.for_run) == (frozenset({partner.school_id}), False)
    assert need.args == {"activity_id": made.pk, "part_id": partner.pk}


def test_a_press_reminds_with_a_link_that_books(cast: Cast) -> None:
    made, _giver, _partner = _event(cast)
    nudging.nudge(by=cast.coordinator, partnership=cast.partnership, key=f"booking:{made.pk}")
    rows = OutboxRow.objects.filter(kind="booking.nudge")
    assert rows.count() == 2
    assert all("/reply/book/" in (row.context or {})["link"] for row in rows)


def test_the_number_of_questions_does_not_grow(cast: Cast) -> None:
    counts = set()
    for wanted in (1, 3, 8):
        while Activity.unscoped.count() < wanted:
            made, giver, _partner = _event(cast)
            make_booking(giver, 2)
            take_part(made, make_school(), invited_at=clock.now())
        with CaptureQueriesContext(connection) as asked:
            list(needs.source(cast.partnership, clock.today()))
        counts.add(len(asked))
    assert len(counts) == 1
