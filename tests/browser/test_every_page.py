"""Every page that anyone can open looks right: three widths, light, dark, more contrast and forced colours.

In shares, so that two workers look at once.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.looks import LOOKS, Look, faults_of
from tests.meta.routes import walk
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHARES = 4
# With each commit every width and the looks that find most, wide and narrow in turn; all ten in the longer round.
NARROW = [Look(320, "light"), Look(390, "dark"), Look(1280, "shape")]
WIDE = [Look(1280, "light"), Look(1280, "dark"), Look(390, "shape"), Look(320, "shape")]
# Each page is looked at as the first of these who may open it.
WHO = ("nobody", "giver_admin", "coordinator", "operator")


def _pages(client: Client, cast: Cast, share: int, seen: set[str]) -> Iterator[str]:
    """The pages of one share that this reader is the first to open."""
    for place, walked in enumerate(walk(cast)):
        if place % SHARES != share or walked.name in seen:
            continue
        answer = client.get(walked.address)
        if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
            seen.add(walked.name)
            yield walked.address


def _signed_in(browser: Browser, client: Client, live_server: LiveServer) -> Page:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie is not None:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}])
    return context.new_page()


def _complaints(
    browser: Browser, live_server: LiveServer, cast: Cast, share: int, looks: list[list[Look]]
) -> list[str]:
    """What is wrong with one share of the pages: one in SHARES of them, each as the first who may open it."""
    seen: set[str] = set()
    found: list[str] = []
    for who in WHO:
        client = browser_of(getattr(cast, who, None))
        page = _signed_in(browser, client, live_server)
        for address in _pages(client, cast, share, seen):
            now = looks[len(seen) % len(looks)]
            found += [f"{who} {address} {fault}" for fault in faults_of(page, live_server.url + address, now)]
        page.context.close()
    assert len(seen) > 12
    return found


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_looks_right(browser: Browser, live_server: LiveServer, cast: Cast, share: int) -> None:
    complaints = _complaints(browser, live_server, cast, share, [NARROW, WIDE])
    assert not complaints, "\n" + "\n".join(complaints)


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_looks_right_in_every_look(
    browser: Browser, live_server: LiveServer, cast: Cast, share: int
) -> None:
    complaints = _complaints(browser, live_server, cast, share, [LOOKS])
    assert not complaints, "\n" + "\n".join(complaints)
