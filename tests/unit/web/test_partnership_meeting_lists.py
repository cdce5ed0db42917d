"""Lists and sheets of meetings: files, paper, and the same number of queries for any number of rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from bothways.core import clock
from bothways.partnerships.models import AgendaItem, Attendance, MeetingAction
from tests.counting import page_as_rows_grow
from tests.factories.partnerships import join, make_meeting
from tests.factories.schools import make_school
from tests.people import Cast, browser_of
from tests.unit.web.meeting_pages import held, page, words_of

pytestmark = pytest.mark.django_db


def test_attendance_as_a_table_and_a_file(cast: Cast) -> None:
    for number in range(3):
        meeting = make_meeting(cast.partnership, day=clock.today() - dt.timedelta(days=number), state="held")
        for member in cast.partnership.memberships.all():
            here = member.school_id == cast.giver_school.pk
            Attendance.unscoped.create(meeting=meeting, membership=member, present=here)
    shown = words_of(page(cast, "attendance/"))
    assert "Partner School has missed the last 3 meetings." in shown
    assert "has missed" not in words_of(page(cast, "attendance/", "giver"))
    file = page(cast, "attendance/?export=csv")
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("Giver School,Came")
    assert lines[1].endswith("3/3")
    sheet = page(cast, "attendance/?export=xlsx")
    assert sheet["Content-Type"].startswith("application/vnd")
    sheet.close()


@pytest.mark.parametrize("sheet", ["agenda", "minutes", "register"])
def test_each_sheet_is_a_pdf(cast: Cast, sheet: str) -> None:
    meeting = held(cast)
    AgendaItem.unscoped.create(meeting=meeting, kind="practical", title="#let x = [1] <b>", minutes=30)
    answer = page(cast, f"{meeting.pk}/print/{sheet}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_sheet_that_does_not_exist_is_not_found(cast: Cast) -> None:
    assert page(cast, f"{held(cast).pk}/print/nothing/").status_code == 404


def _meeting_row(cast: Cast, number: int) -> None:
    make_meeting(cast.partnership, day=clock.today(), state="held")


def _school_row(cast: Cast, number: int) -> None:
    join(cast.partnership, make_school(name=f"School {number}"))


def _action_row(cast: Cast, number: int) -> None:
    meeting = cast.partnership.meetings.first() or held(cast)
    member = cast.partnership.memberships.order_by("pk")[number % 2]
    MeetingAction.unscoped.create(partnership=cast.partnership, meeting=meeting, words=f"{number}", membership=member)


def _agenda_row(cast: Cast, number: int) -> None:
    meeting = cast.partnership.meetings.first() or held(cast)
    AgendaItem.unscoped.create(meeting=meeting, kind="cpd", title=f"{number}", position=number)


LISTS: dict[str, tuple[str, Callable[[Cast, int], None]]] = {
    "meetings": ("", _meeting_row),
    "attendance, meetings": ("attendance/", _meeting_row),
    "attendance, schools": ("attendance/", _school_row),
    "actions": ("actions/", _action_row),
    "replies": ("{id}/replies/", _school_row),
    "register": ("{id}/register/", _school_row),
    "agenda": ("{id}/", _agenda_row),
    "minutes, schools": ("{id}/minutes/", _school_row),
    "minutes, actions": ("{id}/minutes/", _action_row),
    "send": ("{id}/minutes/send/", _school_row),
}


@pytest.mark.parametrize("who", ["coordinator", "giver_head"])
@pytest.mark.parametrize("name", LISTS)
def test_rows_do_not_change_the_number_of_queries(cast: Cast, name: str, who: str) -> None:
    tail, add = LISTS[name]
    browser, meeting = browser_of(getattr(cast, who)), held(cast)
    address = f"/w/{cast.partnership.slug}/meetings/{tail.format(id=meeting.pk)}"
    if browser.get(address).status_code == 404:
        return
    counts = page_as_rows_grow(browser, address, lambda number: add(cast, number))
    assert len(set(counts)) == 1, counts
