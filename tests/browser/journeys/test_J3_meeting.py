"""Journey 3: a year of meetings is planned, schools reply, the register is taken, minutes go out, actions come back.

Every press and every field filled in is counted against its budget.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bothways.core import clock, outbox
from bothways.partnerships.actions import meeting_replies as replies
from bothways.partnerships.models import Meeting, MeetingAction, Partnership
from bothways.schools.models import Person
from tests.browser.looks import Look, axe, faults, in_short
from tests.factories.partnerships import join, make_meeting
from tests.factories.schools import make_school
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCHOOLS = 16
LOOKS = in_short(Look(1280, "light"), Look(390, "dark"), Look(320, "light"))
PHONE = {"width": 390, "height": 760}


class Hand:
    """Presses, ticks and types, and counts each."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def press(self, name: str, *, role: str = "button") -> None:
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]  # two roles
        self.actions += 1

    def tick(self, selector: str) -> None:
        self.page.locator(selector).click()
        self.actions += 1

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label).first.fill(words)
        self.actions += 1


@pytest.fixture
def sixteen(cast: Cast) -> Partnership:
    """The cast's partnership with sixteen schools."""
    for number in range(SCHOOLS - cast.partnership.memberships.count()):
        join(cast.partnership, make_school(name=f"Riverside {number + 3:02d} Primary"))
    return cast.partnership


def open_as(browser: Browser, site: str, person: Person | None, *, script: bool = True) -> Page:
    context = browser.new_context(
        locale="en-GB", viewport=PHONE, reduced_motion="reduce", java_script_enabled=script, has_touch=True
    )
    context.set_default_timeout(10_000)
    if person is not None:
        cookie = browser_of(person).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": site}])
    return context.new_page()


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def page_of(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, cast: Cast) -> Iterator[Page]:
    """The coordinator's phone, with and without script."""
    page = open_as(browser, live_server.url, cast.coordinator, script=request.param)
    yield page
    page.context.close()


def links(kind: str = "/reply/meeting/") -> dict[str, str]:
    """The address in the newest mail to each recipient."""
    outbox.drain()
    found = {}
    for message in mail.outbox:
        matched = re.search(rf"{kind}\S+?/", str(message.body))
        if matched:
            found[message.to[0]] = matched[0]
    return found


def test_six_meetings_take_at_most_four_actions(page_of: Page, live_server: LiveServer, sixteen: Partnership) -> None:
    hand = Hand(page_of)
    page_of.goto(f"{live_server.url}/w/{sixteen.slug}/meetings/")
    hand.press("Plan the year’s meetings")
    days = page_of.locator("input[type=date]")
    first = dt.date.fromisoformat(days.first.input_value())
    days.first.fill(str(first + dt.timedelta(days=-1)))  # one is edited: the day before
    hand.actions += 1
    hand.press("Plan these meetings")
    assert hand.actions <= 4
    made = list(sixteen.meetings.order_by("day"))
    assert len(made) == len({each.half_term for each in made}) == page_of.locator("tbody tr").count()
    assert made[0].day == first + dt.timedelta(days=-1)
    assert all(each.day > clock.today() for each in made)
    assert {each.day.weekday() for each in made[1:]} <= {3}
    page_of.go_back()
    page_of.reload()
    assert sixteen.meetings.count() == len(made)


def plan_and_invite(page: Page, site: str, sixteen: Partnership) -> Meeting:
    hand = Hand(page)
    page.goto(f"{site}/w/{sixteen.slug}/meetings/plan/")
    hand.press("Plan these meetings")
    hand.press("Open this meeting")
    for kind, what, minutes in (
        ("Practical work", "A bridge of pennies", "20"),
        ("Professional discussion", "What do we mark?", "20"),
        ("Research task", "One article, three questions", "15"),
        ("CPD", "Phizzi: this year’s topic", "40"),
    ):
        page.get_by_label("What the time is for").select_option(kind)
        page.get_by_label("In a few words").fill(what)
        page.get_by_label("Minutes", exact=True).fill(minutes)
        hand.press("Put it on the agenda")
    expect(page.get_by_text("95 minutes in all: it would end at 17:20, 20 minutes later than planned.")).to_be_visible()
    hand.press("Send the invitations")
    return sixteen.meetings.order_by("day")[0]


