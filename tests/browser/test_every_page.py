"""Every page that anyone can open looks right: three widths, light, dark, more contrast and forced colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.looks import faults_of
from tests.meta.routes import walk
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Each page is looked at as the first of these who may open it.
WHO = ("nobody", "giver_admin", "coordinator", "operator")


def _pages(client: Client, cast: Cast, seen: set[str]) -> Iterator[str]:
    for walked in walk(cast):
        if walked.name in seen:
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


def test_every_page_looks_right(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    seen: set[str] = set()
    complaints: list[str] = []
    for who in WHO:
        client = browser_of(getattr(cast, who, None))
        page = _signed_in(browser, client, live_server)
        for address in _pages(client, cast, seen):
            complaints += [f"{who} {address} {fault}" for fault in faults_of(page, live_server.url + address)]
        page.context.close()
    assert not complaints, "\n" + "\n".join(complaints)
    assert len(seen) > 3
