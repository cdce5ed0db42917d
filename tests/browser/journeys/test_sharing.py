"""Offers, promises and practice, and a head's yes: what each costs in presses and fields, counted on a phone.

The link in the mail is the first action. Nothing here needs script, a mouse or, behind a link, an account.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from bothways.core import clock, outbox
from bothways.partnerships.actions import letters
from bothways.partnerships.actions import sharing as actions
from bothways.partnerships.models import Asked, Membership, Offer, Practice, Promise
from bothways.rules import terms
from bothways.schools.models import Person
from tests.browser.journeys.test_J7_proposing import Hand as Counted
from tests.browser.looks import Look, assert_looks, in_short
from tests.browser.test_keyboard import enter, tab_to
from tests.factories.partnerships import make_proposal
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 760}
SECONDS = 30


@pytest.fixture(autouse=True)
def _mail_leads_to_this_server(live_server: LiveServer, settings: Any) -> None:
    settings.BASE_URL = live_server.url


class Hand(Counted):
    """Counts fields among the actions, and besides."""

    fields = 0

    def arrive(self, address: str) -> None:
        """Follow the link in the mail."""
        self.page.goto(address)
        self.actions += 1

    def choose(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()
        self.actions += 1

    def type(self, label: str, words: str) -> None:
        super().type(label, words)
        self.fields += 1


def phone(browser: Browser, site: str, person: Person | None = None, *, script: bool = False) -> BrowserContext:
    """A phone, without script unless asked for; signed in when somebody is given."""
    context = browser.new_context(
        locale="en-GB", viewport=PHONE, has_touch=True, reduced_motion="reduce", java_script_enabled=script
    )
    context.set_default_timeout(10_000)
    if person is not None:
        cookie = browser_of(person).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
    return context


def member(cast: Cast, who: str) -> Membership:
    found: Membership = cast.partnership.memberships.get(school=getattr(cast, f"{who}_school"))
    return found


def asked_for_the_pond(cast: Cast) -> Promise:
    whose = {"partnership": cast.partnership, "membership": member(cast, "giver")}
    pond = Offer.objects.create(direction="offer", kind="facilities", title="Pond", **whose)
    return actions.ask_for(
        by=cast.partner, offer=pond, receiver=member(cast, "partner"), about="Pond for 28", due_on=clock.today()
    )


def mailed(pattern: str) -> dict[str, str]:
    """The link in the newest mail to each address."""
    outbox.drain()
    found = {message.to[0]: re.search(rf"https?://\S+/{pattern}/[\w-]+/", str(message.body)) for message in mail.outbox}
    return {to: link[0] for to, link in found.items() if link}


@pytest.mark.parametrize(
    ("button", "state"), [("Yes, it is a promise", "promised"), ("Not this time", "not_this_time")]
)
def test_a_promise_is_answered_by_link_in_two_actions(
    browser: Browser, live_server: LiveServer, cast: Cast, button: str, state: str
) -> None:
    promise = asked_for_the_pond(cast)
    links = mailed("reply/promise")
    assert list(links) == [member(cast, "giver").contacts.get().email]
    context = phone(browser, live_server.url)
    began, hand = time.monotonic(), Hand(context.new_page())
    hand.arrive(next(iter(links.values())))
    promise.refresh_from_db()
    assert promise.state == "suggested"
    hand.press(button)
    expect(hand.page.get_by_text("Recorded:")).to_be_visible()
    assert hand.actions <= 3
    assert time.monotonic() - began <= SECONDS
    promise.refresh_from_db()
    assert promise.state == state
    assert context.cookies() == [] or not any(each["name"] == "sessionid" for each in context.cookies())
    context.close()


def test_what_we_could_give_takes_three_taps_and_one_field(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    context = phone(browser, live_server.url, cast.giver)
    hand = Hand(context.new_page())
    hand.page.goto(f"{live_server.url}/w/{cast.partnership.slug}/offers/")
    hand.follow("Say what we could give")
    hand.choose("Transport")
    hand.type("What is it, in a few words?", "Minibus, 16 seats")
    hand.press("Put it on the board")
    expect(hand.page.get_by_role("heading", name="Minibus, 16 seats")).to_be_visible()
    assert hand.fields == 1
    assert hand.actions - hand.fields <= 3
    assert Offer.unscoped.get().membership == member(cast, "giver")
    context.close()


def half_term_letter(cast: Cast) -> str:
    """The link in the letter to the head of Giver School."""
    year = terms.academic_year(clock.today()).start
    in_term = terms.usual_half_terms(terms.AcademicYear(year))[2].first + dt.timedelta(days=10)
    letters.half_term_letters(by=None, today=in_term)
    return mailed("decisions")[cast.giver_head.email]


def test_a_head_says_yes_from_the_letter_in_two_actions(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    made = make_proposal(cast.partnership, title="Pond day")
    asked = made.asked.get(membership__school=cast.giver_school)
    link = half_term_letter(cast)
    context = phone(browser, live_server.url)
    began, hand = time.monotonic(), Hand(context.new_page())
    hand.arrive(link)
    assert Asked.unscoped.get(pk=asked.pk).answer == ""
    hand.press("Yes, we’re in")
    expect(hand.page.get_by_text("Recorded: In, to ‘Pond day’.")).to_be_visible()
    assert hand.actions <= 2
    assert time.monotonic() - began <= SECONDS
    row = Asked.unscoped.get(pk=asked.pk)
    assert (row.answer, row.answered_by) == ("in", "the link in the half-term letter")
    assert Asked.unscoped.filter(proposal=made, answer="").count() == 1
    context.close()


def test_a_head_who_is_signed_in_says_yes_in_two_actions(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    made = make_proposal(cast.partnership, title="Pond day")
    context = phone(browser, live_server.url, cast.giver_head)
    hand = Hand(context.new_page())
    hand.page.goto(f"{live_server.url}/my-school/")
    hand.follow("Decisions")
    hand.press("Yes, we’re in")
    expect(hand.page.get_by_text("Recorded: In, to ‘Pond day’.")).to_be_visible()
    assert hand.actions <= 2
    assert made.asked.get(answer="in").answered_by == cast.giver_head.name
    context.close()


def test_where_a_school_is_with_a_practice_takes_three_actions(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    Practice.objects.create(
        partnership=cast.partnership, origin=member(cast, "partner"), title="Floor books", started_on=clock.today()
    )
    context = phone(browser, live_server.url, cast.giver)
    hand = Hand(context.new_page())
    hand.page.goto(f"{live_server.url}/w/{cast.partnership.slug}/practice/")
    hand.follow("Floor books")
    hand.choose("Trying")
    hand.press("Write it down")
    expect(hand.page.get_by_text("Written down for Giver School.")).to_be_visible()
    assert hand.actions <= 3
    context.close()


def test_the_answer_pages_need_no_mouse(page: Page, cast: Cast) -> None:
    made = make_proposal(cast.partnership, title="Pond day")
    promise = asked_for_the_pond(cast)
    page.goto(next(iter(mailed("reply/promise").values())))
    tab_to(page, "Yes, it is a promise")
    enter(page)
    expect(page.get_by_text("Recorded: it is a promise.")).to_be_visible()
    promise.refresh_from_db()
    assert promise.state == "promised"
    page.goto(half_term_letter(cast))
    tab_to(page, "Yes, if… or later")
    page.keyboard.press("Space")
    tab_to(page, "In if what?")
    page.keyboard.type("the coach is shared")
    tab_to(page, "In, if that is so")
    enter(page)
    expect(page.get_by_text("Recorded: In if the coach is shared, to ‘Pond day’.")).to_be_visible()
    row = made.asked.get(membership__school=cast.giver_school)
    assert (row.answer, row.condition) == ("in_if", "the coach is shared")


def test_the_pages_look_right(browser: Browser, live_server: LiveServer, page: Page, cast: Cast) -> None:
    looks = in_short(Look(1280, "light"), Look(390, "dark"), Look(320, "light"), Look(390, "forced"))
    make_proposal(cast.partnership, title="Pond day")
    promise = asked_for_the_pond(cast)
    assert_looks(page, next(iter(mailed("reply/promise").values())), looks)
    assert_looks(page, half_term_letter(cast), looks)
    context = phone(browser, live_server.url, cast.giver_head, script=True)
    inside = context.new_page()
    here = f"/w/{cast.partnership.slug}/"
    for each in ("offers/", "offers/promises/", f"offers/promises/{promise.pk}/", "offers/outside/", "practice/"):
        assert_looks(inside, live_server.url + here + each, looks)
    for each in ("/my-school/", "/my-school/decisions/"):
        assert_looks(inside, live_server.url + each, looks)
    context.close()
