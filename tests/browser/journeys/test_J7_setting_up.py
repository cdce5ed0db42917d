"""The maths conference from what four schools agreed to, to a timetable that people of three schools lead.

What a person has to do is counted: a click and a field filled in are one action each.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from bothways.activities.models import Activity, SessionLeader
from bothways.activities.queries import timetable
from bothways.activities.queries.overview import leading_schools
from bothways.partnerships.models import Proposal
from bothways.schools.models import Person, School
from bothways.schools.roles import TEACHER
from tests.browser.journeys.test_J7_proposing import SIX, Hand
from tests.browser.looks import Look, assert_looks, in_short
from tests.factories.activities import make_activity, make_room, make_session
from tests.factories.partnerships import make_partnership, make_proposal
from tests.factories.schools import give_role, make_person, make_school
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TDA, OUNDLE, PWS, KBA, LAXTON, OCP = SIX


def signed_in(browser: Browser, live_server: LiveServer, person: Person, **options: object) -> BrowserContext:
    cookie = browser_of(person).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)  # type: ignore[arg-type]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    context.set_default_timeout(10_000)
    return context


def four_of_six() -> tuple[dict[str, School], Proposal]:
    """OMEC as the schools agreed to it: TDA and Oundle own it, four are in, two said not our year groups."""
    schools = {name: make_school(name=name) for name in SIX}
    partnership = make_partnership(*schools.values(), name="OPEN Learning Partnership")
    made = make_proposal(
        partnership,
        title="OMEC Years 7 and 8",
        state="confirmed",
        starts_at=dt.time(9, 30),
        ends_at=dt.time(15),
        host=schools[OUNDLE],
        place="The maths department",
        pupils=80,
        year_groups="Years 7 and 8",
    )
    made.owners.all().delete()
    for name in (TDA, OUNDLE):
        made.owners.create(membership=partnership.memberships.get(school=schools[name]))
    made.asked.update(answer="in", version=1, gives="A seminar", gets="Eight places")
    made.asked.filter(membership__school__name=PWS).update(
        answer="in_if", condition="the coach is shared", settled_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    )
    made.asked.filter(membership__school__name__in=(LAXTON, OCP)).update(answer="not_this_time")
    return schools, made


def lead(hand: Hand, title: str, school: str, post: str, hours: str) -> None:
    """Open a session in its place, say who leads it, save."""
    page = hand.page
    first = page.locator(".session").filter(has_text=title).first
    with page.expect_navigation():
        first.get_by_role("link", name="Change").click()
    hand.actions += 1
    line = page.locator(".leader").first
    line.get_by_label("School").select_option(label=school)
    line.get_by_label("Name or post").fill(post)
    line.get_by_label("Hours to prepare").fill(hours)
    hand.actions += 3
    hand.press("Save")


def _set_up(browser: Browser, live_server: LiveServer, *, script: bool) -> tuple[Page, Hand, Activity, BrowserContext]:
    schools, proposal = four_of_six()
    teacher = make_person(name="Head of maths, TDA")
    give_role(teacher, TEACHER, schools[TDA])
    context = signed_in(browser, live_server, teacher, java_script_enabled=script)
    page = context.new_page()
    hand = Hand(page)
    page.goto(f"{live_server.url}/w/{proposal.partnership.slug}/plan/{proposal.pk}/")
    hand.follow("Set it up")
    expect(page.get_by_label("Conference with seminars", exact=True)).to_be_checked()
    hand.type("Training places for adults (optional)", "20")
    hand.press("Set it up")
    expect(page.get_by_role("heading", level=1)).to_have_text("OMEC Years 7 and 8")
    return page, hand, Activity.unscoped.get(proposal=proposal), context


@pytest.mark.parametrize("script", [pytest.param(True, marks=pytest.mark.slow), False], ids=["script", "no script"])
def test_from_the_proposal_to_sessions_led_by_three_schools(
    browser: Browser, live_server: LiveServer, script: bool
) -> None:
    page, hand, made, context = _set_up(browser, live_server, script=script)
    assert hand.actions == 3  # "Set it up", training places, "Set it up"
    names = set(made.taking_part.values_list("school__name", flat=True))
    assert names == {TDA, OUNDLE, PWS, KBA}
    assert set(made.taking_part.filter(is_owner=True).values_list("school__name", flat=True)) == {TDA, OUNDLE}
    expect(page.get_by_text("Not our year groups")).to_have_count(0)

    hand.follow("Go to the timetable")
    for title, school, post in (("Seminar A", TDA, "Head of maths"), ("Seminar B", KBA, "Maths teacher")):
        lead(hand, title, school, post, "3")
    lead(hand, "Seminar C", PWS, "Second in maths", "2.5")
    assert hand.actions == 3 + 1 + 3 * 5
    rows = timetable.timetable(made)
    assert set(leading_schools(rows)) == {TDA, KBA, PWS}

    # The ledger before the day: the venue is Oundle's, a session each of the three.
    page.goto(f"{live_server.url}/events/{made.pk}/")
    expect(page.get_by_text(f"{KBA}, {PWS}, {TDA}").first).to_be_visible()
    page.goto(f"{live_server.url}/events/{made.pk}/gave-and-got/")
    for school in (OUNDLE, TDA, KBA, PWS):
        expect(page.get_by_text(school).first).to_be_visible()

    # A leader in two places at once is told as it arises, and one press takes it back.
    page.goto(f"{live_server.url}/events/{made.pk}/timetable/")
    lead(hand, "Seminar B", TDA, "Head of maths", "3")
    expect(page.get_by_text("Head of maths, Thomas Deacon Academy leads")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(page.get_by_text("leads “Seminar")).to_have_count(0)
    assert SessionLeader.unscoped.filter(session__activity=made).count() == 3
    context.close()


def test_an_event_runs_again_in_three_actions(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    made = make_activity(
        cast.partnership, cast.giver_school, cast.partner_school, state="done", day=dt.date(2026, 1, 8)
    )
    make_session(made).leaders.create(school=cast.partner_school, name="Head of maths")
    context = signed_in(browser, live_server, cast.giver)
    page = context.new_page()
    page.goto(f"{live_server.url}/events/{made.pk}/")
    hand = Hand(page)
    hand.follow("Run again")
    hand.type("Day", (dt.date.today() + dt.timedelta(days=200)).isoformat())  # noqa: DTZ011 - any day ahead will do
    hand.press("Make the copy")
    expect(page.get_by_text("Copied. Confirm who leads, then open it for booking.")).to_be_visible()
    assert hand.actions == 3
    context.close()


def test_the_timetable_is_ordered_with_the_keyboard_alone(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    made = make_activity(cast.partnership, cast.giver_school, cast.partner_school, state="planning")
    make_session(made, title="Proof")
    make_session(made, title="Codes", starts_at=dt.time(11), ends_at=dt.time(11, 30))
    context = signed_in(browser, live_server, cast.giver, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/events/{made.pk}/timetable/")
    page.get_by_role("button", name="Earlier Codes").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Moved.")).to_be_visible()
    assert [row.title for row in timetable.timetable(made)] == ["Codes", "Proof"]
    context.close()


def test_the_pages_of_setting_up_look_right(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    looks = in_short(Look(1280, "light"), Look(390, "dark"), Look(320, "light"), Look(390, "forced"))
    made = make_activity(cast.partnership, cast.giver_school, cast.partner_school, state="planning", about="Nets.")
    hall = make_room(made, name="Hall", holds=10, step_free=False)
    for title in ("Proof by picture", "Codes and how they break"):
        session = make_session(made, title=title, room=hall, block="Morning", opt_out=True)
        session.leaders.create(school=cast.partner_school, name="Head of maths", pupils=2, confirmed=False)
    made.risks.create(title="Hall", link="https://giver.example/risk")
    made.visitors.create(name="Astronomer")
    proposal = make_proposal(cast.partnership, state="confirmed", title="Singing")
    proposal.asked.update(answer="in", version=1)
    context = signed_in(browser, live_server, cast.giver)
    page = context.new_page()
    slug = cast.partnership.slug
    for each in ("events/", "events/new/", "events/new/blank/", f"plan/{proposal.pk}/set-up/", f"plan/{proposal.pk}/"):
        assert_looks(page, f"{live_server.url}/w/{slug}/{each}", looks)
    first = made.sessions.first()
    assert first is not None
    own = ("", "change/", "again/", "safety/", "timetable/", "timetable/add/", "timetable/rooms/", "timetable/turns/")
    for each in (*own, "timetable/rotation/", f"timetable/?edit={first.pk}"):
        assert_looks(page, f"{live_server.url}/events/{made.pk}/{each}", looks)
    context.close()
