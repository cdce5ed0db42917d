"""J3, steps 6 to 9: fifteen of sixteen have done it, and four weeks later somebody tells what they passed on.

On a phone and without script. The link in the mail is the first action.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from bothways.activities.actions import training as actions
from bothways.activities.models import Cascade, Completion, Course
from bothways.activities.queries import training
from bothways.core import clock, outbox
from bothways.partnerships.models import Attendance, MeetingState
from bothways.rules import terms
from bothways.schools.roles import COORDINATOR
from tests.browser.journeys.test_sharing import Hand, phone
from tests.factories.partnerships import make_meeting, make_partnership
from tests.factories.schools import give_role, make_school
from tests.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOLD_WITHIN, TAKEN_WITHIN = 3, 2


@pytest.fixture(autouse=True)
def _mail_leads_to_this_server(live_server: LiveServer, settings: Any) -> None:
    settings.BASE_URL = live_server.url


def test_training_is_taken_from_the_register_and_shared_four_weeks_later(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    schools = [make_school(name=f"School {n:02}") for n in range(1, 17)]
    partnership = make_partnership(*schools, name="Sixteen", slug="sixteen")
    give_role(cast.coordinator, COORDINATOR, partnership)
    year = terms.academic_year(clock.today()).start
    course = Course.unscoped.create(partnership=partnership, year=year, title="Phizzi", for_each="science lead")
    met_on = clock.today() - dt.timedelta(days=28)
    meeting = make_meeting(partnership, day=met_on, year=year, state=MeetingState.HELD)
    for n, membership in enumerate(partnership.memberships.order_by("school__name"), start=1):
        Attendance.unscoped.update_or_create(
            meeting=meeting, membership=membership, defaults={"present": n != 16, "who": ""}
        )
    context = phone(browser, live_server.url, cast.coordinator)
    page = context.new_page()
    page.goto(f"{live_server.url}/w/sixteen/training/{course.pk}/")
    hand = Hand(page)
    hand.press("Take it from the register")
    assert hand.actions <= TAKEN_WITHIN
    assert "15 of 16" in page.content()
    assert "93.8%" in page.content()
    assert "Still due" in page.content()
    context.close()
    assert actions.ask_what_was_shared(by=None, today=clock.today()) == 15
    outbox.drain()
    lead = Completion.unscoped.get(membership__school=schools[6])
    letter = next(each for each in mail.outbox if lead.email in each.to)
    link = re.search(r"http\S+/reply/shared/\S+/", str(letter.body))
    assert link
    stranger = phone(browser, live_server.url)
    page = stranger.new_page()
    hand = Hand(page)
    hand.arrive(link[0])
    hand.type("How many colleagues did it reach?", "9")
    hand.press("In a staff meeting")
    assert hand.actions <= TOLD_WITHIN
    assert "9 colleagues" in page.content()
    stranger.close()
    assert Cascade.unscoped.get().colleagues == 9


def test_a_second_course_is_counted_by_itself(cast: Cast) -> None:
    year = terms.academic_year(clock.today()).start
    for title, schools in (("Phizzi", 2), ("Science Talk", 1)):
        course = Course.unscoped.create(partnership=cast.partnership, year=year, title=title)
        for membership in cast.partnership.memberships.all()[:schools]:
            Completion.unscoped.create(course=course, membership=membership, name="Lead", on=clock.today())
    counted = {each.course.title: each.tally.done for each in training.courses(cast.partnership, year)}
    assert counted == {"Phizzi": 2, "Science Talk": 1}
