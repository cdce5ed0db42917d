"""A cohort of 28 from 30: begun, nominated for, decided with two in reserve, told, and gone on with next year.

What a person has to do is counted: a click, a tick and a field filled in are one action each. None of it needs script.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from bothways.activities.actions import programme_panel as actions
from bothways.activities.models import Nomination, Programme
from bothways.core import clock, outbox
from bothways.schools.models import Person, School
from tests.browser.journeys.test_sharing import Hand, phone
from tests.browser.looks import Look, assert_looks, in_short
from tests.factories.activities import make_pupil
from tests.factories.programmes import make_nomination, make_programme, make_visit
from tests.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _mail_leads_to_this_server(live_server: LiveServer, settings: Any) -> None:
    settings.BASE_URL = live_server.url


def _hand(browser: Browser, site: str, person: Person, page: str) -> Hand:
    hand = Hand(phone(browser, site, person).new_page())
    hand.page.goto(f"{site}{page}")
    return hand


def _at(programme: Programme, end: str = "") -> str:
    return f"/w/{programme.partnership.slug}/programmes/{programme.pk}/{end}"


def _closed(cast: Cast, rows: tuple[tuple[School, int], ...]) -> Programme:
    closes_on = clock.today() - dt.timedelta(days=1)
    made = make_programme(cast.partnership, cast.giver_school, closes_on=closes_on)
    for school, count in rows:
        for _number in range(count):
            make_nomination(made, school)
    return made


def test_a_programme_is_begun_in_a_minute(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    hand = _hand(browser, live_server.url, cast.coordinator, f"/w/{cast.partnership.slug}/programmes/")
    hand.follow("Begin a programme")
    hand.page.get_by_label("What is it called?").fill("STEM Potential")
    hand.page.get_by_label("In which years do pupils enter?").fill("Y10 and Y12")
    hand.page.get_by_label("Places", exact=True).fill("28")
    hand.page.get_by_label("Schools nominate until").fill(str(clock.today() + dt.timedelta(days=9)))
    hand.page.get_by_label("What counts, one criterion a line").fill("Free school meals\nFirst in the family")
    hand.page.get_by_label("Giver School").check()
    hand.actions += 6
    hand.press("Save")
    expect(hand.page.get_by_text("The programme is there.")).to_be_visible()
    assert hand.actions <= 9
    made = Programme.unscoped.get()
    assert (made.entry_years, made.places, made.criteria.count()) == ("10,12", 28, 2)
    hand.page.context.close()


def test_a_school_puts_two_pupils_forward(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    made = make_programme(cast.partnership, cast.giver_school)
    for name in ("Ash", "Bea"):
        make_pupil(cast.partner_school, name, year_group="10")
    hand = _hand(browser, live_server.url, cast.partner, _at(made))
    hand.follow("Put pupils forward")
    hand.follow("Choose pupils")
    for name in ("Ash B, Year 10", "Bea B, Year 10"):
        hand.choose(name)
    hand.press("Go on")
    for place, said in enumerate(("Builds radios.", "Writes code.")):
        card = hand.page.locator("section.card").nth(place)
        card.get_by_label("A: Free school meals in the last six years").check()
        card.get_by_label("What this pupil can do").fill(said)
        hand.actions += 2
    hand.press("Put 2 pupils forward")
    expect(hand.page.get_by_text("2 pupils are put forward.")).to_be_visible()
    assert hand.actions <= 10
    assert [row.meets for row in made.nominations.all()] == [[made.criteria.get(letter="A").pk]] * 2
    hand.page.context.close()


def test_thirty_are_decided_with_two_in_reserve_and_the_schools_told(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    made = _closed(cast, ((cast.giver_school, 15), (cast.partner_school, 15)))
    hand = _hand(browser, live_server.url, cast.coordinator, _at(made))
    hand.follow("Go to the panel")
    for place in (3, 20):
        hand.page.get_by_role("checkbox").nth(place).check()
        hand.actions += 1
    hand.press("Reserve, at the end")
    hand.press("Give a place to all who are undecided")
    hand.press("Tell the schools")
    expect(hand.page.get_by_text("The schools are told.")).to_be_visible()
    assert hand.actions <= 6
    states = list(made.nominations.values_list("state", flat=True))
    assert (states.count("placed"), states.count("reserve")) == (28, 2)
    outbox.drain()
    assert len(mail.outbox) == 2
    hand.page.context.close()


def test_next_year_pupils_continue_in_two_actions_and_who_left_is_forgotten(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    first = _closed(cast, ((cast.giver_school, 3),))
    first.nominations.update(state="placed", decided_at=clock.now())
    Programme.unscoped.filter(pk=first.pk).update(decided_at=clock.now())
    first.refresh_from_db()
    second = make_programme(cast.partnership, cast.giver_school, ends_on=clock.today() + dt.timedelta(days=500))
    membership = cast.partnership.memberships.get(school=cast.giver_school)
    own = f"ours/{membership.pk}/"
    hand = _hand(browser, live_server.url, cast.giver, _at(second, own))
    hand.press("They continue")
    expect(hand.page.get_by_text("3 pupils continue.")).to_be_visible()
    assert hand.actions <= 2
    assert set(second.nominations.values_list("year_group", flat=True)) == {"11"}

    hand.page.goto(f"{live_server.url}{_at(first, own)}")
    row = hand.page.locator("li.line").first
    row.locator("summary").click()
    with hand.page.expect_navigation():
        row.get_by_role("button").last.click()
    expect(hand.page.get_by_text("knows nothing of this pupil any more")).to_be_visible()
    gone = Nomination.unscoped.get(programme=first, state="left")
    assert (gone.pupil_id, gone.meets, gone.statement) == (None, None, "")
    hand.page.context.close()


@pytest.mark.slow
def test_the_pages_look_right(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    looks = in_short(Look(1280, "light"), Look(390, "light"), Look(390, "dark"), Look(1280, "dark"), Look(320, "light"))
    made = _closed(cast, ((cast.giver_school, 3), (cast.partner_school, 2)))
    open_one = make_programme(cast.partnership, cast.giver_school, title="Young engineers")
    pupil = make_pupil(cast.giver_school, "Ash", year_group="10")
    row = make_nomination(open_one, cast.giver_school)
    make_visit(made, cast.giver_school)
    own = f"ours/{cast.partnership.memberships.get(school=cast.giver_school).pk}/"
    inside = phone(browser, live_server.url, cast.giver, script=True).new_page()
    home = f"{live_server.url}/w/{cast.partnership.slug}/programmes/"
    for page in ("", "add/", f"{made.pk}/", f"{made.pk}/panel/", f"{open_one.pk}/{own}", f"{open_one.pk}/{own}choose/"):
        assert_looks(inside, f"{home}{page}", looks)
    for page in (f"{own}nominate/?pupil={pupil.pk}", f"{own}{row.pk}/", "visits/add/"):
        assert_looks(inside, f"{home}{open_one.pk}/{page}", looks)
    actions.decide(by=cast.coordinator, programme=made, ids=[], said="place_the_rest")
    actions.tell(by=cast.coordinator, programme=made)
    for page in ("", "panel/", own):
        assert_looks(inside, f"{home}{made.pk}/{page}", looks)
    inside.context.close()
