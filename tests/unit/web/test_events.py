"""Pages of setting up, without script: from a proposal to a timetable led by three schools, and what each refuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from bothways.activities.models import Activity, Room, Session
from bothways.core import clock
from bothways.partnerships.models import Partnership, Proposal
from tests.factories.activities import make_activity, make_room, make_session, take_part
from tests.factories.schools import make_school
from tests.people import Cast, browser_of
from tests.unit.activities.test_setting_up import agreed

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


def read(answer: Any) -> str:
    """The words of a page."""
    return " ".join(html.document_fromstring(answer.content).text_content().split())


def form_of(answer: Any, button: str) -> dict[str, str]:
    """What the form with this button would send as it stands."""
    for form in html.document_fromstring(answer.content).forms:
        if any(button in (each.text_content() or "") for each in form.cssselect("button")):
            return {name: value or "" for name, value in form.form_values()}
    raise AssertionError(f"no form with {button}")


@pytest.fixture
def event(cast: Cast) -> Activity:
    """An event of both schools that is being set up, with a seminar."""
    made = make_activity(cast.partnership, cast.giver_school, cast.partner_school, state="planning", title="OMEC")
    make_session(made, title="Proof by picture")
    return made


def test_from_a_proposal_to_an_event(cast: Cast) -> None:
    found = agreed(cast.partnership, title="Maths conference", host=cast.giver_school, starts_at=dt.time(9, 30))
    browser = browser_of(cast.giver)
    plan = browser.get(f"/w/{cast.partnership.slug}/plan/{found.pk}/")
    address = f"/w/{cast.partnership.slug}/plan/{found.pk}/set-up/"
    assert address in plan.content.decode()
    asked = browser.get(address)
    assert "Giver School" in read(asked)
    typed = form_of(asked, "Set it up")
    assert typed["kind"] == "conference"
    answer = browser.post(address, {**typed, "training_places": "20"}, follow=True)
    made = Activity.unscoped.get(proposal=found)
    assert answer.redirect_chain == [(f"/events/{made.pk}/", 302)]
    said = read(answer)
    assert "Go to the timetable" in said
    assert "It needs a risk assessment, and none is linked." in said
    assert made.sessions.count() == 13
    assert browser.get(address)["Location"] == f"/events/{made.pk}/"
    again = browser.get(f"/w/{cast.partnership.slug}/plan/{found.pk}/").content.decode()
    assert f"/events/{made.pk}/" in again


def test_a_kind_has_to_be_chosen(cast: Cast) -> None:
    found = agreed(cast.partnership, title="Something new")
    answer = browser_of(cast.giver).post(f"/w/{cast.partnership.slug}/plan/{found.pk}/set-up/", {"kind": ""})
    assert "Choose what kind of event it is." in read(answer)
    assert not Activity.unscoped.exists()


def test_a_blank_event(cast: Cast) -> None:
    browser = browser_of(cast.giver)
    address = f"/w/{cast.partnership.slug}/events/new/blank/"
    members = list(cast.partnership.memberships.values_list("pk", flat=True))
    day = clock.today() + dt.timedelta(days=20)
    typed = {"kind": "singing", "title": "Mass singing", "day": day.isoformat(), "places": "180", "owners": members[:1]}
    assert "owned by at least 2 schools" in read(browser.post(address, typed))
    answer = browser.post(address, {**typed, "owners": members}, follow=True)
    made = Activity.unscoped.get()
    assert (made.title, made.places, made.by_name, made.taking_part.count()) == ("Mass singing", 180, False, 2)
    assert "Mass singing" in read(answer)


def test_nobody_else_finds_its_pages(cast: Cast, event: Activity) -> None:
    for path in ("", "timetable/", "change/", "safety/", "again/", "timetable/sheet/", "timetable/calendar/"):
        assert browser_of(cast.stranger).get(f"/events/{event.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["change/", "safety/", "again/", "timetable/add/", "timetable/rooms/"])
def test_a_school_that_only_takes_part_cannot_change_it(cast: Cast, path: str) -> None:
    made = make_activity(cast.partnership, cast.giver_school)
    take_part(made, cast.partner_school)
    browser = browser_of(cast.partner)
    assert browser.get(f"/events/{made.pk}/{path}").status_code == 403
    assert browser.get(f"/events/{made.pk}/timetable/").status_code == 200


def test_a_session_is_changed_where_it_stands_and_taken_back(cast: Cast, event: Activity) -> None:
    room = make_room(event, name="Great Hall")
    (row,) = event.sessions.all()
    browser, here = browser_of(cast.giver), f"/events/{event.pk}/timetable/"
    typed = form_of(browser.get(f"{here}?edit={row.pk}"), "Save")
    typed |= {"title": "Proof by folding", "room": room.pk, "starts_at": "10:15"}
    typed |= {"leader_school_0": cast.partner_school.pk, "leader_name_0": "Head of maths", "leader_hours_0": "2.5"}
    answer = browser.post(f"{here}?edit={row.pk}", typed, follow=True)
    said = read(answer)
    assert "Proof by folding" in said
    assert "Head of maths, Partner School" in said
    assert "Great Hall" in said
    undo = form_of(answer, "Undo")
    said = read(browser.post(f"{here}undo/", undo, follow=True))
    assert "Proof by picture" in said
    assert "Head of maths" not in said
    assert "has changed since" in read(browser.post(f"{here}undo/", undo, follow=True))


def test_nobody_saves_over_what_another_changed(cast: Cast, event: Activity) -> None:
    (row,) = event.sessions.all()
    browser, here = browser_of(cast.giver), f"/events/{event.pk}/timetable/?edit={row.pk}"
    typed = form_of(browser.get(here), "Save")
    Session.unscoped.filter(pk=row.pk).update(title="Changed meanwhile")
    said = read(browser.post(here, {**typed, "title": "Mine"}))
    assert "has changed since you opened this page" in said
    row.refresh_from_db()
    assert row.title == "Changed meanwhile"


def test_clashes_are_told_in_words(cast: Cast, event: Activity) -> None:
    hall = make_room(event, name="Great Hall", holds=60)
    event.sessions.update(room=hall)
    make_session(event, title="Circus", room=hall, starts_at=dt.time(10, 30), ends_at=dt.time(15, 30), audience="all")
    said = read(browser_of(cast.giver).get(f"/events/{event.pk}/timetable/"))
    assert "“Proof by picture” and “Circus” are both in Great Hall" in said
    assert "Outside the hours of the event: “Circus”." in said
    assert "“Circus”: Great Hall holds 60, and 80 may come." in said
    take_part(event, make_school(name="Guest"), is_guest=True)
    other = make_activity(cast.partnership, cast.giver_school)
    take_part(other, cast.partner_school)
    make_session(other, room=hall, starts_at=dt.time(7))
    assert "do not fit" not in read(browser_of(cast.partner).get(f"/events/{other.pk}/timetable/"))


def test_rooms_turns_and_a_rotation(cast: Cast, event: Activity) -> None:
    browser, here = browser_of(cast.giver), f"/events/{event.pk}/timetable/"
    typed = {"name": "Pool hall", "holds": "40", "step_free": "on", "note": ""}
    assert "holds 40" in read(browser.post(f"{here}rooms/", typed, follow=True))
    assert "a room of that name already" in read(browser.post(f"{here}rooms/", typed))
    room = Room.unscoped.get(name="Pool hall")
    read(browser.post(f"{here}rooms/?room={room.pk}", {**typed, "holds": "45"}, follow=True))
    room.refresh_from_db()
    assert room.holds == 45
    turns = form_of(browser.get(f"{here}turns/"), "Add the turns")
    said = read(browser.post(f"{here}turns/", {**turns, "starts_at": "11:00", "room": room.pk}, follow=True))
    assert "2 turns added." in said
    assert "Performance: Giver School" in said
    rotation = form_of(browser.get(f"{here}rotation/"), "Add the rotation")
    rotation |= {"stations": "Bridges\n\nBubbles\nBridges\nBatteries", "groups": "4", "starts_at": "12:00"}
    said = read(browser.post(f"{here}rotation/", rotation, follow=True))
    assert "12 sessions added." in said
    assert event.sessions.filter(title="Bubbles").count() == 4
    browser.post(f"{here}rooms/{room.pk}/remove/")
    assert not event.sessions.filter(room__isnull=False).exists()


def test_a_session_is_added_copied_moved_and_taken_off(cast: Cast, event: Activity) -> None:
    browser, here = browser_of(cast.giver), f"/events/{event.pk}/timetable/"
    typed = form_of(browser.get(f"{here}add/"), "Add it")
    typed |= {"title": "Numbers that hide", "starts_at": "11:15", "ends_at": "12:00"}
    assert "Numbers that hide" in read(browser.post(f"{here}add/", typed, follow=True))
    added = event.sessions.get(title="Numbers that hide")
    browser.post(f"{here}{added.pk}/move/", {"to": "earlier"})
    added.refresh_from_db()
    assert (added.starts_at, added.ends_at) == (dt.time(10), dt.time(10, 45))
    first = event.sessions.get(title="Proof by picture")
    assert (first.starts_at, first.ends_at) == (dt.time(11), dt.time(12))
    browser.post(f"{here}{added.pk}/copy/")
    assert event.sessions.filter(title="Numbers that hide (copy)").exists()
    browser.post(f"{here}{added.pk}/remove/")
    assert not event.sessions.filter(pk=added.pk).exists()
    bad = read(browser.post(f"{here}add/", {**typed, "ends_at": "11:00"}))
    assert "It has to end after it starts." in bad


def test_the_sheet_and_the_calendar_file(cast: Cast, event: Activity) -> None:
    browser = browser_of(cast.partner)
    sheet = browser.get(f"/events/{event.pk}/timetable/sheet/")
    assert sheet.content.startswith(b"%PDF")
    file = browser.get(f"/events/{event.pk}/timetable/calendar/").content.decode()
    assert "SUMMARY:OMEC" in file
    assert "STATUS:TENTATIVE" in file
    assert f"/events/{event.pk}/" in file.replace("\r\n ", "")


def test_what_it_says_is_changed_but_not_the_terms_of_its_proposal(cast: Cast, event: Activity) -> None:
    browser, here = browser_of(cast.giver), f"/events/{event.pk}/change/"
    typed = form_of(browser.get(here), "Save")
    typed |= {"safeguarding_name": "Deputy head", "safeguarding_phone": "01832 277 000", "starts_at": "10:00"}
    typed |= {"series": "Maths  conference"}
    said = read(browser.post(here, typed, follow=True))
    assert "Maths conference: 1 in this school year, 1 here since" in said
    assert "Deputy head, 01832 277 000" in said
    event.refresh_from_db()
    assert event.starts_at == dt.time(10)
    assert event.sessions.get().starts_at == dt.time(10, 30)
    proposal = agreed(cast.partnership)
    Activity.unscoped.filter(pk=event.pk).update(proposal=proposal)
    page = browser.get(here)
    assert "Change them in the plan" in read(page)
    assert 'name="starts_at"' not in page.content.decode()
    browser.post(here, {**typed, "starts_at": "08:00", "title": "OMEC again"})
    event.refresh_from_db()
    assert (event.title, event.starts_at) == ("OMEC again", dt.time(10))


def test_risk_assessments_and_visitors(cast: Cast, event: Activity) -> None:
    browser, here = browser_of(cast.giver), f"/events/{event.pk}/safety/"
    risk = {"what": "risk", "title": "Laboratory", "link": "javascript:alert(1)", "version": "3"}
    assert "Enter a whole address" in read(browser.post(here, risk))
    risk |= {"link": "https://giver.school.example/risk", "reviewer": "Head of science", "owner": cast.giver_school.pk}
    assert "Not reviewed yet" in read(browser.post(here, risk, follow=True))
    (row,) = event.risks.all()
    browser.post(f"{here}?risk={row.pk}", {**risk, "reviewed_on": "1/11/2026"})
    said = read(browser_of(cast.partner).get(f"/events/{event.pk}/"))
    assert "reviewed on 1 November 2026 by Head of science" in said
    visitor = {"what": "visitor", "name": "Astronomer", "check_level": "enhanced", "seen_on": "2/11/2026"}
    assert "enhanced check seen on 2 November 2026" in read(browser.post(here, visitor, follow=True))
    assert "Astronomer" not in read(browser_of(cast.partner).get(f"/events/{event.pk}/"))
    browser.post(f"{here}risk/{row.pk}/remove/")
    browser.post(f"{here}visitor/{event.visitors.get().pk}/remove/")
    assert not event.risks.exists()
    assert not event.visitors.exists()


def test_run_again_is_three_actions_and_leaves_children_behind(cast: Cast, event: Activity) -> None:
    event.sessions.get().leaders.create(school=cast.partner_school, name="Head of maths")
    browser, here = browser_of(cast.giver), f"/events/{event.pk}/again/"
    asked = browser.get(here)
    assert "Pupils, their needs and what their parents answered" in read(asked)
    day = clock.today() + dt.timedelta(days=100)
    answer = browser.post(here, {**form_of(asked, "Make the copy"), "day": day.isoformat()}, follow=True)
    made = Activity.unscoped.get(copied_from=event)
    assert (made.day, made.sessions.get().day, made.state) == (day, day, "planning")
    assert "OMEC" in read(answer)
    assert "to confirm" in read(browser.get(f"/events/{made.pk}/timetable/"))
    assert "That day has passed" in read(browser.post(here, {"day": "1/1/2020"}))


def test_the_list_and_its_filters(cast: Cast, event: Activity) -> None:
    browser, here = browser_of(cast.partner), f"/w/{cast.partnership.slug}/events/"
    make_activity(cast.partnership, cast.giver_school, kind="singing", title="Singing", day=dt.date(2020, 3, 5))
    assert "2 in all" in read(browser.get(here))
    assert "OMEC" not in read(browser.get(f"{here}?kind=singing"))
    assert (
        "Singing"
        not in html.document_fromstring(browser.get(f"{here}?state=planning").content)
        .cssselect("tbody")[0]
        .text_content()
    )
    assert "Nothing fits" in read(browser.get(f"{here}?year=2020"))
    taken = b"".join(browser.get(f"{here}?export=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert taken.splitlines()[0] == "What,When,Where,Kind,Places taken,How far"
    assert len(taken.splitlines()) == 3


def test_an_empty_list_says_how_an_event_begins(cast: Cast) -> None:
    said = read(browser_of(cast.giver).get(f"/w/{cast.partnership.slug}/events/"))
    assert "An event begins in the plan" in said


def _questions(client: Client, address: str, ask: Ask) -> int:
    client.get(address)
    with ask() as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_as_many_questions_for_thirty_events_and_sessions_as_for_three(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask() -> Any:
        return CaptureQueriesContext(connection)

    browser, slug = browser_of(cast.giver), cast.partnership.slug
    made = make_activity(cast.partnership, cast.giver_school)
    room = make_room(made)
    counts: dict[int, tuple[int, ...]] = {}
    for many in (1, 3, 30):
        while Activity.unscoped.count() < many:
            make_activity(cast.partnership, cast.giver_school)
        while made.sessions.count() < many:
            make_session(made, room=room).leaders.create(school=cast.giver_school, name="Somebody")
        addresses = (f"/w/{slug}/events/", f"/events/{made.pk}/timetable/", f"/events/{made.pk}/")
        counts[many] = tuple(_questions(browser, address, ask) for address in addresses)
    assert counts[1] == counts[3] == counts[30], counts
    assert max(counts[30]) <= 30


def test_steps_are_pressed_and_said(cast: Cast, event: Activity) -> None:
    browser, here = browser_of(cast.giver), f"/events/{event.pk}/"
    assert "Schools can book now." in read(browser.post(f"{here}open/", follow=True))
    assert "Booking is closed." in read(browser.post(f"{here}close/", follow=True))
    assert "Its day has not come yet" in read(browser.post(f"{here}done/", follow=True))
    said = read(browser.post(f"{here}call-off/", {"reason": "Snow"}, follow=True))
    assert "Called off." in said
    assert "Snow" in said
    assert "Taken up again" in read(browser.post(f"{here}put-back/", follow=True))


def test_what_changes_in_the_plan_is_taken_over_and_who_is_asked_again_is_named(cast: Cast) -> None:
    found = agreed(cast.partnership, title="Maths conference", starts_at=dt.time(9, 30), ends_at=dt.time(15))
    browser = browser_of(cast.giver)
    browser.post(f"/w/{cast.partnership.slug}/plan/{found.pk}/set-up/", {"kind": "conference"})
    made = Activity.unscoped.get(proposal=found)
    Proposal.unscoped.filter(pk=found.pk).update(starts_at=dt.time(10), version=2)
    found.asked.filter(membership__school=cast.giver_school).update(version=2)
    answer = browser.get(f"/events/{made.pk}/")
    said = read(answer)
    assert "9:30am to 3pm" in said
    assert "10am to 3pm" in said
    assert "not yet in again: Partner School." in said
    first = made.sessions.order_by("starts_at").first()
    assert first is not None
    browser.post(f"/events/{made.pk}/follow/")
    made.refresh_from_db()
    first.refresh_from_db()
    assert (made.starts_at, first.starts_at) == (dt.time(10), dt.time(10))
    said = read(browser.get(f"/events/{made.pk}/"))
    assert "It has changed in the plan." not in said
    assert "not yet in again: Partner School." in said
    found.asked.update(version=2)
    assert "not yet in again" not in read(browser.get(f"/events/{made.pk}/"))


def test_places_added_by_the_plan_follow_and_fewer_than_taken_are_refused(cast: Cast) -> None:
    found = agreed(cast.partnership)
    browser = browser_of(cast.giver)
    browser.post(f"/w/{cast.partnership.slug}/plan/{found.pk}/set-up/", {"kind": "conference"})
    made = Activity.unscoped.get(proposal=found)
    made.pools.filter(kind="pupils").update(taken=60)
    Proposal.unscoped.filter(pk=found.pk).update(pupils=50)
    assert "60 of these places are taken already" in read(browser.post(f"/events/{made.pk}/follow/", follow=True))
    made.refresh_from_db()
    assert made.places == 80
    Proposal.unscoped.filter(pk=found.pk).update(pupils=100)
    browser.post(f"/events/{made.pk}/follow/")
    assert made.pools.get(kind="pupils").capacity == 100


def test_a_host_that_owns_it_alone_is_told(cast: Cast) -> None:
    made = make_activity(cast.partnership, cast.giver_school, state="planning")
    said = read(browser_of(cast.giver).get(f"/events/{made.pk}/"))
    assert "Giver School hosts it and owns it alone. Ask a second school to own it." in said
    take_part(made, cast.partner_school, is_owner=True)
    assert "owns it alone" not in read(browser_of(cast.giver).get(f"/events/{made.pk}/"))
    for number in range(2):
        make_session(made).leaders.create(school=cast.giver_school, name=f"Teacher {number}")
    assert "leads every session" in read(browser_of(cast.giver).get(f"/events/{made.pk}/"))


def test_partnership_without_two_schools_to_own_it(cast: Cast) -> None:
    Partnership.unscoped.filter(pk=cast.partnership.pk).update(owners_needed=1)
    browser = browser_of(cast.giver)
    mine = cast.partnership.memberships.get(school=cast.giver_school).pk
    day = (clock.today() + dt.timedelta(days=9)).isoformat()
    browser.post(
        f"/w/{cast.partnership.slug}/events/new/blank/",
        {"kind": "workshop", "title": "Pond", "day": day, "owners": [mine]},
    )
    assert Activity.unscoped.get().taking_part.get().school == cast.giver_school


def test_this_week_asks_for_what_is_agreed_and_for_what_changed(cast: Cast) -> None:
    from bothways.activities.needs.setting_up import source

    found = agreed(cast.partnership, title="Maths conference", starts_at=dt.time(9, 30))
    (need,) = source(cast.partnership, clock.today())
    assert need.title == "Set up ‘Maths conference’"
    assert need.for_schools == {cast.giver_school.pk, cast.partner_school.pk}
    week = f"/w/{cast.partnership.slug}/"
    assert "Set up ‘Maths conference’" in read(browser_of(cast.giver).get(week))
    assert list(source(cast.partnership, found.day + dt.timedelta(days=1))) == []
    browser = browser_of(cast.giver)
    browser.post(f"/w/{cast.partnership.slug}/plan/{found.pk}/set-up/", {"kind": "conference"})
    assert list(source(cast.partnership, clock.today())) == []
    Proposal.unscoped.filter(pk=found.pk).update(ends_at=dt.time(15, 30))
    (need,) = source(cast.partnership, clock.today())
    assert need.title == "‘Maths conference’ has changed in the plan"
    browser.post(f"/events/{need.args['activity_id']}/follow/")
    assert list(source(cast.partnership, clock.today())) == []


@pytest.mark.parametrize("press", ["open", "close", "done", "call-off", "put-back", "follow", "timetable/undo"])
def test_a_school_that_only_takes_part_presses_nothing(cast: Cast, press: str) -> None:
    made = make_activity(cast.partnership, cast.giver_school)
    take_part(made, cast.partner_school)
    assert browser_of(cast.partner).post(f"/events/{made.pk}/{press}/").status_code == 403
