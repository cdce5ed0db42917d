"""A calendar that other programs read: who may, what is in it, and that it ends when it should."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways.core import audit, clock
from bothways.core.models import LinkToken
from bothways.partnerships import links
from bothways.partnerships.models import Answer, Meeting, Partnership, Proposal, ProposalState
from bothways.partnerships.models.meeting import MeetingState
from bothways.schools.models import Person
from tests.counting import as_rows_grow, questions
from tests.factories.partnerships import join, make_meeting, make_proposal
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def _make(cast: Cast, person: Person, kind: str = "yours") -> str:
    """The address as the page shows it, without its host."""
    page = browser_of(person).post(f"/w/{cast.partnership.slug}/calendars/feeds/{kind}/make/")
    found = re.search(r'value="http://testserver(/calendar/[^"]+)"', page.content.decode())
    assert found, page.content.decode()
    return found[1]


def _events(address: str) -> dict[str, Any]:
    answer = Client().get(address)
    assert answer.status_code == 200
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar.errors == []
    return {str(each["UID"]): each for each in calendar.walk("VEVENT")}


def _answer(proposal: Proposal, cast: Cast, answer: str) -> None:
    proposal.asked.filter(membership__school=cast.giver_school).update(answer=answer)


def _leave(person: Person) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    person.roles.update(starts_on=yesterday, ends_on=yesterday)


def test_the_address_is_shown_once_and_kept_only_as_a_hash(cast: Cast) -> None:
    address = _make(cast, cast.giver)
    token = address.split("/")[2]
    assert len(token) > 40
    link = LinkToken.objects.get(purpose=links.FEED)
    assert token not in (link.digest, link.subject_id)
    assert len(link.subject_id) <= 40
    page = browser_of(cast.giver).get(f"/w/{cast.partnership.slug}/calendars/feeds/").content.decode()
    assert token not in page
    assert "There is an address" in page


def test_states_uids_and_sequences(cast: Cast) -> None:
    asking = make_proposal(cast.partnership, title="Pond safari", starts_at=dt.time(13), ends_at=dt.time(15))
    confirmed = make_proposal(cast.partnership, state=ProposalState.CONFIRMED, place="Hall, Widnes; by the pond")
    off = make_proposal(cast.partnership, state=ProposalState.CALLED_OFF, sequence=4)
    proposed = make_proposal(cast.partnership, asked=False)
    undated = make_proposal(cast.partnership)
    Proposal.unscoped.filter(pk=undated.pk).update(day=None)
    meeting = make_meeting(cast.partnership, state=MeetingState.INVITED)
    called_off = make_meeting(cast.partnership, state=MeetingState.CALLED_OFF, sequence=2)
    found = _events(_make(cast, cast.giver))
    assert proposed.uid not in found
    assert undated.uid not in found
    told = {uid: (str(each["STATUS"]), each["SEQUENCE"]) for uid, each in found.items()}
    assert told == {
        asking.uid: ("TENTATIVE", 0),
        confirmed.uid: ("CONFIRMED", 0),
        off.uid: ("CANCELLED", 4),
        meeting.uid: ("CONFIRMED", 0),
        called_off.uid: ("CANCELLED", 2),
    }
    assert found[asking.uid].start == dt.datetime.combine(asking.day, dt.time(13), clock.LONDON)
    assert found[confirmed.uid]["DTSTART"].params["VALUE"] == "DATE"
    assert str(found[confirmed.uid]["LOCATION"]) == "Hall, Widnes; by the pond"
    assert str(found[asking.uid]["SUMMARY"]) == "Pond safari (still asking schools)"


def test_a_called_off_event_is_told_for_a_time_and_then_no_more(cast: Cast) -> None:
    off = make_proposal(cast.partnership, state=ProposalState.CALLED_OFF, sequence=4)
    meeting = make_meeting(cast.partnership, state=MeetingState.CALLED_OFF)
    address = _make(cast, cast.giver)
    assert {off.uid, meeting.uid} <= set(_events(address))
    with time_machine.travel(clock.now() + dt.timedelta(days=91), tick=False):
        assert _events(address) == {}


@pytest.mark.parametrize(
    ("answer", "there"),
    [
        (Answer.NONE, True),
        (Answer.IN, True),
        (Answer.IN_IF, True),
        (Answer.LATER, False),
        (Answer.NOT_THIS_TIME, False),
    ],
)
def test_ones_own_feed_has_what_ones_schools_are_in_or_asked_about(cast: Cast, answer: str, there: bool) -> None:
    proposal = make_proposal(cast.partnership)
    proposal.owners.filter(membership__school=cast.giver_school).delete()
    _answer(proposal, cast, answer)
    assert (proposal.uid in _events(_make(cast, cast.giver))) is there
    assert proposal.uid in _events(_make(cast, cast.coordinator))
    assert proposal.uid in _events(_make(cast, cast.coordinator, "everybody"))


def test_a_no_of_another_school_hides_nothing(cast: Cast) -> None:
    proposal = make_proposal(cast.partnership)
    proposal.owners.all().delete()
    proposal.asked.filter(membership__school=cast.partner_school).update(answer=Answer.NOT_THIS_TIME)
    assert proposal.uid in _events(_make(cast, cast.giver))


def test_no_names_or_addresses_of_people(cast: Cast) -> None:
    make_proposal(cast.partnership, about="Call the lead", proposed_by=cast.giver)
    make_meeting(cast.partnership, made_by=cast.coordinator)
    body = Client().get(_make(cast, cast.coordinator)).content.decode().replace("\r\n ", "")
    for person in (cast.giver, cast.coordinator):
        assert str(person) not in body
        assert person.email not in body
    assert "Call the lead" not in body
    assert "mailto" not in body.lower()
    assert "ATTENDEE" not in body


def test_the_text_is_as_the_standard_has_it(cast: Cast) -> None:
    make_proposal(cast.partnership, title="Ein sehr langer Titel – naïve façade " * 4, starts_at=dt.time(15, 30))
    make_proposal(cast.partnership, title="Colons: semicolons; commas, and\nnew lines")
    answer = Client().get(_make(cast, cast.coordinator))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
    for needed in (b"BEGIN:VTIMEZONE", b"TZID:Europe/London", b"METHOD:PUBLISH", b"VERSION:2.0"):
        assert needed in lines
    calendar = icalendar.Calendar.from_ical(answer.content)
    for each in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY"} <= set(each)
    zone = calendar.walk("VTIMEZONE")[0].to_tz()
    for day in (dt.date(2027, 3, 27), dt.date(2027, 3, 29), dt.date(2027, 11, 1)):
        moment = dt.datetime.combine(day, dt.time(12))
        assert zone.utcoffset(moment) == clock.LONDON.utcoffset(moment)


def test_the_same_words_are_the_same_bytes_and_are_sent_once(cast: Cast) -> None:
    proposal = make_proposal(cast.partnership)
    meeting = make_meeting(cast.partnership)
    address = _make(cast, cast.giver)
    first = Client().get(address)
    with time_machine.travel(clock.now() + dt.timedelta(hours=5), tick=False):
        again = Client().get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        Proposal.unscoped.filter(pk=proposal.pk).update(title="Another", sequence=1)
        changed = Client().get(address, headers={"If-None-Match": first["ETag"]})
        assert changed.status_code == 200
        audit.record(by=None, verb="meeting moved", on=meeting)
        assert Client().get(address, headers={"If-None-Match": changed["ETag"]}).status_code == 200


def test_it_never_looks_who_is_signed_in_and_writes_nothing(cast: Cast) -> None:
    address = _make(cast, cast.giver)
    make_proposal(cast.partnership)
    of_stranger, of_nobody = browser_of(cast.stranger).get(address), Client().get(address)
    assert of_stranger.content == of_nobody.content
    assert of_nobody.cookies == {}
    with CaptureQueriesContext(connection) as queries:
        Client().get(address)
    assert not any(re.match(r"(?i)\s*(insert|update|delete)", each["sql"]) for each in queries)


def test_it_ends_with_the_role_and_shows_nothing(cast: Cast) -> None:
    make_proposal(cast.partnership)
    address = _make(cast, cast.giver)
    _leave(cast.giver)
    answer = Client().get(address)
    assert (answer.status_code, answer.content) == (404, b"")


def test_it_ends_with_the_membership_of_the_school(cast: Cast) -> None:
    address = _make(cast, cast.giver)
    cast.partnership.memberships.filter(school=cast.giver_school).update(state="left")
    assert Client().get(address).status_code == 404


def test_replaced_and_ended_addresses_are_over(cast: Cast) -> None:
    old = _make(cast, cast.giver)
    new = _make(cast, cast.giver)
    assert (Client().get(old).status_code, Client().get(old).content) == (410, b"")
    assert Client().get(new).status_code == 200
    browser_of(cast.giver).post(f"/w/{cast.partnership.slug}/calendars/feeds/yours/end/")
    assert Client().get(new).status_code == 410
    assert Client().get("/calendar/no-such-token/").status_code == 404


def test_everybodys_calendar_is_made_by_who_runs_it(cast: Cast) -> None:
    refused = browser_of(cast.giver).post(f"/w/{cast.partnership.slug}/calendars/feeds/everybody/make/")
    assert refused.status_code == 403
    address = _make(cast, cast.coordinator, "everybody")
    _leave(cast.coordinator)
    assert Client().get(address).status_code == 200
    Partnership.unscoped.filter(pk=cast.partnership.pk).update(ended_on=clock.today())
    assert Client().get(address).status_code == 404


def test_guests_hear_of_what_they_were_asked_about(cast: Cast) -> None:
    shared, other = make_proposal(cast.partnership), make_proposal(cast.partnership)
    asked, not_asked = make_meeting(cast.partnership), make_meeting(cast.partnership)
    row = join(cast.partnership, cast.stranger_school, kind="guest")
    shared.asked.create(membership=row, asked_at=clock.now())
    asked.attendance.create(membership=row)
    found = _events(_make(cast, cast.stranger))
    assert set(found) == {shared.uid, asked.uid}
    assert not {other.uid, not_asked.uid} & set(found)


def test_one_event_as_a_file(cast: Cast) -> None:
    proposal, meeting = make_proposal(cast.partnership), make_meeting(cast.partnership)
    here = f"/w/{cast.partnership.slug}/calendars"
    for address, uid in ((f"plan/{proposal.pk}", proposal.uid), (f"meetings/{meeting.pk}", meeting.uid)):
        answer = browser_of(cast.giver).get(f"{here}/{address}.ics")
        events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        assert [str(each["UID"]) for each in events] == [uid]
        assert "attachment" in answer["Content-Disposition"]
        assert browser_of(cast.stranger).get(f"{here}/{address}.ics").status_code == 404
        elsewhere = f"/w/{cast.other_partnership.slug}/calendars/{address}.ics"
        assert browser_of(cast.stranger).get(elsewhere).status_code == 404
    Proposal.unscoped.filter(pk=proposal.pk).update(day=None)
    assert browser_of(cast.giver).get(f"{here}/plan/{proposal.pk}.ics").status_code == 404


def test_a_feed_of_thirty_asks_as_much_as_one_of_one(cast: Cast) -> None:
    address = _make(cast, cast.giver)
    told: list[int] = []

    def add(_number: int) -> None:
        make_proposal(cast.partnership, host=cast.giver_school)
        make_meeting(cast.partnership, host=cast.giver_school)

    counts = as_rows_grow(add, lambda: questions(lambda: told.append(len(_events(address)))))
    assert told == [2, 6, 60]
    assert counts[0] == counts[1] == counts[2] <= 10, counts
    assert Meeting.unscoped.count() == 30
