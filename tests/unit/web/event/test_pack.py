"""The papers of an event: made in one press, with no name where none belongs."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import time_machine
from pypdf import PdfReader

from bothways.activities.models import Activity, Disclosure, Need, NeedKind, SetState, Team, TeamPlace, TeamSet
from bothways.activities.queries.pack import pack_for
from bothways.activities.queries.pack_papers import PAPERS, badges
from bothways.core import clock
from bothways.core.models import AuditEntry
from tests.factories.activities import (
    make_activity,
    make_adult,
    make_booking,
    make_participant,
    make_pupil,
    make_room,
    make_session,
)
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db

NOON = dt.datetime.combine(clock.today(), dt.time(12), dt.UTC)
DAY = clock.today() + dt.timedelta(days=40)
EVE = NOON + dt.timedelta(days=39)
WEEKS_BEFORE = NOON + dt.timedelta(days=10)


@pytest.fixture
def event(cast: Cast) -> Activity:
    """Two schools with two pupils each, one of them hidden; a timetable, a team, a need."""
    made = make_activity(
        cast.partnership, cast.giver_school, cast.partner_school, day=DAY, title="Maths conference",
        safeguarding_name="Deputy head", safeguarding_phone="01234 567890",
    )  # fmt: skip
    children = []
    for part, names in zip(
        made.taking_part.order_by("school__name"), (("Ásta", "Hidden"), ("Rowan", "Wren")), strict=True
    ):
        part.disclosure = Disclosure.FIRST_NAME
        part.save()
        booking = make_booking(part, 2)
        make_adult(booking, name="Head of maths")
        for name in names:
            hidden = {"shielded": "1", "alias": "Juniper"} if name == "Hidden" else {}
            children.append(make_participant(booking, make_pupil(part.school, name, **hidden)))
    make_session(made, title="Knots", room=make_room(made, name="Hall"))
    teams = TeamSet.unscoped.create(activity=made, state=SetState.KEPT)
    team = Team.unscoped.create(team_set=teams, number=1, name="Team 1", colour="orange")
    for child in children:
        TeamPlace.unscoped.create(team=team, participant=child, forget_on=DAY + dt.timedelta(days=300))
    Need.unscoped.create(participant=children[0], kind=NeedKind.DIET, choice="no_nuts", words="carries a pen")
    return made


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def _all(browser_answer: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(browser_answer)) as file:
        return {name: _text(file.read(name)) for name in file.namelist()}


def test_one_press_makes_every_paper_of_the_event(cast: Cast, event: Activity) -> None:
    with time_machine.travel(EVE, tick=False):
        answer = browser_of(cast.giver).post(f"/events/{event.pk}/pack/all/everything/")
    assert answer["Cache-Control"] == "no-store"
    papers = _all(answer.content)
    assert set(papers) == {
        f"{name}.pdf"
        for name in ("badges", "register", "lists", "kitchen", "photos", "timetable", "own-timetables", "signs")
    }
    assert "Ásta" in papers["badges.pdf"]
    assert "orange" in papers["badges.pdf"]
    assert "No photos" in papers["badges.pdf"]
    assert "Deputy head" in papers["timetable.pdf"]
    assert AuditEntry.objects.get(verb="papers printed").facts == {"what": "everything", "whole": True}


def test_a_hidden_child_is_an_alias_on_every_sheet_that_others_read(cast: Cast, event: Activity) -> None:
    with time_machine.travel(EVE, tick=False):
        for person in (cast.giver, cast.partner):
            papers = _all(browser_of(person).post(f"/events/{event.pk}/pack/all/everything/").content)
            for name, text in papers.items():
                assert "Hidden" not in text, (person.name, name)
            assert "Juniper" in papers["badges.pdf"]


def test_the_kitchen_reads_no_name_and_no_note(cast: Cast, event: Activity) -> None:
    with time_machine.travel(EVE, tick=False):
        text = _all(browser_of(cast.partner).post(f"/events/{event.pk}/pack/all/everything/").content)["kitchen.pdf"]
    for name in ("Ásta", "Juniper", "Rowan", "Wren", "carries a pen"):
        assert name not in text
    assert "6" in text


def test_weeks_before_and_for_the_coordinator_there_are_numbers_in_place_of_names(cast: Cast, event: Activity) -> None:
    for when, person in ((WEEKS_BEFORE, cast.giver), (EVE, cast.coordinator)):
        with time_machine.travel(when, tick=False):
            text = _all(browser_of(person).post(f"/events/{event.pk}/pack/all/everything/").content)["badges.pdf"]
        assert "Ásta" not in text
        assert "Rowan" not in text
        assert "Giver 1" in text


def test_a_school_makes_its_own_visit_pack_and_certificates_and_nobody_elses(cast: Cast, event: Activity) -> None:
    part = event.taking_part.get(school=cast.partner_school)
    own = f"/events/{event.pk}/pack/school/{part.pk}"
    text = _all(browser_of(cast.partner).post(f"{own}/everything/").content)
    assert set(text) >= {"visit.pdf", "certificates.pdf", "register.pdf"}
    assert "Rowan" in text["certificates.pdf"]
    assert "Head of maths" in text["visit.pdf"]
    assert not any("Ásta" in each or "Juniper" in each for each in text.values())
    assert browser_of(cast.giver).post(f"{own}/visit/").status_code == 404
    assert browser_of(cast.partner).post(f"{own}/kitchen/").status_code == 404
    assert browser_of(cast.stranger).post(f"/events/{event.pk}/pack/all/everything/").status_code == 404


def test_an_event_without_anything_prints_nothing_and_says_so(cast: Cast) -> None:
    empty = make_activity(cast.partnership, cast.giver_school)
    found = pack_for(empty, cast.giver)
    assert [paper.key for paper in PAPERS if paper.makes(found) is not None] == []
    answer = browser_of(cast.giver).post(f"/events/{empty.pk}/pack/all/badges/")
    assert answer.status_code == 404
    assert "nothing to print" in answer.content.decode()


def test_the_same_badges_are_the_same_bytes(cast: Cast, event: Activity) -> None:
    assert badges(pack_for(event, cast.giver)) == badges(pack_for(event, cast.giver))


def test_the_page_offers_each_reader_their_own(cast: Cast, event: Activity) -> None:
    address = f"/events/{event.pk}/pack/"
    assert "The whole event" in browser_of(cast.giver).get(address).content.decode()
    event.taking_part.filter(school=cast.partner_school).update(is_owner=False)
    told = browser_of(cast.partner).get(address).content.decode()
    assert "The whole event" not in told
    assert "Make everything for our school" in told
