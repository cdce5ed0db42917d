"""Mixed teams of eighty from ten schools: two presses, three a move, by keyboard, with script and without.

A press, a tick and a choice are one action each.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from bothways.activities.actions import teams as actions
from bothways.activities.models import Activity, TeamSet, Wish
from bothways.activities.queries import teams, teams_people
from bothways.activities.queries.teams_brief import Settings
from tests.browser.journeys.test_J7_proposing import Hand, _signed_in
from tests.browser.looks import LOOKS, assert_looks, in_short
from tests.browser.test_keyboard import tab_to
from tests.factories.activities import make_session
from tests.factories.teams import ids_of, make_event
from tests.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def event(cast: Cast) -> Activity:
    """Ten schools with eight pupils each."""
    return make_event(cast.partnership, cast.giver_school, [8] * 10)


def small(cast: Cast) -> tuple[Activity, TeamSet]:
    """Four schools with three pupils each, in three teams of four, proposed."""
    made = make_event(cast.partnership, cast.giver_school, [3] * 4)
    return made, actions.suggest(by=cast.giver, activity=made, settings=Settings(size=4))


def at_board(browser: Browser, site: LiveServer, cast: Cast, event: Activity, **options: Any) -> BrowserContext:
    context = _signed_in(browser, site, cast.giver, viewport=DESKTOP, **options)
    context.new_page().goto(f"{site.url}/events/{event.pk}/teams/")
    return context


def mixed(event: Activity, rows: tuple[teams.TeamRow, ...]) -> set[tuple[int, ...]]:
    of = {each.id: each.school_id for each in teams_people.members(event)}
    return {tuple(sorted(Counter(of[pupil] for pupil in row.participant_ids).values())) for row in rows}


@pytest.mark.parametrize("script", [True, False])
def test_two_presses_make_sixteen_teams_in_which_nobody_meets_a_schoolmate(
    browser: Browser, live_server: LiveServer, cast: Cast, event: Activity, script: bool
) -> None:
    one, other = ids_of(event, cast.giver_school)[:2]
    Wish.objects.create(one_id=one, other_id=other, together=False)
    context = at_board(browser, live_server, cast, event, java_script_enabled=script)
    hand = Hand(context.pages[0])
    hand.press("Suggest teams")
    proof = "Nobody shares a team with a schoolmate: 100%, and that is the best possible."
    expect(hand.page.get_by_text(proof)).to_be_visible()
    hand.press("Keep")
    expect(hand.page.get_by_text("Kept. Badges, registers and lists read these from now on.")).to_be_visible()
    assert hand.actions == 2
    assert mixed(event, teams.kept(event)) == {(1, 1, 1, 1, 1)}
    assert len(teams.kept(event)) == 16
    context.close()


def test_with_a_friend_beside_everyone_teams_of_four_are_two_pairs(
    browser: Browser, live_server: LiveServer, cast: Cast, event: Activity
) -> None:
    circus = make_session(event, title="Team circus", mode="by_school")
    context = at_board(browser, live_server, cast, event)
    hand = Hand(context.pages[0])
    hand.open("Choose how")
    hand.type("How many?", "4")
    hand.page.get_by_label("A friend beside you: nobody is alone of their school").check()
    hand.press("Suggest these")
    expect(hand.page.get_by_text("20 of 20 teams mix schools.")).to_be_visible()
    hand.press("Keep")
    assert mixed(event, teams.kept(event)) == {(2, 2)}
    hand.page.get_by_role("link", name="Team circus").click()
    expect(hand.page.get_by_text("each school is a team, and nobody has to make one")).to_be_visible()
    assert mixed(event, teams.kept(event, session=circus)) == {(8,)}
    context.close()


def first_of(made: TeamSet, number: int) -> str:
    """A pupil of the giver's school or of another, by the tick's label, in one team."""
    place = made.teams.get(number=number).members.order_by("pk")[0]
    return f"{place.pk}:{place.team_id}"


def move_by_tick(page: Page, made: TeamSet, to: str) -> None:
    page.locator(f"input[name=who][value='{first_of(made, 1)}']").check()
    page.get_by_label("Move those ticked to").select_option(label=to)
    page.get_by_role("button", name="Move", exact=True).click()


@pytest.mark.parametrize("script", [True, False])
def test_a_move_takes_three_actions_names_what_it_breaks_and_is_undone(
    browser: Browser, live_server: LiveServer, cast: Cast, script: bool
) -> None:
    event, made = small(cast)
    before = teams.rows_of(made)
    context = at_board(browser, live_server, cast, event, java_script_enabled=script)
    page = context.pages[0]
    expect(page.get_by_text("Every rule is kept")).to_be_visible()
    move_by_tick(page, made, "Team 2 (4)")
    expect(page.get_by_text("Moved 1 person.").first).to_be_visible()
    expect(page.get_by_text("Team 1 has 3 pupils; 4 would be even.")).to_be_visible()
    page.get_by_role("button", name="Undo the last move").click()
    expect(page.get_by_text("Undone: 1 person is back.").first).to_be_visible()
    expect(page.get_by_text("Every rule is kept")).to_be_visible()
    assert teams.rows_of(made) == before
    context.close()


def test_the_same_move_by_keyboard_alone(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    event, made = small(cast)
    context = at_board(browser, live_server, cast, event)
    page = context.pages[0]
    tick = page.locator(f"input[name=who][value='{first_of(made, 1)}']")
    tick.focus()
    page.keyboard.press("Space")
    assert tick.is_checked()
    tab_to(page, "Move those ticked to")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Moved 1 person.").first).to_be_visible()
    assert made.teams.get(number=3).members.count() == 5
    context.close()


def drag(page: Page, person: Any, team: Any) -> None:
    """With the mouse, in steps, as a hand does."""
    person.scroll_into_view_if_needed()
    start, end = person.bounding_box(), team.bounding_box()
    page.mouse.move(start["x"] + 60, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 20, steps=6)
    page.mouse.move(end["x"] + 44, end["y"] + 24, steps=3)
    page.mouse.up()


def test_the_same_move_by_dragging(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    event, made = small(cast)
    context = at_board(browser, live_server, cast, event)
    page = context.pages[0]
    person = page.locator("li.someone", has=page.locator(f"input[value='{first_of(made, 1)}']"))
    drag(page, person, page.locator("fieldset.team").nth(2))
    expect(page.get_by_text("Moved 1 person.").first).to_be_visible(timeout=10_000)
    assert made.teams.get(number=3).members.count() == 5
    drag(page, page.locator("li.someone").first, page.locator("fieldset.team").nth(1))
    expect(page.locator("form[data-move] input[name=version]")).to_have_value("3", timeout=10_000)
    made.refresh_from_db()
    assert made.version == 3
    context.close()


def test_two_people_on_one_board_see_each_others_moves(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    event, made = small(cast)
    first = at_board(browser, live_server, cast, event)
    second = _signed_in(browser, live_server, cast.coordinator, viewport=DESKTOP)
    page = second.new_page()
    page.goto(f"{live_server.url}/events/{event.pk}/teams/")
    ticked = first_of(made, 1)
    move_by_tick(first.pages[0], made, "Team 2 (4)")
    expect(first.pages[0].get_by_text("Moved 1 person.").first).to_be_visible()
    page.locator(f"input[name=who][value='{ticked}']").check()
    page.get_by_label("Move those ticked to").select_option(label="Team 3 (4)")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("Somebody else moved them while you looked.").first).to_be_visible()
    expect(page.get_by_role("group", name="Team 2")).to_contain_text("5 people")
    assert made.teams.get(number=2).members.count() == 5
    first.close()
    second.close()


def test_in_the_morning_two_are_away_and_a_repair_is_shown_and_accepted(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    event, made = small(cast)
    actions.keep(by=cast.giver, team_set=made)
    context = at_board(browser, live_server, cast, event, java_script_enabled=False)
    page = context.pages[0]
    page.get_by_role("link", name="Somebody does not come, or is new").click()
    for tick in page.locator("fieldset.team").first.locator("input").all()[:2]:
        tick.check()
    page.get_by_role("button", name="Show who would move").click()
    expect(page.get_by_role("heading", name="This one moves. No repair needs fewer.")).to_be_visible()
    page.get_by_role("button", name="Do this").click()
    expect(page.get_by_text("Done. The lists are as they should be now.")).to_be_visible()
    assert sorted(len(row.participant_ids) for row in teams.kept(event)) == [3, 4, 5]
    context.close()


def test_how_the_pages_of_teams_look(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    event, made = small(cast)
    for title in ("Rockets", "Codes"):
        make_session(event, title=title, block="First seminars", holds=8)
    context = _signed_in(browser, live_server, cast.giver)
    page = context.new_page()
    rest = ("teams/", "seminars/", "lunch/", "choices/", "wishes/")
    pages = [*rest, *(f"sets/{made.pk}/{each}/" for each in ("mend", "names", "why", "lists"))]
    for address in pages:
        assert_looks(page, f"{live_server.url}/events/{event.pk}/{address}", in_short(*LOOKS))
    context.close()
