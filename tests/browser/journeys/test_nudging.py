"""Reminding everybody who has not answered: open, send. Two actions, and exactly those who owe get mail."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from bothways.core import outbox
from bothways.partnerships.models import Contact
from tests.factories.partnerships import join, make_proposal
from tests.factories.schools import make_school
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUDGET = 2


@pytest.fixture(autouse=True)
def _mail_leads_to_this_server(live_server: LiveServer, settings: Any) -> None:
    settings.BASE_URL = live_server.url


@pytest.mark.parametrize("script", [True, False])
def test_all_who_have_not_answered_are_reminded_in_two_actions(
    browser: Browser, live_server: LiveServer, cast: Cast, script: bool
) -> None:
    for number in range(14):
        join(cast.partnership, make_school(name=f"School {number:02}"))
    made = make_proposal(cast.partnership, title="Ambassadors’ day")
    answered = list(made.asked.order_by("pk")[:11])
    made.asked.filter(pk__in=[each.pk for each in answered]).update(answer="in", version=1)
    owing = made.asked.filter(answer="").values("membership")
    addresses = set(Contact.unscoped.filter(membership__in=owing).values_list("email", flat=True))

    cookie = browser_of(cast.coordinator).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(locale="en-GB", java_script_enabled=script, viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/w/{cast.partnership.slug}/")
    row = page.get_by_role("listitem").filter(has_text="Ambassadors’ day").first

    actions = 0
    row.get_by_role("link", name="Remind 5 schools").or_(row.get_by_role("button", name="Remind 5 schools")).click()
    actions += 1
    expect(page.get_by_role("heading", level=1)).to_have_text("Remind 5 schools")
    shown = page.locator(".letter").inner_text()
    assert mail.outbox == []
    page.get_by_role("button", name="Send to 5 schools").click()
    actions += 1
    expect(page.get_by_role("heading", level=1)).to_have_text("Reminded 5 schools")
    assert actions <= BUDGET
    expect(page.get_by_text("Waiting to go")).to_have_count(5)

    outbox.drain()
    assert {to for message in mail.outbox for to in message.to} == addresses
    assert len(mail.outbox) == len(addresses) == 5
    links = [re.findall(r"/reply/plan/\S+/", str(message.body)) for message in mail.outbox]
    assert len({link for found in links for link in found}) == 5
    assert _without_link(shown) in {_without_link(str(message.body)) for message in mail.outbox}
    if not script:
        page.get_by_role("link", name="See how far it is now").click()
    expect(page.get_by_text("Gone", exact=True)).to_have_count(5)
    context.close()


def _without_link(text: str) -> str:
    return " ".join(re.sub(r"https?://\S+", "", text).split())
