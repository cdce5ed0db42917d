"""Six schools and a maths conference: proposed by two, answered by six, confirmed at four, changed, answered again.

What a person has to do is counted: a click and a field filled in are one action each.
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
from bothways.partnerships.models import Asked, Contact, Partnership, Proposal
from bothways.schools.models import Person, School
from bothways.schools.roles import HEAD, SCHOOL_ADMIN, Role
from tests.browser.looks import Look, assert_looks, in_short
from tests.factories.partnerships import make_partnership, make_proposal
from tests.factories.schools import give_role, make_person, make_school
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIX = (
    "Thomas Deacon Academy",
    "Oundle School",
    "Prince William School",
    "Kettering Buccleuch Academy",
    "Laxton Junior School",
    "Oundle Church of England Primary School",
)
PHONE = {"width": 390, "height": 760}


@pytest.fixture(autouse=True)
def _mail_leads_to_this_server(live_server: LiveServer, settings: Any) -> None:
    settings.BASE_URL = live_server.url


class Hand:
    """Presses, ticks and types, and counts each."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def press(self, name: str, *, within: Any = None) -> None:
        with self.page.expect_navigation():
            (within or self.page).get_by_role("button", name=name, exact=True).click()
        self.actions += 1

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).first.click()
        self.actions += 1

    def type(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)
        self.actions += 1

    def open(self, name: str) -> None:
        self.page.get_by_text(name, exact=True).click()
        self.actions += 1


def _signed_in(browser: Browser, live_server: LiveServer, person: Person, **options: Any) -> BrowserContext:
    cookie = browser_of(person).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    context.set_default_timeout(10_000)
    return context


def _works_at(school: School, role: Role) -> Person:
    from allauth.mfa.models import Authenticator

    person = make_person(name=f"{role.name} of {school.name}")
    give_role(person, role, school)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "unused in tests"})
    return person


def _links(live_server: LiveServer, kind: str) -> dict[str, str]:
    """The links that were mailed, by school: everything goes out through the outbox and the mail."""
    before = len(mail.outbox)
    outbox.drain()
    found = {}
    for message in mail.outbox[before:]:
        link = re.search(r"/reply/plan/\S+?/", str(message.body))
        contact = Contact.unscoped.filter(email=message.to[0]).select_related("membership__school").first()
        if link and contact and kind in str(message.subject):
            found[contact.membership.school.name] = live_server.url + link[0]
    return found


def _reply(context: BrowserContext, link: str, *presses: tuple[str, str]) -> tuple[int, float]:
    """Answer by link on a phone: (actions, seconds). The link in the mail is the first action."""
    page = context.new_page()
    began = time.monotonic()
    hand = Hand(page)
    page.goto(link)
    hand.actions += 1
    for label, words in presses[:-1]:
        hand.open(label) if not words else hand.type(label, words)
    hand.press(presses[-1][0])
    expect(page.get_by_role("heading", level=1)).to_contain_text(presses[-1][1])
    taken = time.monotonic() - began
    page.close()
    return hand.actions, taken


def _propose(hand: Hand, live_server: LiveServer, partnership: Partnership) -> Proposal:
    page = hand.page
    page.goto(f"{live_server.url}/w/{partnership.slug}/plan/")
    hand.follow("Propose something")
    hand.type("What it is called", "OMEC Years 7 and 8")
    day = clock.today() + dt.timedelta(days=21)
    page.get_by_label("Day (optional)", exact=True).fill(day.isoformat())
    page.get_by_label("Starts at (optional)", exact=True).fill("09:30")
    page.get_by_label("Ends at (optional)", exact=True).fill("15:00")
    page.get_by_label("Which school hosts it").select_option(label="Oundle School")
    page.get_by_label("Pupils in all (optional)", exact=True).fill("80")
    page.get_by_label("What every school would get (optional)", exact=True).fill("Eight places and teacher training")
    oundle = page.get_by_role("group", name="Oundle School", exact=True)
    oundle.get_by_label("Looks after it").check()
    oundle.get_by_text("What it would give and get").click()
    oundle.get_by_label("It would give").fill("Its rooms and lunch")
    page.get_by_label("Thomas Deacon Academy is in").check()
    hand.press("Put it into the plan")
    expect(page.get_by_text("No school has been asked yet.").first).to_be_visible()
    found: Proposal = Proposal.unscoped.get(title="OMEC Years 7 and 8")
    return found


