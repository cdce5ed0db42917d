"""What is sensitive goes on time, and numbers of it stay; tried with a clock."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from bothways.activities.actions import consents, forgetting, needs
from bothways.activities.actions.needs import Needed
from bothways.activities.models import Adult, Consent, DeletionCertificate, Need, Participant
from bothways.activities.queries.labels import labels_for
from bothways.core import clock, retention
from bothways.core.models import Tombstone
from bothways.rules.pupils import PupilRow, forget_on
from bothways.schools.actions.pupils import put_on_list
from bothways.schools.models import Pupil
from tests.factories.activities import make_activity, make_adult, make_booking, make_participant
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 3, 5)


@pytest.fixture
def children(cast: Cast) -> list[Participant]:
    """Three who come on 5 March 2027: each needs something, and one parent has answered."""
    activity = make_activity(cast.partnership, cast.giver_school, day=DAY)
    booking = make_booking(activity.taking_part.get(), 3)
    make_adult(booking, diet="vegan")
    rows = [PupilRow(first_name=name, initial="B", year_group="7") for name in ("Ash", "Bo", "Cy")]
    pupils = put_on_list(by=cast.giver, school=cast.giver_school, rows=rows, used_on=DAY)
    made = [make_participant(booking, each, forget_on=forget_on(DAY)) for each in pupils]
    for each in made:
        needs.say_needs(by=cast.giver, participant=each, needs=[Needed("diet", "no_nuts"), Needed("care", "indoors")])
    said = consents.Said(who="A Parent", relationship="mother", photo="none")
    consents.type_in(by=cast.giver, participant=made[0], said=said)
    return made


def _night(day: dt.date) -> None:
    with time_machine.travel(dt.datetime.combine(day, dt.time(3, 10), clock.LONDON)):
        retention.run()


def test_needs_are_there_for_a_week_and_gone_on_the_day_that_was_said(cast: Cast, children: list[Participant]) -> None:
    for days in range(8):
        _night(DAY + dt.timedelta(days=days))
        assert Need.unscoped.count() == 6, days
    _night(DAY + dt.timedelta(days=8))
    assert Need.unscoped.count() == 0
    assert Adult.unscoped.get().diet == ""
    assert Tombstone.objects.filter(model="activities.Need").count() == 6


def test_after_two_weeks_a_certificate_has_numbers_only_and_the_count_still_stands(
    cast: Cast, children: list[Participant]
) -> None:
    for days in range(15):
        _night(DAY + dt.timedelta(days=days))
    certificate = DeletionCertificate.unscoped.get()
    assert (certificate.needs, certificate.consents_left, certificate.participants) == (6, 1, 3)
    assert Participant.unscoped.count() == 3
    activity = children[0].booking.taking_part.activity
    activity.refresh_from_db()
    assert activity.totals[forgetting.PUPILS] == {cast.giver_school.pk: 3}
    with time_machine.travel(DAY + dt.timedelta(days=15), tick=False):
        seen = browser_of(cast.giver).get(f"/events/{activity.pk}/needs/").content.decode()
    assert "6 notes about what pupils needed were deleted on 13 March 2027. 3 pupils came." in seen


def test_names_go_a_month_after_the_school_year_and_children_stay_as_a_count(
    cast: Cast, children: list[Participant]
) -> None:
    _night(dt.date(2027, 9, 30))
    assert {each.first_name for each in Pupil.unscoped.all()} == {"Ash", "Bo", "Cy"}
    _night(dt.date(2027, 10, 1))
    for each in Pupil.unscoped.all():
        assert (each.first_name, each.initial, each.alias, each.name_index) == ("", "", "", "")
    assert [each.pupil_id for each in Participant.unscoped.all()] == [None, None, None]
    activity = children[0].booking.taking_part.activity
    assert [each.words for each in labels_for(activity, cast.giver).values()] == ["Giver 1", "Giver 2", "Giver 3"]
    _night(DAY + dt.timedelta(days=366))
    assert Consent.unscoped.count() == 0
    assert Participant.unscoped.count() == 3
    _night(DAY + dt.timedelta(days=731))
    assert Pupil.unscoped.count() == 0


def test_doing_it_twice_settles_once(children: list[Participant]) -> None:
    _night(DAY + dt.timedelta(days=9))
    _night(DAY + dt.timedelta(days=9))
    assert DeletionCertificate.unscoped.count() == 1
    assert forgetting.settle() == 0
