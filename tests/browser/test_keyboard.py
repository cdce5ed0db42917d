"""Whole paths by keyboard alone: Tab, Enter, Space and typing. At every stop the focus can be seen."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bothways.schools.models import Person, RoleAssignment
from bothways.schools.roles import SCHOOL_ADMIN
from tests.browser.test_accounts import sent_code
from tests.factories.schools import give_role
from tests.people import Cast, bare, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Where the focus is: its words, whether it is marked (2.4.7), and whether anything lies over its middle (2.4.11).
FOCUS = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect();
    const visible = target => target.closest("label") || target;
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const top = document.elementFromPoint(x, y);
    const look = style => [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow,
        style.backgroundColor, style.borderColor, style.textDecorationLine].join();
    const lit = getComputedStyle(at);
    const sibling = at.nextElementSibling;
    const focused = look(lit) + (sibling ? look(getComputedStyle(sibling, "::before")) : "");
    at.blur();
    const plain = look(getComputedStyle(at)) + (sibling ? look(getComputedStyle(sibling, "::before")) : "");
    at.focus({preventScroll: true, focusVisible: true});
    const label = at.labels && at.labels.length ? at.labels[0].textContent : "";
    const words = at.getAttribute("aria-label") || label || at.textContent || at.value || "";
    return {
        words: words.replace(/\\s+/g, " ").trim(),
        body: at === document.body, marked: focused !== plain,
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight
            && (top === at || at.contains(top) || (top && top.contains(at)) || (top && visible(top).contains(at))
                || (sibling && (sibling === top || sibling.contains(top)))),
    };
}"""
MOST_STOPS = 40


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what bears these words, and look at every stop on the way."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        assert at["body"] or at["marked"], f"the focus cannot be seen on {at['words']!r} of {page.url}"
        assert at["body"] or at["seen"], f"the focus is hidden at {at['words']!r} of {page.url}"
        if words in at["words"]:
            return
    raise AssertionError(f"no stop of the keyboard bears {words!r} on {page.url}")


def enter(page: Page) -> None:
    """Press Enter where the focus is, and wait for the page that follows."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def signed_in(page: Page, live_server: LiveServer, person: Person) -> None:
    session = browser_of(person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def test_the_skip_link_comes_first_and_leads_to_the_content(page: Page, live_server: LiveServer, cast: Cast) -> None:
    signed_in(page, live_server, cast.giver_admin)
    for address in ("/", "/my-school/staff/", "/account/", "/account/security/"):
        page.goto(live_server.url + address)
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS)["words"] == "Skip to main content", address
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


def test_signing_in_needs_no_mouse(page: Page, live_server: LiveServer, cast: Cast) -> None:
    cache.clear()  # the library counts tries there, those of other tests too
    page.goto(f"{live_server.url}/account/sign-in/")
    tab_to(page, "Your work e-mail address")
    page.keyboard.type(bare(cast.giver).email)
    enter(page)
    tab_to(page, "The code")
    page.keyboard.type(sent_code())
    enter(page)
    expect(page.get_by_text("You are signed in.")).to_be_visible()


def test_another_place_is_two_stops_and_two_presses_away(page: Page, live_server: LiveServer, cast: Cast) -> None:
    give_role(cast.giver_admin, SCHOOL_ADMIN, cast.partner_school)
    signed_in(page, live_server, cast.giver_admin)
    page.goto(f"{live_server.url}/my-school/staff/")
    tab_to(page, "School administrator of Giver School")
    page.keyboard.press("Space")
    tab_to(page, "Partner School")
    enter(page)
    expect(page.get_by_text("You are now at Partner School.")).to_be_visible()
    page.goto(f"{live_server.url}/my-school/staff/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Staff of Partner School")


def test_somebody_is_invited_by_keyboard(page: Page, live_server: LiveServer, cast: Cast) -> None:
    signed_in(page, live_server, cast.giver_admin)
    page.goto(f"{live_server.url}/my-school/staff/")
    tab_to(page, "Invite somebody")
    enter(page)
    tab_to(page, "Their work e-mail address")
    page.keyboard.type("newcomer@school.test")
    tab_to(page, "Teacher")
    page.keyboard.press("Space")
    tab_to(page, "Send the invitation")
    enter(page)
    expect(page.get_by_text("Asked newcomer@school.test.")).to_be_visible()


def test_a_mistake_takes_the_focus_to_what_is_wrong(page: Page, live_server: LiveServer, cast: Cast) -> None:
    signed_in(page, live_server, cast.giver_admin)
    page.goto(f"{live_server.url}/my-school/staff/invite/")
    tab_to(page, "Send the invitation")
    enter(page)
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    tab_to(page, "Enter an e-mail address")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Their work e-mail address")).to_be_focused()


def test_a_role_is_ended_and_put_back_by_keyboard(page: Page, live_server: LiveServer, cast: Cast) -> None:
    role = cast.giver.held[0].pk
    signed_in(page, live_server, cast.giver_admin)
    page.goto(f"{live_server.url}/my-school/staff/")
    tab_to(page, f"End this role: {cast.giver.name}, Teacher")
    enter(page)
    tab_to(page, "End the role")
    enter(page)
    assert RoleAssignment.unscoped.get(pk=role).ends_on is not None
    tab_to(page, "Put back")
    enter(page)
    expect(page.get_by_text("The role is back as it was.")).to_be_visible()
    assert RoleAssignment.unscoped.get(pk=role).ends_on is None


def test_on_a_phone_no_stop_is_hidden(page: Page, live_server: LiveServer, cast: Cast) -> None:
    page.set_viewport_size({"width": 320, "height": 480})
    signed_in(page, live_server, cast.giver_admin)
    page.goto(f"{live_server.url}/my-school/staff/")
    tab_to(page, "Report a worry about a child")