@pytest.mark.parametrize(
    "page_of", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["script", "plain"], indirect=True
)
def test_the_whole_meeting(page_of: Page, browser: Browser, live_server: LiveServer, sixteen: Partnership) -> None:
    page, site = page_of, live_server.url
    meeting = plan_and_invite(page, site, sixteen)
    found = links()
    assert len(found) == SCHOOLS
    for address in list(found.values())[:11]:
        reply_from_a_phone(browser, site + address)
    page.goto(f"{site}/w/{sixteen.slug}/meetings/{meeting.pk}/replies/")
    expect(page.locator(".stats div", has_text="Coming").first).to_contain_text("11")
    expect(page.locator(".stats div", has_text="No answer yet")).to_contain_text("5")
    nudge_the_other_five(page, site, meeting, set(list(found)[11:]))
    Meeting.unscoped.filter(pk=meeting.pk).update(day=clock.today())  # the day has come
    take_the_register(page, site, sixteen, meeting)
    write_the_minutes(page, site, sixteen, meeting)
    later = make_meeting(sixteen, day=clock.today() + dt.timedelta(days=40), title="The next meeting")
    page.goto(f"{site}/w/{sixteen.slug}/meetings/{later.pk}/")
    expect(page.locator(".agenda")).to_contain_text("Actions from last time")
    for words in ("Bring the magnets", "Book the hall"):
        expect(page.locator(".agenda")).to_contain_text(words)


def reply_from_a_phone(browser: Browser, address: str) -> None:
    """Open the link, one press: no account, at most three actions, and the result says what was recorded."""
    page = open_as(browser, address, None, script=False)
    began, hand = time.monotonic(), Hand(page)
    page.goto(address)
    hand.actions += 1
    hand.press("Coming")
    expect(page.get_by_text("is coming.")).to_be_visible()
    assert hand.actions <= 3
    assert time.monotonic() - began <= 30
    page.context.close()


def nudge_the_other_five(page: Page, site: str, meeting: Meeting, waiting: set[str]) -> None:
    """The home page counts them; two presses remind exactly those, by name, with the message shown first."""
    page.goto(f"{site}/w/{meeting.partnership.slug}/")
    expect(page.get_by_text("5 schools have not said whether they come")).to_be_visible()
    mail.outbox.clear()
    hand = Hand(page)
    with page.expect_navigation():
        page.locator(f'a[href*="replies:{meeting.pk}/nudge"]').first.click()
    hand.actions += 1
    expect(page.get_by_text("What it says")).to_be_visible()
    hand.press("Send to 5 schools")
    assert hand.actions <= 2
    outbox.drain()
    assert {message.to[0] for message in mail.outbox} == waiting
    assert len(mail.outbox) == 5
    assert all("/reply/meeting/" in str(message.body) for message in mail.outbox)


def take_the_register(page: Page, site: str, sixteen: Partnership, meeting: Meeting) -> None:
    """Fifteen here and one away: the quick way, then what it costs to tap each."""
    page.goto(f"{site}/w/{sixteen.slug}/meetings/{meeting.pk}/register/")
    boxes = [box for label in page.locator(".reg .seg label").all() if (box := label.bounding_box())]
    assert len(boxes) == 2 * SCHOOLS
    assert all(box["height"] >= 48 and box["width"] >= 48 for box in boxes)
    began, hand = time.monotonic(), Hand(page)
    keys = [each.pk for each in sixteen.memberships.order_by("school__search_text")]
    for key in keys[:-1]:
        hand.tick(f"label[for=y-{key}]")
    hand.tick(f"label[for=n-{keys[-1]}]")
    hand.press("Save the register")
    assert hand.actions <= 17
    assert time.monotonic() - began <= 60
    expect(page.locator("#total")).to_contain_text("15 of 16 here, 1 not here")
    assert meeting.attendance.filter(present=True).count() == 15


