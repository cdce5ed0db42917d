"""Term dates from a council's page, and the plan in one's own calendar; what a person has to do is counted."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from bothways.core import clock
from bothways.partnerships.queries import calendars
from bothways.rules import terms
from bothways.schools.models import Person
from tests.browser.journeys.test_joining import Hand
from tests.browser.looks import Look, assert_looks, in_short
from tests.factories.partnerships import make_meeting
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = in_short(Look(1280, "light"), Look(390, "dark"), Look(320, "light"), Look(1280, "forced"))


def _signed_in(browser: Browser, person: Person, live_server: LiveServer, *, script: bool = True) -> BrowserContext:
    phone = {"width": 390, "height": 760}
    context = browser.new_context(
        locale="en-GB", viewport=phone, has_touch=True, java_script_enabled=script, reduced_motion="reduce"
    )
    value = browser_of(person).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    return context


def _council_page(year: int) -> str:
    """A whole year as a council writes it: half-terms that begin a day after the usual ones."""
    usual = terms.usual_half_terms(terms.AcademicYear(year))
    lines = [
        f"{each.name}: {each.first + dt.timedelta(days=1):%A %-d %B %Y} to {each.last:%A %-d %B %Y}" for each in usual
    ]
    return "\n".join([*lines, f"INSET day: {usual[1].first + dt.timedelta(days=3):%A %-d %B}"])


@pytest.mark.parametrize("script", [True, False])
def test_a_councils_dates_are_here_after_three_actions(
    browser: Browser, live_server: LiveServer, cast: Cast, script: bool
) -> None:
    for school in (cast.giver_school, cast.partner_school):
        school.local_authority = "Halton"
        school.save()
    year = calendars.half_term_now(cast.partnership, clock.today())[0]
    context = _signed_in(browser, cast.coordinator, live_server, script=script)
    hand = Hand(context.new_page())
    hand.page.goto(f"{live_server.url}/w/{cast.partnership.slug}/calendars/add/")
    hand.page.get_by_label("Paste the dates as you have them").fill(_council_page(year))
    hand.actions += 1
    hand.press("Continue")
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("Check the dates of Halton")
    expect(hand.page.get_by_role("checkbox", checked=True)).to_have_count(2)
    hand.press("Keep these dates")
    expect(hand.page.get_by_text("2 schools keep them").first).to_be_visible()
    assert hand.actions <= 4
    assert hand.actions == 3
    calendars.forget(cast.partnership)
    found = calendars.half_terms(cast.partnership, year)
    usual = terms.usual_half_terms(terms.AcademicYear(year))
    assert [each.first - dt.timedelta(days=1) for each in found] == [each.first for each in usual]
    context.close()


def test_the_plan_is_in_ones_calendar_after_two_actions(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    make_meeting(cast.partnership, title="Autumn meeting")
    context = _signed_in(browser, cast.giver, live_server)
    hand = Hand(context.new_page())
    hand.page.goto(f"{live_server.url}/w/{cast.partnership.slug}/calendars/")
    hand.page.get_by_role("link", name="Have the plan in your own calendar").tap()
    hand.actions += 1
    hand.press("Make an address")
    address = hand.page.get_by_label("Your new address").input_value()
    assert hand.actions == 2
    path = re.sub(r"^https?://[^/]+", "", address)
    assert "SUMMARY:Autumn meeting" in Client().get(path).content.decode()
    context.close()


def test_every_page_of_calendars_looks_as_it_should(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    context = _signed_in(browser, cast.coordinator, live_server)
    page = context.new_page()
    here = f"{live_server.url}/w/{cast.partnership.slug}/calendars"
    page.goto(f"{here}/add/")
    page.get_by_label("Whose dates are they?").select_option("trust")
    page.get_by_label("Name of the trust, or of another council").fill("Test Trust")
    page.get_by_role("button", name="Continue").tap()
    page.get_by_role("checkbox", name="Giver School").check()
    page.get_by_role("button", name="Keep these dates").tap()
    page.get_by_role("link", name="Change Test Trust").wait_for()
    one = page.get_by_role("link", name="Change Test Trust").get_attribute("href")
    for address in (f"{here}/", f"{here}/add/", f"{here}/feeds/", f"{live_server.url}{one}"):
        assert_looks(page, address, LOOKS)
    context.close()
