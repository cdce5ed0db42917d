"""Ten schools, eighty places: members and guests book, one waits and is offered five, and names come with one paste.

What a person has to do is counted: a click and a field filled in are one action each.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from bothways.activities.actions import booking as actions
from bothways.activities.models import Activity, Booking, Pool, PoolKind, TakingPart
from bothways.activities.queries import coming
from bothways.core import outbox
from bothways.rules.booking import Wanted
from bothways.schools.models import AdultRule, Person, Pupil
from tests.browser.looks import Look, assert_looks
from tests.factories.activities import make_activity, make_booking, take_part
from tests.factories.schools import make_school
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 760}
NAMES = ("Zoë", "Łukasz", "Ash", "Tobi")


@pytest.fixture(autouse=True)
def _mail_leads_to_this_server(live_server: LiveServer, settings: Any) -> None:
    settings.BASE_URL = live_server.url


class Hand:
    """Presses and types, and counts each."""

    def __init__(self, page: Any) -> None:
        self.page, self.actions = page, 0

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()
        self.actions += 1

    def type(self, label: str, words: str) -> None:
        self.page.get_by_label(label).fill(words)
        self.actions += 1


def _signed_in(browser: Browser, live_server: LiveServer, person: Person, **options: Any) -> BrowserContext:
    cookie = browser_of(person).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    context.set_default_timeout(10_000)
    return context


def _event(cast: Cast, **values: Any) -> Activity:
    made = make_activity(cast.partnership, cast.giver_school, cast.partner_school, training_places=20, **values)
    Pool.unscoped.create(activity=made, kind=PoolKind.TRAINING, capacity=20)
    return made


def _links(live_server: LiveServer, what: str) -> dict[str, str]:
    """The links that were mailed, by address."""
    before = len(mail.outbox)
    outbox.drain()
    found = {}
    for message in mail.outbox[before:]:
        link = re.search(rf"/reply/{what}/\S+?/", str(message.body))
        if link:
            found[message.to[0]] = live_server.url + link[0]
    return found


def _books(context: BrowserContext, link: str, pupils: int) -> int:
    """A school books by its link on a phone: how many actions, the opening of the link among them."""
    page = context.new_page()
    hand = Hand(page)
    page.goto(link)
    hand.actions += 1
    hand.type("How many pupils?", str(pupils))
    hand.press("Book places")
    expect(page.get_by_role("heading", level=1)).to_contain_text("has places")
    page.close()
    return hand.actions


def _schools(activity: Activity, count: int, *, guests: bool) -> list[TakingPart]:
    return [take_part(activity, make_school(), is_guest=guests) for _ in range(count)]


def test_four_members_book_32_and_six_guests_48_and_a_link_takes_three_actions(
    cast: Cast, browser: Browser, live_server: LiveServer
) -> None:
    activity = _event(cast)
    parts = [*activity.taking_part.all(), *_schools(activity, 2, guests=False), *_schools(activity, 6, guests=True)]
    assert actions.send_invitations(by=cast.coordinator, activity=activity) == 10
    by_hand = (parts[0], parts[-1])
    for part in parts[1:-1]:
        actions.book_places(by=None, part=part, wanted=Wanted(8, adults=2, training=2))
    links = _links(live_server, "book")
    context = browser.new_context(locale="en-GB", viewport=PHONE, has_touch=True, java_script_enabled=False)
    assert {_books(context, links[part.contact_email], 8) for part in by_hand} == {3}
    assert sum(row.places for row in coming.booked(activity)) == 80
    assert (len(coming.booked(activity)), sum(row.training for row in coming.booked(activity))) == (10, 16)
    context.close()


def test_77_booked_one_waits_as_number_one_is_offered_five_never_three_and_makes_it_80(
    cast: Cast, browser: Browser, live_server: LiveServer
) -> None:
    activity = _event(cast)
    full, part = _schools(activity, 2, guests=False)
    booked = make_booking(full, 77)
    actions.send_invitations(by=cast.coordinator, activity=activity)
    link = _links(live_server, "book")[part.contact_email]
    context = browser.new_context(locale="en-GB", viewport=PHONE, has_touch=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(link)
    hand = Hand(page)
    hand.type("How many pupils?", "6")
    page.get_by_text("What if there is not room for all of us?").click()
    hand.type("If there is not room for all", "4")
    hand.press("Book places")
    expect(page.get_by_text("Your school is number 1 on the waiting list.")).to_be_visible()
    assert_looks(page, link, [Look(390, "light")])
    actions.change_booking(by=None, booking=booked, wanted=Wanted(75))
    page.goto(_links(live_server, "offer")[part.contact_email])
    expect(page.get_by_text("5 places are held for you until")).to_be_visible()
    hand.press("Take 5 places")
    expect(page.get_by_role("heading", level=1)).to_contain_text("has places")
    assert Booking.unscoped.get(taking_part=part).places == 5
    assert sum(row.places for row in coming.booked(activity)) == 80
    context.close()


def test_a_teacher_books_four_and_one_pastes_names_once_and_types_nothing_the_second_time(
    cast: Cast, browser: Browser, live_server: LiveServer
) -> None:
    activity = _event(cast)
    context = _signed_in(browser, live_server, cast.giver_head, viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/events/{activity.pk}/")
    hand = Hand(page)
    page.get_by_role("link", name="Places", exact=True).click()
    hand.actions += 1
    hand.press("Book places")
    hand.type("How many pupils?", "4")
    hand.type("How many adults come with them?", "1")
    hand.press("Book places")
    assert hand.actions <= 6
    page.get_by_role("button", name="List who comes").click()
    hand = Hand(page)
    hand.actions += 1
    hand.type("Paste the list here, one pupil a line", "\n".join(f"{name}\tSurname\t7" for name in NAMES))
    hand.press("List them")
    assert hand.actions <= 4
    expect(page.get_by_text("4 of 4 pupils are listed.")).to_be_visible()
    expect(page.get_by_role("link", name="Łukasz S")).to_be_visible()
    assert_looks(page, page.url, [Look(390, "light")])

    again = _event(cast)
    part = again.taking_part.get(school=cast.giver_school)
    make_booking(part, 4)
    page.goto(f"{live_server.url}/events/{again.pk}/places/{part.pk}/pupils/")
    page.get_by_role("button", name="Choose from your school’s list").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="List them").click()
    expect(page.get_by_text("4 of 4 pupils are listed.")).to_be_visible()
    assert Pupil.unscoped.count() == 4
    context.close()


def test_thirty_by_number_with_two_adults_are_warned_by_the_schools_own_rule_and_a_decision_stands(
    cast: Cast, browser: Browser, live_server: LiveServer
) -> None:
    activity = _event(cast, by_name=False, kind="singing", places=180)
    AdultRule.unscoped.create(school=cast.giver_school, years="", pupils_per_adult=10)
    part = activity.taking_part.get(school=cast.giver_school)
    context = _signed_in(browser, live_server, cast.giver_head, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{live_server.url}/events/{activity.pk}/places/{part.pk}/")
    hand = Hand(page)
    hand.type("How many pupils?", "30")
    hand.type("How many adults come with them?", "2")
    hand.press("Book places")
    expect(page.get_by_text("Your school’s own rule asks for 3 adults, and you bring 2.")).to_be_visible()
    expect(page.get_by_text("illegal")).to_have_count(0)
    page.get_by_label("What did you decide?").fill("A governor comes too")
    hand.press("Write the decision down")
    expect(page.get_by_text("You decided: A governor comes too")).to_be_visible()
    assert_looks(page, page.url, [Look(1280, "dark")])
    context.close()
