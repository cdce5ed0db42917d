"""What a screen reader is given on the five pages that are used most: names, roles, order, and what speaks by itself.

The browser's own accessibility tree is compared with `__snapshots__/*.yml`. After a change that is meant, look at what
BOTHWAYS_SNAPSHOTS=write ./run test tests/browser/test_what_is_read_aloud.py writes, and commit it. Read it aloud first.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from bothways.core import clock
from bothways.partnerships.models import Partnership, ProposalOwner
from tests.factories.partnerships import make_meeting, make_proposal
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOLDER = Path(__file__).with_name("__snapshots__")
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)  # a Monday in term
ADDRESS = re.compile(r"\n +- /url: [^\n]*")  # holds ids
LIVE = """() => [...document.querySelectorAll("[aria-live], [role=status], [role=alert], output")].map(each =>
    `${each.getAttribute("role") || each.tagName.toLowerCase()} ${each.getAttribute("aria-live") || ""}`.trim())"""


def read_aloud(page: Page) -> str:
    """The accessibility tree of the whole page as text, then what may speak by itself."""
    told = ADDRESS.sub("", page.locator("body").aria_snapshot())
    speaks = "\n".join(f"- {each}" for each in page.evaluate(LIVE)) or "- nothing"
    return f"{told}\n\n# Speaks by itself:\n{speaks}\n"


@pytest.fixture
def monday() -> Iterator[None]:
    """The same morning in every run."""
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def partnership(monday: None, cast: Cast) -> Partnership:
    """With a proposal that waits for an answer, and a meeting today."""
    proposal = make_proposal(cast.partnership, title="Bridges out of paper")
    ProposalOwner.unscoped.filter(proposal=proposal).exclude(membership__school=cast.giver_school).delete()
    make_meeting(cast.partnership, title="Planning the year", day=clock.today())
    return cast.partnership


PAGES = {
    "signing in": ("nobody", "/account/sign-in/"),
    "a school's first page": ("giver_admin", "/my-school/"),
    "a partnership's first page": ("coordinator", "/w/{slug}/"),
    "the plan": ("coordinator", "/w/{slug}/plan/"),
    "the meetings": ("coordinator", "/w/{slug}/meetings/"),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_reads_as_it_was_agreed(
    browser: Browser, live_server: LiveServer, cast: Cast, partnership: Partnership, name: str
) -> None:
    who, address = PAGES[name]
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    person = getattr(cast, who, None)
    if person is not None:
        cookie = browser_of(person).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + address.format(slug=partnership.slug))
    said = read_aloud(page)
    context.close()
    file = FOLDER / f"{re.sub('[^a-z]+', '-', name)}.yml"
    if os.environ.get("BOTHWAYS_SNAPSHOTS") == "write":
        FOLDER.mkdir(exist_ok=True)
        file.write_text(said, encoding="utf-8")
    assert said == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("body", "without"),
    [
        ('<button aria-label="Save">x</button>', "<button>x</button>"),
        ("<h2>First</h2><h3>Second</h3>", "<h3>Second</h3><h2>First</h2>"),
        ('<nav aria-label="Main"><a href="/">Home</a></nav>', '<div><a href="/">Home</a></div>'),
        ("<h2>First</h2>", "<h3>First</h3>"),
        ('<p role="status"></p>', "<p></p>"),
        ('<input aria-label="Name" required>', '<input aria-label="Nom" required>'),
    ],
    ids=["a name", "the order", "a landmark", "a level", "what speaks", "a label"],
)
def test_what_is_lost_is_noticed(page: Page, body: str, without: str) -> None:
    page.set_content(body)
    before = read_aloud(page)
    page.set_content(without)
    assert read_aloud(page) != before