def test_six_schools_agree_confirm_at_four_and_are_asked_again_after_a_change(
    browser: Browser, live_server: LiveServer
) -> None:
    schools = {name: make_school(name=name) for name in SIX}
    partnership = make_partnership(*schools.values(), name="OPEN Learning Partnership")
    tda = _works_at(schools["Thomas Deacon Academy"], HEAD)
    oundle = _works_at(schools["Oundle School"], SCHOOL_ADMIN)

    context = _signed_in(browser, live_server, tda, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    hand = Hand(page)
    made = _propose(hand, live_server, partnership)
    here = f"{live_server.url}/w/{partnership.slug}/plan/{made.pk}/"

    # Oundle, its co-owner, says yes before anybody is asked: proposed, 2 of 6.
    other = _signed_in(browser, live_server, oundle, viewport=PHONE, has_touch=True)
    theirs = other.new_page()
    theirs.goto(here)
    theirs.get_by_role("link", name="See it and answer").click()
    theirs.get_by_role("button", name="Yes, we’re in").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Recorded: In")
    page.goto(here)
    expect(page.get_by_text("Proposed, 2 of 6 in")).to_be_visible()

    hand.follow("Ask schools")
    hand.press("Ask schools")
    expect(page.get_by_text("Asked 4 schools by mail.")).to_be_visible()
    links = _links(live_server, "yes or no to")
    assert set(links) == set(SIX) - {"Thomas Deacon Academy", "Oundle School"}

    phone = browser.new_context(locale="en-GB", viewport=PHONE, has_touch=True)
    phone.set_default_timeout(10_000)
    yes = _reply(phone, links["Kettering Buccleuch Academy"], ("Yes, we’re in", "Recorded: In"))
    no = _reply(phone, links["Laxton Junior School"], ("Not this time", "Recorded: Not this time"))
    for actions, seconds in (yes, no):
        assert actions <= 3
        assert seconds <= 30
    _reply(phone, links["Oundle Church of England Primary School"], ("Not this time", "Recorded: Not this time"))
    in_if = (
        ("In, if…", ""),
        ("We are in if", "the coach cost is shared"),
        ("We’re in if this is so", "Recorded: In if"),
    )
    actions, _seconds = _reply(phone, links["Prince William School"], *in_if)
    assert actions <= 4

    # Three are in and one is in if: nothing is agreed before somebody says that the condition is met.
    page.goto(f"{here}answers/")
    expect(page.get_by_text("in if the coach cost is shared").first).to_be_visible()
    expect(page.get_by_text("Asking schools, 3 of 6 in")).to_be_visible()
    hand.press("It is met, so they are in")
    expect(page.get_by_text("Agreed, 4 of 6 in")).to_be_visible()
    page.goto(here)
    hand.press("Confirm with 4 schools")
    expect(page.get_by_text("Confirmed, 4 of 6 in").first).to_be_visible()

    # Another start: four schools are named before it is saved, and asked again after.
    page.goto(f"{here}change/")
    page.get_by_label("Starts at (optional)", exact=True).fill("10:00")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("4 schools will be asked again")
    assert Proposal.unscoped.get(pk=made.pk).version == 1
    page.get_by_role("button", name="Save and ask 4 schools again").click()
    expect(page.get_by_text("Asking schools, 0 of 6 in")).to_be_visible()

    again = _links(live_server, "has changed")
    assert set(again) == {*SIX[:4]} | {*SIX[4:]}
    old = links["Kettering Buccleuch Academy"]
    tab = phone.new_page()
    tab.goto(old)
    expect(tab.get_by_text("10am to 3pm")).to_be_visible()
    tab.close()
    _reply(phone, again["Kettering Buccleuch Academy"], ("Yes, we’re in", "Recorded: In"))
    page.goto(f"{here}answers/")
    named = "Oundle School, Prince William School, Thomas Deacon Academy"
    expect(page.get_by_text(f"Asked again after a change, and not yet in again: {named}.")).to_be_visible()
    assert Asked.unscoped.filter(proposal=made, answer="in").count() == 1
    for each in (context, other, phone):
        each.close()


def test_a_page_left_open_while_the_terms_change_records_nothing(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    from bothways.partnerships import links

    made = make_proposal(cast.partnership, title="Pond day", starts_at=dt.time(9))
    asked = made.asked.get(membership__school=cast.partner_school)
    context = browser.new_context(locale="en-GB", viewport=PHONE, has_touch=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(links.make(links.ANSWER, asked.pk, days=5))
    Proposal.unscoped.filter(pk=made.pk).update(version=2, starts_at=dt.time(10))
    made.events.create(kind="changed", version=2, changes={"When": ["from 9am", "from 10am"]})
    page.get_by_role("button", name="Yes, we’re in").click()
    expect(page.get_by_text("Nothing was recorded.")).to_be_visible()
    expect(page.get_by_text("from 9am → from 10am")).to_be_visible()
    page.get_by_role("button", name="Yes, we’re in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded: In")
    context.close()


def test_an_event_from_last_years_takes_three_actions(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    then = clock.today() - dt.timedelta(days=364)
    old = make_proposal(cast.partnership, title="Pond day", day=then, state="done")
    context = _signed_in(browser, live_server, cast.giver)
    page = context.new_page()
    page.goto(f"{live_server.url}/w/{cast.partnership.slug}/plan/{old.pk}/")
    hand = Hand(page)
    hand.press("Copy this one")
    hand.type("Day (optional)", (clock.today() + dt.timedelta(days=12)).isoformat())
    hand.press("Ask schools")
    expect(page.get_by_text("Asked 2 schools by mail.")).to_be_visible()
    assert hand.actions == 3
    context.close()


def test_the_pages_of_the_plan_look_right(browser: Browser, live_server: LiveServer, page: Page, cast: Cast) -> None:
    from bothways.partnerships import links

    looks = in_short(Look(1280, "light"), Look(390, "dark"), Look(320, "light"), Look(390, "forced"))
    made = make_proposal(cast.partnership, title="Pond day", starts_at=dt.time(9), about="Nets, trays and wellingtons.")
    made.asked.update(gives="The hall", gives_kind="facilities", gets="A morning at the pond", hours=3)
    asked = made.asked.get(membership__school=cast.partner_school)
    assert_looks(page, links.make(links.ANSWER, asked.pk, days=5), looks)
    context = _signed_in(browser, live_server, cast.giver)
    inside = context.new_page()
    here = f"{live_server.url}/w/{cast.partnership.slug}/plan/"
    fresh = make_proposal(cast.partnership, asked=False)
    own = ("", "answers/", "change/", "ask/", "add/")
    for each in ("", "new/", "year/2028/", "copy/", f"{fresh.pk}/ask/", *(f"{made.pk}/{one}" for one in own)):
        assert_looks(inside, here + each, looks)
    context.close()
