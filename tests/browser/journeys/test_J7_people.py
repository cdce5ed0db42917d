"""J7 steps 7, 11 and 13, and J8 step 4, without script: pupils from a file, needs, a parent's answer, the kitchen, and
what is left two weeks later.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from bothways.activities import links
from bothways.activities.models import DeletionCertificate, Need, Participant
from bothways.activities.queries import consents
from bothways.core import retention
from bothways.schools.models import Person
from tests.browser.looks import Look, assert_looks, in_short
from tests.factories.activities import make_activity, make_booking, make_participant, make_session
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 760}


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without script, on a phone."""
    context = browser.new_context(locale="en-GB", java_script_enabled=False, viewport=PHONE)
    context.set_default_timeout(10_000)
    yield context
    context.close()


def _page(context: BrowserContext, live_server: LiveServer, person: Person | None) -> Page:
    if person is not None:
        cookie = browser_of(person).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    return context.new_page()


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def test_pupils_come_from_a_schools_own_system_and_surnames_stay_behind(
    cast: Cast, plain: BrowserContext, live_server: LiveServer, tmp_path: Path
) -> None:
    file = tmp_path / "export.csv"
    file.write_text("Forename,Legal Surname,DOB,NC Year,Reg\nZoë,Ångström,1/2/2014,7,7A\nJo,Smith,3/4/2014,7,7B\n")
    page = _page(plain, live_server, cast.giver)
    page.goto(f"{live_server.url}/my-school/pupils/")
    page.get_by_role("button", name="Bring a list from a file").click()
    page.get_by_label("A list from your school’s system").set_input_files(str(file))
    _press(page, "See what would change")
    expect(page.get_by_text("The column ‘DOB’ was left out.")).to_be_visible()
    _press(page, "Bring it in")
    expect(page.get_by_role("link", name="Zoë Å")).to_be_visible()
    assert "ngström" not in page.content()


def test_a_parent_says_no_to_dissection_and_the_school_sees_it(
    cast: Cast, plain: BrowserContext, live_server: LiveServer, settings: Any
) -> None:
    settings.BASE_URL = live_server.url
    activity = make_activity(cast.partnership, cast.giver_school, cast.partner_school)
    child = make_participant(make_booking(activity.taking_part.get(school=cast.giver_school)))
    instead = make_session(activity, title="Microscopes")
    hearts = make_session(activity, title="Hearts", opt_out=True, opt_out_words="We cut open a heart.", instead=instead)
    page = _page(plain, live_server, None)
    page.goto(links.make(links.FAMILY, child.pk, days=30))
    boxes = [page.locator(f"label[for=id_coming_{place}]").bounding_box() for place in (0, 1)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert (boxes[0]["height"], boxes[0]["x"]) == (boxes[1]["height"], boxes[1]["x"])
    page.get_by_label("Your name").fill("A Parent")
    page.get_by_label("You are the child’s").select_option("father")
    page.get_by_role("group", name=re.compile("come to this event")).get_by_label("Yes", exact=True).check()
    page.get_by_role("group", name=re.compile("Hearts")).get_by_label("No", exact=True).check()
    page.get_by_label("No photos").check()
    page.get_by_label("No nuts").check()
    _press(page, "Send to the school")
    expect(page.get_by_role("heading", name="Thank you. The school has it.")).to_be_visible()
    assert consents.opted_out(hearts) == {child.pk}
    school = _page(plain, live_server, cast.giver)
    school.goto(f"{live_server.url}/events/{activity.pk}/needs/")
    expect(school.get_by_text("(they go to “Microscopes”)")).to_be_visible()
    expect(school.get_by_text("No nuts")).to_be_visible()


def test_the_kitchen_adds_up_and_two_weeks_later_only_numbers_are_left(
    cast: Cast, plain: BrowserContext, live_server: LiveServer
) -> None:
    activity = make_activity(cast.partnership, cast.giver_school)
    booking = make_booking(activity.taking_part.get())
    child, _other = make_participant(booking), make_participant(booking)
    page = _page(plain, live_server, cast.giver)
    page.goto(f"{live_server.url}/events/{activity.pk}/needs/child/{child.pk}/")
    page.get_by_label("Vegetarian food").check()
    _press(page, "Save")
    page.goto(f"{live_server.url}/events/{activity.pk}/kitchen/")
    cells = page.get_by_role("row", name=re.compile("^All")).get_by_role("cell").all_inner_texts()
    assert [int(re.sub(r"\D", "", cell)) for cell in cells] == [2, 0, 2]
    with time_machine.travel(activity.ends_on + dt.timedelta(days=14), tick=False):
        retention.run()
    assert (Need.unscoped.count(), Participant.unscoped.count()) == (0, 2)
    assert DeletionCertificate.unscoped.get().needs == 1
    page = _page(plain, live_server, cast.giver)  # the night ended the sign-in too
    page.goto(f"{live_server.url}/events/{activity.pk}/needs/")
    expect(page.get_by_text("Deleted on time.")).to_be_visible()


def test_the_page_for_parents_looks_right(cast: Cast, page: Page, live_server: LiveServer, settings: Any) -> None:
    settings.BASE_URL = live_server.url
    activity = make_activity(cast.partnership, cast.giver_school)
    child = make_participant(make_booking(activity.taking_part.get()))
    assert_looks(
        page,
        links.make(links.FAMILY, child.pk, days=30),
        looks=in_short(Look(320, "light"), Look(390, "dark"), Look(1280, "light")),
    )
