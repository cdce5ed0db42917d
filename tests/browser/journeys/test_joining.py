"""Somebody is invited and joins, on a phone, with what a person has to do counted."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bothways.core import outbox
from bothways.schools.actions import staff
from bothways.schools.models import Person
from tests.browser.looks import Look, assert_looks, in_short
from tests.browser.test_accounts import sent_code
from tests.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEWCOMER = "newcomer@school.test"


class Hand:
    """Presses and types, and counts both."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).tap()
        self.actions += 1

    def type(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)
        self.actions += 1


def _link(cast: Cast, live_server: LiveServer, role: str) -> str:
    staff.invite(by=cast.giver_admin, school=cast.giver_school, email=NEWCOMER, role=role)
    outbox.drain()
    found = re.search(r"/join/\S+?/", str(mail.outbox[-1].body))
    assert found
    return live_server.url + found[0]


@pytest.mark.parametrize("script", [True, False])
def test_joining_by_invitation_takes_six_actions_on_a_phone(
    browser: Browser, live_server: LiveServer, cast: Cast, script: bool
) -> None:
    phone = {"width": 390, "height": 760}
    context = browser.new_context(locale="en-GB", viewport=phone, has_touch=True, java_script_enabled=script)
    page = context.new_page()
    hand = Hand(page)
    page.goto(_link(cast, live_server, "teacher"))
    hand.actions += 1  # the link in the mail
    expect(page.get_by_role("heading", level=1)).to_contain_text("Giver School asks")
    hand.press("Yes, I will")
    hand.type("The code", sent_code())
    hand.press("Sign in")
    hand.type("Your name, as colleagues know it", "New colleague")
    hand.press("Yes, I will")
    expect(page.get_by_text("You are in. Welcome to Giver School.")).to_be_visible()
    assert hand.actions == 6
    joined = Person.unscoped.get(email=NEWCOMER)
    assert (joined.name, [held.role for held in joined.held]) == ("New colleague", ["teacher"])
    context.close()


def test_an_invitation_looks_right_before_and_after_its_end(page: Page, live_server: LiveServer, cast: Cast) -> None:
    looks = in_short(Look(1280, "light"), Look(390, "dark"), Look(320, "light"))
    link = _link(cast, live_server, "head")
    assert_looks(page, link, looks)
    page.goto(link)
    page.get_by_role("button", name="Not this time").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link has ended")
    assert "Giver School" not in page.content()
