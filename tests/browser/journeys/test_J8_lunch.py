"""A formal lunch for twenty-eight pupils and ten adults; and a class that chooses on a phone, without accounts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from bothways.activities.models import Choice, Participant
from bothways.activities.queries import teams
from tests.browser.journeys.test_J7_proposing import PHONE, Hand, _signed_in
from tests.browser.looks import LOOKS, assert_looks, in_short
from tests.factories.activities import make_activity, make_session
from tests.factories.schools import make_school
from tests.factories.teams import make_event, send
from tests.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_thirty_eight_sit_at_tables_of_six_and_seven_with_an_adult_and_two_schools_each(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    event = make_activity(cast.partnership, cast.giver_school)
    for school, pupils, adults in ((cast.giver_school, 15, 5), (cast.partner_school, 6, 3)):
        send(event, school, pupils, adults=adults, named=school == cast.giver_school)
    send(event, make_school(name="Third School"), 7, adults=2)
    context = _signed_in(browser, live_server, cast.giver, java_script_enabled=False)
    hand = Hand(context.new_page())
    hand.page.goto(f"{live_server.url}/events/{event.pk}/lunch/")
    hand.press("Suggest tables")
    expect(hand.page.get_by_text("Every table has an adult and guests of two schools or more.")).to_be_visible()
    hand.press("Keep")
    assert hand.actions == 2
    of = dict(Participant.unscoped.values_list("pk", "booking__taking_part__school_id"))
    rows = teams.kept(event, "lunch")
    assert sorted(len(row.participant_ids) + len(row.adult_ids) for row in rows) == [6, 6, 6, 6, 7, 7]
    assert all(row.adult_ids and len({of[pupil] for pupil in row.participant_ids}) >= 2 for row in rows)
    context.close()


def test_a_pupil_chooses_on_a_phone_by_code_and_number(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    event = make_event(cast.partnership, cast.giver_school, [4, 4])
    for title in ("Rockets", "Codes", "Frogs"):
        make_session(event, title=title, block="First seminars", holds=8)
    desk = _signed_in(browser, live_server, cast.giver, java_script_enabled=False)
    teacher = desk.new_page()
    teacher.goto(f"{live_server.url}/events/{event.pk}/choices/")
    teacher.get_by_role("button", name="Make a code").click()
    said = teacher.get_by_text("The code is").inner_text()
    code = re.search(r"code is (\S+),", said)
    assert code
    context = browser.new_context(locale="en-GB", viewport=PHONE, java_script_enabled=False)
    hand = Hand(context.new_page())
    hand.page.goto(f"{live_server.url}/choose/")
    hand.type("Your class’s code", code[1])
    hand.press("Go on")
    hand.type("Your number", "3")
    hand.press("Go on")
    hand.page.get_by_label("First choice").select_option(label="Frogs")
    hand.page.get_by_label("Second choice (optional)").select_option(label="Rockets")
    hand.press("These are my choices")
    expect(hand.page.get_by_text("Thank you.")).to_be_visible()
    chosen = Choice.unscoped.order_by("rank").values_list("participant__tag", "session__title")
    assert list(chosen) == [(3, "Frogs"), (3, "Rockets")]
    address = hand.page.url
    context.close()
    script = browser.new_context(locale="en-GB")
    page = script.new_page()
    for each in (f"{live_server.url}/choose/", address, f"{address.split('?')[0]}3/"):
        assert_looks(page, each, in_short(*LOOKS))
    script.close()
    desk.close()