def write_the_minutes(page: Page, site: str, sixteen: Partnership, meeting: Meeting) -> None:
    """Notes and two actions; then two presses send all of it to every school."""
    mail.outbox.clear()
    owners = list(sixteen.memberships.order_by("school__search_text"))[:2]
    page.goto(f"{site}/w/{sixteen.slug}/meetings/{meeting.pk}/minutes/")
    page.get_by_label("What was said and decided").fill("The best bridge held 31 pennies.")
    for number, words in enumerate(("Bring the magnets", "Book the hall")):
        page.get_by_label("What", exact=True).nth(number).fill(words)
        page.get_by_label("Who", exact=True).nth(number).select_option(f"{owners[number].pk}:")
        page.get_by_label("By (optional)").nth(number).fill(str(clock.today() + dt.timedelta(days=14)))
    hand = Hand(page)
    hand.press("Save and see the mail")
    expect(page.get_by_role("heading", name="The mail, as one school gets it")).to_be_visible()
    hand.press("Send to 16 schools")
    assert hand.actions <= 2
    outbox.drain()
    assert len(mail.outbox) == SCHOOLS
    assert all("31 pennies" in str(each.body) for each in mail.outbox)
    missed = [str(each.body) for each in mail.outbox if "We missed you" in str(each.body)]
    assert len(missed) == 1
    assert MeetingAction.unscoped.count() == 2
    page.reload()
    expect(page.locator("tbody .tag.ok")).to_have_count(SCHOOLS)
    assert not meeting.attendance.filter(present=False, followed_up_at=None).exists()


def test_all_here_then_one_away_is_three_taps(page_of: Page, live_server: LiveServer, sixteen: Partnership) -> None:
    meeting = make_meeting(sixteen, day=clock.today())
    page, hand = page_of, Hand(page_of)
    page.goto(f"{live_server.url}/w/{sixteen.slug}/meetings/{meeting.pk}/register/")
    hand.press("All here")
    away = sixteen.memberships.order_by("pk")[3]
    hand.tick(f"label[for=n-{away.pk}]")
    hand.press("Save the register")
    assert hand.actions == 3
    expect(page.locator("#total")).to_contain_text("15 of 16 here, 1 not here")
    assert [row.membership_id for row in meeting.attendance.filter(present=False)] == [away.pk]


def test_with_script_each_tap_saves_itself(
    browser: Browser, live_server: LiveServer, cast: Cast, sixteen: Partnership
) -> None:
    meeting = make_meeting(sixteen, day=clock.today())
    page = open_as(browser, live_server.url, cast.coordinator)
    page.goto(f"{live_server.url}/w/{sixteen.slug}/meetings/{meeting.pk}/register/")
    first = sixteen.memberships.order_by("pk")[0]
    page.locator(f"label[for=y-{first.pk}]").click()
    expect(page.locator("#total")).to_contain_text("1 of 16 here")
    expect(page.locator("#total")).to_contain_text("Saved.")
    assert meeting.attendance.get(present=True).membership_id == first.pk
    page.context.close()


def test_what_stands_after_a_press_looks_right_too(
    browser: Browser, live_server: LiveServer, cast: Cast, sixteen: Partnership
) -> None:
    meeting = make_meeting(sixteen)
    replies.invite(by=cast.coordinator, meeting=meeting)
    page = open_as(browser, live_server.url, None)
    page.goto(live_server.url + next(iter(links().values())))
    page.get_by_role("button", name="Not coming").click()
    expect(page.get_by_text("is not coming. Thank you for telling us.")).to_be_visible()
    assert_fair(page)
    page.context.close()
    page = open_as(browser, live_server.url, cast.coordinator)
    page.goto(f"{live_server.url}/w/{sixteen.slug}/meetings/plan/")
    page.get_by_label("Begins").fill("18:00")
    page.get_by_role("button", name="Plan these meetings").click()
    expect(page.get_by_role("alert")).to_contain_text("The end has to be after the beginning")
    assert_fair(page)
    page.context.close()


def assert_fair(page: Page) -> None:
    """The page as it stands, without loading it again: nothing for axe to find, nothing too wide."""
    page.evaluate(axe())
    found = [f"{look}: {fault}" for look in LOOKS for fault in faults(page, look)]
    assert found == []
