"""Training as people use it: catalogue, who did it, four weeks later, what is lacking, certificates."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways.activities import links
from bothways.activities.actions import training as actions
from bothways.activities.models import Cascade, Completion, CompletionState, Course
from bothways.activities.queries import training
from bothways.core import clock, outbox
from bothways.core.errors import Invalid, Refused
from bothways.partnerships.models import Attendance, Contact, MeetingState
from bothways.rules import terms
from tests.factories.partnerships import make_meeting, make_partnership
from tests.factories.schools import make_school
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db(transaction=True)


def _course(cast: Cast, **values: object) -> Course:
    year = terms.academic_year(clock.today()).start
    facts = {"title": "Phizzi: forces", "for_each": "science lead", "year": year, **values}
    return Course.unscoped.create(partnership=cast.partnership, **facts)


def _at(course: Course, end: str = "") -> str:
    return f"/w/{course.partnership.slug}/training/{course.pk}/{end}"


def test_a_course_is_added_in_one_form_and_twice_is_told_in_words(cast: Cast) -> None:
    browser, address = browser_of(cast.giver), f"/w/{cast.partnership.slug}/training/add/"
    typed = {"title": "Phizzi: forces", "hours": "1.5", "for_each": "science lead", "areas": ["physics"]}
    answer = browser.post(address, typed, follow=True)
    assert "The course is in the catalogue." in answer.content.decode()
    again = browser.post(address, typed)
    assert again.status_code == 422
    assert "a course of that name already" in again.content.decode()
    assert "1.5" in again.content.decode()


def test_the_register_of_a_meeting_is_training_done_once_by_everyone_who_was_there(cast: Cast) -> None:
    course, partnership = _course(cast), cast.partnership
    meeting = make_meeting(partnership, day=clock.today(), state=MeetingState.HELD)
    for membership in partnership.memberships.all():
        there = membership.school_id == cast.giver_school.pk
        Attendance.unscoped.update_or_create(meeting=meeting, membership=membership, defaults={"present": there})
    browser = browser_of(cast.coordinator)
    for _again in range(2):
        told = browser.post(_at(course, "from-meeting/"), {"meeting": meeting.pk}, follow=True).content.decode()
        assert "1 person is written down." in told
    row = Completion.unscoped.get()
    assert (row.meeting_id, row.membership.school_id) == (meeting.pk, cast.giver_school.pk)
    assert "1 of 2" in told
    assert "50%" in told
    assert "Still due" in told


def test_fifteen_of_sixteen_stands_on_the_page_and_the_absent_lead_is_due(cast: Cast) -> None:
    schools = [make_school(name=f"School {n:02}") for n in range(16)]
    cast_partnership = make_partnership(*schools, name="Sixteen")
    course = Course.unscoped.create(partnership=cast_partnership, year=2026, title="Phizzi", for_each="science lead")
    for membership in cast_partnership.memberships.exclude(school=schools[7]):
        Completion.unscoped.create(course=course, membership=membership, name="Science lead", on=clock.today())
    found = training.courses(cast_partnership, 2026)[0]
    assert (found.tally.percent, [each.membership.school.name for each in found.due]) == (93.8, ["School 07"])


def test_a_teacher_writes_their_own_school_down_and_no_other(cast: Cast) -> None:
    course, browser = _course(cast), browser_of(cast.giver)
    other = cast.partnership.memberships.get(school=cast.partner_school)
    own = cast.partnership.memberships.get(school=cast.giver_school)
    typed = {"school": own.pk, "name": "Science lead", "on": str(clock.today()), "email": "lead@giver.test"}
    assert "Written down for Science lead." in browser.post(_at(course, "done/"), typed, follow=True).content.decode()
    assert browser.post(_at(course, "done/"), {**typed, "school": other.pk}).status_code == 422
    tomorrow = str(clock.today() + dt.timedelta(days=1))
    wrong = browser.post(_at(course, "done/"), {**typed, "name": "Deputy", "on": tomorrow})
    assert wrong.status_code == 422
    assert "That day is still to come" in wrong.content.decode()
    planned = browser.post(_at(course, "done/"), {**typed, "name": "Deputy", "on": tomorrow, "planned": "on"})
    assert planned.status_code == 302
    assert Completion.unscoped.get(name="Deputy").state == CompletionState.PLANNED
    assert "Planned" in browser.get(_at(course)).content.decode()
    with pytest.raises(Refused):
        actions.take_off(by=cast.partner, completion=Completion.unscoped.get(name="Deputy"))


def _done(course: Course, cast: Cast, on: dt.date) -> Completion:
    membership = course.partnership.memberships.get(school=cast.giver_school)
    return Completion.unscoped.create(
        course=course, membership=membership, name="Science lead", email="lead@giver.test", on=on
    )


def test_four_weeks_later_it_is_asked_once_and_answered_in_three_actions(cast: Cast) -> None:
    done_on = dt.date(2026, 10, 5)
    with time_machine.travel(dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)):
        row = _done(_course(cast), cast, done_on)
        assert [actions.ask_due(), actions.ask_due()] == ["1 asked", "0 asked"]
        outbox.drain()
        assert len(mail.outbox) == 1
        link = re.search(r"http\S+(/reply/shared/\S+/)", str(mail.outbox[0].body))
        assert link
        nobody, address = Client(), link[1]
        assert "Did you share it?" in nobody.get(address).content.decode()  # 1: open
        assert not Cascade.unscoped.exists()
        # 2: type 9; 3: press how
        typed = {"colleagues": "9", "form": "staff_meeting", "words": "The teacher guide"}
        said = nobody.post(address, typed).content.decode()
        assert "9 colleagues: The teacher guide" in said
        nobody.post(address, typed)
    cascade = Cascade.unscoped.get()
    assert (cascade.completion_id, cascade.colleagues, cascade.form) == (row.pk, 9, "staff_meeting")


def test_a_wrong_number_says_what_to_do_and_loses_nothing(cast: Cast) -> None:
    row = _done(_course(cast), cast, clock.today())
    address = "/" + links.make(links.CASCADE, row.pk, days=3).split("/", 3)[3]
    for wrong in ("", "many", "0", "9999"):
        answer = Client().post(address, {"colleagues": wrong, "form": "guide", "words": "A guide"})
        assert answer.status_code == 422
        assert "Enter how many colleagues you reached" in answer.content.decode()
        assert "A guide" in answer.content.decode()
    assert not Cascade.unscoped.exists()


def test_who_told_whom_is_counted_on_the_course_and_in_its_picture(cast: Cast) -> None:
    course = _course(cast)
    row = _done(course, cast, clock.today())
    actions.say_shared(by=None, completion=row, form="staff_meeting", colleagues=9)
    actions.say_shared(by=None, completion=row, form="coaching", colleagues=2)
    browser = browser_of(cast.partner)
    told = browser.get(_at(course)).content.decode()
    assert "Colleagues told" in told
    assert ">11<" in told.replace(" ", "")
    assert b"11" in browser.get(_at(course, "shared.csv")).getvalue()
    assert browser.get(_at(course, "shared.png"))["Content-Type"] == "image/png"


def test_certificates_are_for_ones_own_school(cast: Cast) -> None:
    course = _course(cast)
    row = _done(course, cast, clock.today())
    answer = browser_of(cast.giver).get(_at(course, f"certificates.pdf?who={row.pk}"))
    assert answer.getvalue().startswith(b"%PDF")
    assert browser_of(cast.partner).get(_at(course, f"certificates.pdf?who={row.pk}")).status_code == 404


def test_what_schools_lack_is_counted_and_their_own_answers_stay_theirs(cast: Cast) -> None:
    address = f"/w/{cast.partnership.slug}/training/needs/"
    browser = browser_of(cast.giver)
    browser.post(address, {"physics": "1", "biology": "5", "magic": "1", "maths": "9"})
    _course(cast, areas=["physics"])
    told = browser_of(cast.partner).get(address).content.decode()
    assert "1 of 1 schools that answered are unsure" in told
    assert "Phizzi: forces" in told
    assert "checked" not in told
    assert "checked" in browser.get(address).content.decode()


def test_a_course_that_somebody_did_is_not_removed(cast: Cast) -> None:
    course = _course(cast)
    row = _done(course, cast, clock.today())
    with pytest.raises(Invalid, match="Take them off it first"):
        actions.remove_course(by=cast.coordinator, course=course)
    actions.take_off(by=cast.giver, completion=row)
    actions.remove_course(by=cast.coordinator, course=course)
    assert not Course.unscoped.exists()


def test_schools_that_are_due_and_people_who_have_not_told_are_reminded_and_nobody_else(cast: Cast) -> None:
    course = _course(cast, due_by=clock.today() + dt.timedelta(days=7))
    row = _done(course, cast, clock.today() - dt.timedelta(days=60))
    Completion.unscoped.filter(pk=row.pk).update(asked_at=clock.now() - dt.timedelta(days=25))
    browser = browser_of(cast.coordinator)
    needs = f"/w/{cast.partnership.slug}/needs/"
    told = browser.get(needs).content.decode()
    assert "1 school still has ‘Phizzi: forces’ to do" in told
    assert "1 person has not said whether they shared" in told
    for key in (f"training.due:{course.pk}", f"training.shared:{course.pk}"):
        browser.post(f"{needs}{key}/nudge/")
    outbox.drain()
    partner = Contact.unscoped.get(membership__school=cast.partner_school)
    assert sorted(to for each in mail.outbox for to in each.to) == sorted([partner.email, "lead@giver.test"])


def test_the_catalogue_asks_the_database_the_same_for_one_course_and_for_thirty(cast: Cast) -> None:
    browser, counts = browser_of(cast.giver), []
    for n in (1, 3, 30):
        for each in range(n):
            Course.unscoped.get_or_create(
                partnership=cast.partnership, year=terms.academic_year(clock.today()).start, title=f"Course {each}"
            )
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(f"/w/{cast.partnership.slug}/training/").status_code == 200
        counts.append(len(seen))
    assert len(set(counts[1:])) == 1
    assert counts[2] <= 20
