"""Forming: a head answers by link on a phone, a coordinator hands over; what a person has to do is counted."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from bothways.core import outbox
from bothways.partnerships.models import Contact, Membership, MembershipState
from tests.browser.journeys.test_joining import Hand
from tests.browser.looks import Look, assert_looks, in_short
from tests.factories.partnerships import join
from tests.factories.schools import make_school
from tests.people import Cast, browser_of
from tests.unit.partnerships.forming_people import ask, fresh

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: ViewportSize = {"width": 390, "height": 760}
LOOKS = in_short(Look(1280, "light"), Look(390, "dark"), Look(320, "light"))


def _mailed(live_server: LiveServer, path: str) -> str:
    outbox.drain()
    found = [re.search(rf"/{path}/[\w-]+/", str(message.body)) for message in mail.outbox]
    return live_server.url + next(link[0] for link in reversed(found) if link)


def _signed_in(browser: Browser, client: Client, live_server: LiveServer, **options: object) -> BrowserContext:
    context = browser.new_context(locale="en-GB", **options)  # type: ignore[arg-type]  # passed on
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    return context


@pytest.mark.parametrize("script", [True, False])
def test_a_head_says_yes_by_link_in_two_actions_without_an_account(
    browser: Browser, live_server: LiveServer, cast: Cast, script: bool
) -> None:
    asked = ask(cast)
    context = browser.new_context(locale="en-GB", viewport=PHONE, has_touch=True, java_script_enabled=script)
    hand = Hand(context.new_page())
    hand.page.goto(_mailed(live_server, "reply/partnership"))
    hand.actions += 1  # the link in the mail
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Will Asked School join Giving Partnership?")
    expect(hand.page.get_by_role("button", name="Yes, we’re in")).to_be_in_viewport()
    assert fresh(asked).state == MembershipState.ASKED
    hand.press("Yes, we’re in")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Asked School is in")
    assert hand.actions <= 3
    assert hand.actions == 2
    assert fresh(asked).state == MembershipState.YES
    context.close()


def test_no_with_a_reason_takes_four_actions_and_a_question_three(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    asked = ask(cast)
    context = browser.new_context(locale="en-GB", viewport=PHONE, has_touch=True)
    hand = Hand(context.new_page())
    link = _mailed(live_server, "reply/partnership")
    hand.page.goto(link)
    hand.page.get_by_text("Ask us something first").tap()
    hand.type("What would you like to know?", "How many meetings?")
    hand.press("Ask")
    expect(hand.page.get_by_text("Your question was passed on to the coordinator")).to_be_visible()
    assert hand.actions + 1 == 3  # and the tap that opens the place to write
    hand.actions = 1  # the link again
    hand.press("Not this time")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    assert hand.actions == 2
    hand.type("Why, if you would like to say (optional)", "A new building")
    hand.press("Tell them why")
    assert hand.actions == 4
    assert (fresh(asked).state, fresh(asked).reason) == (MembershipState.NO, "A new building")
    context.close()


def test_handing_over_takes_three_actions_and_the_pack_one(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    lead = Contact.unscoped.get(membership__school=cast.giver_school)
    context = _signed_in(browser, browser_of(cast.coordinator), live_server, has_touch=True, viewport=PHONE)
    hand = Hand(context.new_page())
    hand.page.goto(f"{live_server.url}/w/{cast.partnership.slug}/hand-over/")
    with hand.page.expect_download() as taken:
        hand.page.get_by_role("button", name="Print the pack").tap()
    assert taken.value.suggested_filename == "Handing over Giving Partnership.pdf"  # one action
    hand.page.get_by_label(re.compile(lead.name)).tap()
    hand.page.get_by_label("My role ends when they say yes").tap()
    hand.actions += 2
    hand.press("Ask them")
    expect(hand.page.get_by_text(f"Asked {lead.email}. Your role ends when they say yes.")).to_be_visible()
    assert hand.actions <= 3
    outbox.drain()
    assert [message.to for message in mail.outbox] == [[lead.email]]
    context.close()


def test_a_school_is_found_while_typing_and_asked(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    school = make_school(name="Quarry Primary School", town="Widnes")
    context = _signed_in(browser, browser_of(cast.coordinator), live_server)
    page = context.new_page()
    page.goto(f"{live_server.url}/w/{cast.partnership.slug}/schools/ask/")
    page.get_by_role("combobox", name="Find a school").press_sequentially("quarry")
    page.get_by_role("option", name="Quarry Primary School").click()
    page.get_by_label("Their e-mail address").fill("lead@quarry.test")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Asked Quarry Primary School.")).to_be_visible()
    assert Membership.unscoped.get(school=school).state == MembershipState.ASKED
    context.close()


def test_the_pages_look_right_with_much_on_them(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    for number in range(3):
        words = "A pond, and a technician on Fridays who has done it for years"
        row = join(cast.partnership, make_school(name=f"School {number}"), brings=words, expects="Judges for a day")
    join(cast.partnership, make_school(name="Guest School"), kind="guest", offered="member")
    join(cast.partnership, make_school(name="Left School"), state="left")
    ask(cast)
    context = _signed_in(browser, browser_of(cast.coordinator), live_server, reduced_motion="reduce")
    page = context.new_page()
    here = f"{live_server.url}/w/{cast.partnership.slug}"
    for way in ("schools/", f"schools/{row.pk}/", "charter/", "hand-over/"):
        assert_looks(page, f"{here}/{way}", LOOKS)
    context.close()


def test_the_page_behind_the_link_looks_right_in_each_state(page: Page, live_server: LiveServer, cast: Cast) -> None:
    ask(cast)
    link = _mailed(live_server, "reply/partnership")
    assert_looks(page, link, LOOKS)
    for button in ("Yes, we’re in", "Not this time"):
        page.goto(link)
        if not page.get_by_role("button", name=button).is_visible():
            page.get_by_text("Change the answer").click()
        page.get_by_role("button", name=button).click()
        assert_looks(page, link, LOOKS)
