"""The gallery shows every piece in every state, so what holds here holds on every page made of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from bothways.web.components.examples import JOBS
from tests import effort
from tests.browser.looks import Look, assert_looks

# Every piece in every state stands here, so more looks than elsewhere with each commit; all ten in the longer round.
GALLERY = [Look(320, "light"), Look(1280, "light"), Look(390, "dark"), Look(390, "contrast")]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    settings.DEMO = True


def test_the_gallery_looks_right_everywhere(page: Page, live_server: LiveServer) -> None:
    assert_looks(page, f"{live_server.url}/gallery/", None if effort.ALL else GALLERY)


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_error_pages_look_right(page: Page, live_server: LiveServer, status: int) -> None:
    assert_looks(page, f"{live_server.url}/gallery/errors/{status}/", [Look(320, "light"), Look(1280, "dark")])


def test_a_school_is_found_by_keyboard_alone(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    box = page.get_by_role("combobox", name="Find a school")
    box.press_sequentially("heron")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_count(2)
    expect(page.locator("#announcements")).to_contain_text("2 suggestions")
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "find-school-options-1")
    box.press("Enter")
    expect(box).to_have_value("Heron Cross Infants")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_a_chosen_school_goes_with_the_form_until_the_words_change(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    box = page.get_by_role("combobox", name="Host school")
    box.press_sequentially("quay")
    page.get_by_role("option", name="Old Quay High School").click()
    chosen = page.locator("input[name=host]")
    expect(chosen).to_have_value("3")
    box.press_sequentially(" and")
    expect(chosen).to_have_value("")


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    box = page.get_by_role("combobox", name="Find a school")
    box.press_sequentially("heron")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("heron")


def test_without_script_the_search_is_a_plain_form(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")
    page.get_by_label("Find a school").fill("heron")
    page.get_by_role("button", name="Search").click()
    assert page.url.endswith("/gallery/?q=heron")
    context.close()


def test_the_menu_of_places_opens_and_closes_by_keyboard(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    menu = page.locator("summary", has_text="Priya N.")
    menu.focus()
    menu.press("Enter")
    expect(page.get_by_role("button", name="Old Quay High")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Old Quay High")).to_be_hidden()
    expect(menu).to_be_focused()


def test_a_progress_panel_refreshes_itself(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    with page.expect_response("**/gallery/jobs/running/") as answered:
        pass
    assert answered.value.status == 200
    expect(page.locator(".job")).to_have_count(len(JOBS))


def test_ticking_every_row_counts_them(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.get_by_label("Tick every row on this page").check()
    expect(page.get_by_text("3 ticked")).to_be_visible()
    page.get_by_label("Tick this row: Ferry Bank Primary").uncheck()
    expect(page.get_by_text("2 ticked")).to_be_visible()


def test_paper_has_no_chrome_and_opens_what_is_folded(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.emulate_media(media="print")
    expect(page.locator(".bw-header")).to_be_hidden()
    expect(page.locator(".filters").first).to_be_hidden()
    folded = page.get_by_text("Counted from registers on the day.")
    assert folded.evaluate("element => element.checkVisibility() && element.getBoundingClientRect().height > 0")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    skip.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_slow_answer_is_shown_on_the_button(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.route("**/gallery/?*", lambda route: route.fulfill(status=204))  # the browser goes on waiting where it is
    page.locator("[data-busy]").click()
    expect(page.locator("[data-busy]")).to_have_text("Sending…")
    expect(page.locator("[data-busy]")).to_be_disabled()


def test_losing_the_connection_is_said_in_place_and_nothing_is_lost(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.route("**/gallery/jobs/**", lambda route: route.abort())
    panel = page.locator(".job").nth(1)
    expect(panel.locator(".error")).to_contain_text("We can’t see how far it is")
    expect(panel.get_by_role("progressbar")).to_be_visible()
    expect(page.locator("#announcements")).to_contain_text("We can’t see how far it is")
