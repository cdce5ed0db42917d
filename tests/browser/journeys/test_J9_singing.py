"""Mass singing: 180 pupils by numbers alone, rehearsals led by four schools, a slot for each school, a finale."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from bothways.activities.models import Activity
from bothways.activities.queries import timetable
from bothways.core import clock
from bothways.schools.roles import TEACHER
from tests.browser.journeys.test_J7_proposing import SIX, Hand
from tests.browser.journeys.test_J7_setting_up import lead, signed_in
from tests.factories.partnerships import make_partnership
from tests.factories.schools import give_role, make_person, make_school

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TDA, OUNDLE, PWS, KBA, LAXTON, OCP = SIX
PHONE = {"width": 390, "height": 760}


def test_a_singing_day_by_numbers_with_a_slot_for_each_school(browser: Browser, live_server: LiveServer) -> None:
    schools = {name: make_school(name=name) for name in SIX}
    partnership = make_partnership(*schools.values(), name="OPEN Learning Partnership")
    teacher = make_person(name="Director of music, Laxton")
    give_role(teacher, TEACHER, schools[LAXTON])
    context = signed_in(browser, live_server, teacher, viewport=PHONE, has_touch=True, java_script_enabled=False)
    page = context.new_page()
    hand = Hand(page)
    page.goto(f"{live_server.url}/w/{partnership.slug}/events/new/")
    hand.follow("Begin with a blank page")
    hand.type("What it is called", "Mass singing")
    page.get_by_label("Mass singing or performance day").check()
    day = clock.today() + dt.timedelta(days=30)
    for label, value in (("Day", day.isoformat()), ("Starts at (optional)", "10:00"), ("Ends at (optional)", "13:20")):
        hand.type(label, value)
    hand.type("Places for pupils (optional)", "180")
    page.get_by_label("Which school hosts it").select_option(label=OUNDLE)
    owning = page.get_by_role("group", name="Which schools own it")
    expect(owning.get_by_label(LAXTON)).to_be_checked()
    owning.get_by_label(OCP).check()
    coming = page.get_by_role("group", name="Which others take part")
    for name in (TDA, OUNDLE, PWS, KBA):
        coming.get_by_label(name, exact=True).check()
    hand.actions += 7
    hand.press("Set it up")
    made = Activity.unscoped.get()
    assert (made.places, made.by_name, made.taking_part.count()) == (180, False, 6)
    assert hand.actions == 14

    hand.follow("Go to the timetable")
    for name in SIX:
        expect(page.get_by_role("heading", name=f"Performance: {name}", exact=True)).to_be_visible()
    for title, name in (("Joint rehearsal", LAXTON), ("Finale, everybody", OCP)):
        lead(hand, title, name, "Music lead", "2")

    # A rotation with teachers from four schools, three groups at a time.
    with page.expect_navigation():
        page.get_by_role("link", name="A rotation").click()
    page.get_by_label("Stations, one a line").fill("Rounds\nRhythm\nBreath")
    page.get_by_label("How many groups").fill("3")
    page.get_by_label("Starts at").fill("13:20")
    page.get_by_label("Minutes for each").fill("10")
    page.get_by_label("Minutes between").fill("0")
    hand.press("Add the rotation")
    expect(page.get_by_text("9 sessions added.")).to_be_visible()
    expect(page.get_by_text("Outside the hours of the event").first).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    rows = timetable.timetable(made)
    breaks = [row for row in rows if row.kind == "break"]
    turns = [row for row in rows if row.school]
    assert (len(breaks), len(turns), rows[-1].title) == (2, 6, "Finale, everybody")
    assert all(one.ends_at <= other.starts_at for one, other in itertools.pairwise(turns))
    context.close()
