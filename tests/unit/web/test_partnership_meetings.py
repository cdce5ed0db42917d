"""The pages of meetings as people use them: coordinator, members, strangers, and whoever holds a link."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways.core import clock
from bothways.core.models import LinkToken, OutboxRow
from bothways.partnerships import links
from bothways.partnerships.actions import meeting_replies as replies
from bothways.partnerships.models import AgendaItem, Attendance, Meeting, MeetingAction
from bothways.rules import terms
from tests.factories.partnerships import join, make_meeting
from tests.factories.schools import make_school
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def words_of(answer: HttpResponse) -> str:
    text = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def page(cast: Cast, tail: str = "", who: str = "coordinator") -> HttpResponse:
    return browser_of(getattr(cast, who)).get(f"/w/{cast.partnership.slug}/meetings/{tail}")


def press(cast: Cast, tail: str, who: str = "coordinator", **typed: object) -> HttpResponse:
    address = f"/w/{cast.partnership.slug}/meetings/{tail}"
    return browser_of(getattr(cast, who)).post(address, typed, follow=True)


def coming(cast: Cast, days: int = 7) -> Meeting:
    return make_meeting(cast.partnership, day=clock.today() + dt.timedelta(days=days), title="Planning meeting")


def held(cast: Cast) -> Meeting:
    return make_meeting(cast.partnership, day=clock.today(), title="Planning meeting")


class Fields(HTMLParser):
    """The named inputs of a page with their values, as a browser would send them."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(answer.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("name") not in {None, "csrfmiddlewaretoken", "place_key"}:
            self.found[str(given["name"])] = given.get("value") or ""


def fields(answer: HttpResponse) -> dict[str, str]:
    return Fields(answer).found


TAILS = ("", "attendance/", "actions/", "{id}/", "{id}/replies/", "{id}/register/", "{id}/minutes/")


@pytest.mark.parametrize("tail", TAILS)
def test_members_see_it_and_strangers_find_nothing(cast: Cast, tail: str) -> None:
    at = tail.format(id=coming(cast).pk)
    assert page(cast, at).status_code == page(cast, at, "giver").status_code == 200
    theirs = browser_of(cast.stranger).get(f"/w/{cast.partnership.slug}/meetings/{at}")
    nowhere = browser_of(cast.stranger).get(f"/w/no-such-place/meetings/{at}")
    assert theirs.status_code == nowhere.status_code == 404


@pytest.mark.parametrize(
    "tail", ["plan/", "add/", "{id}/move/", "{id}/call-off/", "{id}/minutes/send/", "{id}/missed/"]
)
def test_what_only_a_coordinator_may_open_is_not_there_for_teachers(cast: Cast, tail: str) -> None:
    at = tail.format(id=coming(cast).pk)
    assert page(cast, at).status_code == 200
    assert page(cast, at, "giver").status_code == 404
    assert page(cast, at, "other_coordinator").status_code == 404


def test_a_teacher_is_not_offered_what_is_not_theirs(cast: Cast) -> None:
    shown = words_of(page(cast, who="giver"))
    assert "Plan the year" not in shown
    assert "Add one meeting" not in shown
    shown = words_of(page(cast, f"{coming(cast).pk}/", who="giver"))
    assert "Send the invitations" not in shown
    assert "Put it on the agenda" not in shown


def test_six_dates_are_shown_and_kept(cast: Cast) -> None:
    typed = fields(page(cast, "plan/"))
    days = [value for name, value in typed.items() if name.endswith("-day")]
    assert days
    answer = press(cast, "plan/", **typed)
    assert cast.partnership.meetings.count() == len(days)
    assert "planned" in words_of(answer)
    press(cast, "plan/", **typed)  # the same page, pressed again
    assert cast.partnership.meetings.count() == len(days)
    assert "Undo" in words_of(page(cast))
    press(cast, "plan/undo/")
    assert cast.partnership.meetings.count() == 0


def test_a_wrong_day_is_said_at_its_row_and_nothing_typed_is_lost(cast: Cast) -> None:
    typed = fields(page(cast, "plan/"))
    rows = [name for name in typed if name.endswith("-day")]
    typed |= {rows[-1]: "next week", "place": "The library"}
    answer = press(cast, "plan/", **typed)
    assert answer.status_code == 422
    assert "Enter the day as day, month and year" in words_of(answer)
    assert 'value="next week"' in answer.content.decode()
    assert 'value="The library"' in answer.content.decode()
    saturday = terms.AcademicYear(int(terms.academic_year(clock.today()).start) + 5).first
    answer = press(cast, "plan/", **(typed | {rows[-1]: str(saturday)}))
    assert answer.status_code == 422
    assert "That day is not in" in words_of(answer)
    assert cast.partnership.meetings.count() == 0


def test_a_day_left_empty_is_left_out(cast: Cast) -> None:
    typed = fields(page(cast, "plan/"))
    rows = [name for name in typed if name.endswith("-day")]
    press(cast, "plan/", **(typed | {rows[0]: ""}))
    assert cast.partnership.meetings.count() == len(rows) - 1


def test_another_day_of_the_week_and_the_next_year_can_be_shown(cast: Cast) -> None:
    typed = fields(page(cast, "plan/?weekday=1"))
    days = [dt.date.fromisoformat(value) for name, value in typed.items() if name.endswith("-day") and value]
    assert {day.weekday() for day in days} == {1}
    this_year = terms.academic_year(days[0]).start
    typed = fields(page(cast, f"plan/?year={this_year + 1}"))
    days = [dt.date.fromisoformat(value) for name, value in typed.items() if name.endswith("-day") and value]
    assert len(days) == 6
    assert {terms.academic_year(day).start for day in days} == {this_year + 1}
    press(cast, f"plan/?year={this_year + 1}", **typed)
    assert cast.partnership.meetings.filter(year=this_year + 1).count() == 6


def test_the_end_has_to_come_after_the_beginning(cast: Cast) -> None:
    typed = fields(page(cast, "plan/")) | {"starts_at": "17:00", "ends_at": "15:45"}
    answer = press(cast, "plan/", **typed)
    assert "The end has to be after the beginning" in words_of(answer)


def test_an_agenda_line_that_cannot_be_keeps_what_was_typed(cast: Cast) -> None:
    meeting = coming(cast)
    answer = press(cast, f"{meeting.pk}/agenda/", kind="cpd", title="Phizzi", minutes="forty")
    assert answer.status_code == 422
    assert "Enter the minutes as a number, like 15." in words_of(answer)
    assert 'value="Phizzi"' in answer.content.decode()
    shown = words_of(press(cast, f"{meeting.pk}/agenda/", kind="cpd", title="Phizzi", minutes="40"))
    assert "Phizzi CPD, 40 min" in shown
    assert "40 of 75 minutes: it ends at 16:25." in shown
    item = meeting.agenda.get()
    press(cast, f"{meeting.pk}/agenda/{item.pk}/", deed="remove")
    assert not meeting.agenda.exists()


def test_replies_say_who_has_not_answered_and_how_the_mail_went(cast: Cast) -> None:
    meeting = coming(cast)
    shown = words_of(press(cast, f"{meeting.pk}/invite/"))
    assert "2 invitations are on their way." in shown
    assert "On its way" in shown
    assert "Giver School, Partner School" in shown
    OutboxRow.objects.filter(kind="meeting.invite").update(state="failed")
    assert "Could not be delivered" in words_of(page(cast, f"{meeting.pk}/replies/"))
    assert "Could not be delivered" not in words_of(page(cast, f"{meeting.pk}/replies/", "giver"))


def test_what_a_school_said_is_for_itself_and_the_coordinator(cast: Cast) -> None:
    meeting = coming(cast)
    member = cast.partnership.memberships.get(school=cast.partner_school)
    Attendance.unscoped.create(meeting=meeting, membership=member, coming="no", words="Inspection", who="Nobody")
    at = f"{meeting.pk}/replies/"
    assert "Inspection" in words_of(page(cast, at))
    assert "Inspection" in words_of(page(cast, at, "partner"))
    assert "Inspection" not in words_of(page(cast, at, "giver"))


def test_a_lead_teacher_replies_when_signed_in(cast: Cast) -> None:
    meeting = coming(cast)
    member = cast.partnership.memberships.get(school=cast.giver_school)
    typed = {f"s{member.pk}-seen": "0", f"s{member.pk}-coming": "yes", f"s{member.pk}-who": "Me"}
    assert press(cast, f"{meeting.pk}/answer/{member.pk}/", "giver", **typed).status_code == 403
    member.contacts.update(person=cast.giver)
    assert "Does Giver School come?" in words_of(page(cast, f"{meeting.pk}/", "giver"))
    assert "Giver School is coming." in words_of(press(cast, f"{meeting.pk}/answer/{member.pk}/", "giver", **typed))
    assert meeting.attendance.get().who == "Me"


def test_the_register_before_the_day_and_on_it(cast: Cast) -> None:
    later = coming(cast)
    assert "The register opens on the day" in words_of(page(cast, f"{later.pk}/register/"))
    meeting = held(cast)
    first = cast.partnership.memberships.get(school=cast.giver_school)
    shown = words_of(press(cast, f"{meeting.pk}/register/", **{f"at-{first.pk}": "here", "others": "A governor"}))
    assert "Saved: 1 of 2 are here." in shown
    assert "1 of 2 here , 1 to mark" in shown
    assert "A governor" in page(cast, f"{meeting.pk}/register/").content.decode()
    assert press(cast, f"{meeting.pk}/register/", "giver", all="here").status_code == 403


def test_a_tap_with_htmx_gets_the_total_alone(cast: Cast) -> None:
    meeting = held(cast)
    key = cast.partnership.memberships.get(school=cast.giver_school).pk
    address = f"/w/{cast.partnership.slug}/meetings/{meeting.pk}/register/"
    answer = browser_of(cast.coordinator).post(address, {f"at-{key}": "here"}, headers={"HX-Request": "true"})
    assert words_of(answer) == "1 of 2 here , 1 to mark Saved."
    assert answer.content.decode().startswith('<p id="total"')


def test_more_rows_keep_what_was_typed(cast: Cast) -> None:
    meeting = held(cast)
    member = cast.partnership.memberships.get(school=cast.giver_school)
    typed = {"notes": "We built.", "rows": "3", "a0-words": "Bring tape", "a0-who": f"{member.pk}:", "a0-due_on": ""}
    answer = press(cast, f"{meeting.pk}/minutes/", **typed, more="yes")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count("-words") >= 6
    assert 'value="Bring tape"' in text
    assert "We built." in text
    assert 'name="a5-words"' in text
    assert f'value="{member.pk}:" selected' in text
    assert "Error:" not in text
    assert not meeting.actions.exists()


def test_an_action_without_somebody_is_asked_about_and_the_notes_are_not_lost(cast: Cast) -> None:
    meeting = held(cast)
    answer = press(
        cast, f"{meeting.pk}/minutes/", notes="We built.", rows="3", **{"a0-words": "Bring tape"}, save="yes"
    )
    assert answer.status_code == 422
    assert "Choose who does it." in words_of(answer)
    assert "We built." in answer.content.decode()
    answer = press(cast, f"{meeting.pk}/minutes/", notes="x" * 12_001, rows="0", save="yes")
    assert answer.status_code == 422
    assert "x" * 12_001 in answer.content.decode()


def test_minutes_are_seen_before_they_are_sent(cast: Cast) -> None:
    meeting = held(cast)
    member = cast.partnership.memberships.get(school=cast.giver_school)
    typed = {"notes": "We built.", "rows": "3", "a0-words": "Bring tape", "a0-who": f"{member.pk}:", "send": "yes"}
    shown = words_of(press(cast, f"{meeting.pk}/minutes/", **typed))
    assert "What Giver School took on: Bring tape" in shown
    assert "Send to 2 schools" in shown
    assert not OutboxRow.objects.exists()
    assert not LinkToken.objects.exists()
    assert "Sent to 2 schools." in words_of(press(cast, f"{meeting.pk}/minutes/send/"))
    assert OutboxRow.objects.filter(kind="meeting.minutes").count() == 2


def test_actions_are_listed_and_settled_by_their_own_school(cast: Cast) -> None:
    member = cast.partnership.memberships.get(school=cast.giver_school)
    row = MeetingAction.unscoped.create(
        partnership=cast.partnership, meeting=held(cast), words="Bring tape", membership=member,
        due_on=clock.today() - dt.timedelta(days=1),
    )  # fmt: skip
    assert "Past its day" in words_of(page(cast, "actions/", "giver"))
    assert "Not needed" not in words_of(page(cast, "actions/", "partner")).replace("Done, or not needed", "")
    assert press(cast, f"actions/{row.pk}/", "partner", deed="done").status_code == 403
    assert press(cast, f"actions/{row.pk}/", "giver", deed="fly").status_code == 404
    assert "Done: Bring tape" in words_of(press(cast, f"actions/{row.pk}/", "giver", deed="done"))


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
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]  # streams
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


def asked(cast: Cast) -> tuple[Attendance, str]:
    meeting = coming(cast)
    replies.invite(by=cast.coordinator, meeting=meeting)
    row = Attendance.unscoped.get(meeting=meeting, membership__school=cast.giver_school)
    return row, f"/reply/meeting/{links.make(links.MEETING, row.pk, days=9).rstrip('/').rsplit('/', 1)[1]}/"


def test_a_link_shows_one_school_and_records_only_by_a_press(cast: Cast) -> None:
    row, address = asked(cast)
    Attendance.unscoped.exclude(pk=row.pk).update(coming="no", words="Inspection", who="Their lead")
    for _ in range(3):
        answer = Client().get(address)
    shown = words_of(answer)
    assert "Will Giver School come on" in shown
    for secret in ("Partner School", "Inspection", "Their lead", "@school.test"):
        assert secret not in answer.content.decode()
    row.refresh_from_db()
    assert row.coming == ""
    shown = words_of(Client().post(address, {"coming": "no", "words": "Parents’ evening", "seen": "0"}))
    assert "Recorded: Giver School is not coming." in shown
    shown = words_of(Client().post(address, {"coming": "yes", "who": "The deputy", "seen": "0"}))
    assert "Recorded: Giver School is coming." in shown
    row.refresh_from_db()
    assert (row.coming, row.who) == ("yes", "The deputy")


def test_a_reply_to_a_meeting_that_moved_is_not_kept_and_the_new_day_is_shown(cast: Cast) -> None:
    row, address = asked(cast)
    Meeting.unscoped.filter(pk=row.meeting_id).update(sequence=1, day=row.meeting.day + dt.timedelta(days=1))
    answer = Client().post(address, {"coming": "yes", "seen": "0", "who": "The deputy"})
    assert answer.status_code == 409
    assert "has changed since this page was shown" in words_of(answer)
    assert 'name="seen" value="1"' in answer.content.decode()
    row.refresh_from_db()
    assert row.coming == ""


def test_links_that_ended_or_were_never_given_say_nothing(cast: Cast) -> None:
    row, address = asked(cast)
    LinkToken.objects.update(revoked_at=clock.now())
    for method in (Client().get, Client().post):
        answer = method(address)
        assert answer.status_code == 410
        assert "Giver School" not in answer.content.decode()
    assert Client().get("/reply/meeting/no-such-token/").status_code == 404
    Meeting.unscoped.all().delete()
    assert Attendance.unscoped.filter(pk=row.pk).count() == 0


def test_a_link_whose_meeting_was_removed_is_not_found(cast: Cast) -> None:
    row, address = asked(cast)
    Meeting.unscoped.filter(pk=row.meeting_id).delete()
    assert Client().get(address).status_code == 404


def test_behind_the_link_after_the_meeting_stand_minutes_and_own_actions(cast: Cast) -> None:
    row, address = asked(cast)
    today = clock.today()
    Meeting.unscoped.filter(pk=row.meeting_id).update(
        state="held", day=today - dt.timedelta(days=2), notes="We built.\nIt held.", minutes_sent_at=clock.now()
    )
    other = cast.partnership.memberships.get(school=cast.partner_school)
    own, theirs = (
        MeetingAction.unscoped.create(
            partnership=cast.partnership, meeting=row.meeting, words=f"Task of {each.school.name}", membership=each
        )
        for each in (row.membership, other)
    )
    shown = words_of(Client().get(address))
    assert "We built. It held." in shown
    assert "Task of Giver School" in shown
    assert "Task of Partner School" not in shown
    assert "Recorded as done" in words_of(Client().post(f"{address}actions/{own.pk}/", {"deed": "done"}))
    assert Client().post(f"{address}actions/{theirs.pk}/", {"deed": "done"}).status_code == 404
    assert "This meeting is over" in words_of(Client().post(address, {"coming": "yes", "seen": "0"}))


def test_the_meeting_goes_into_ones_own_calendar(cast: Cast) -> None:
    _row, address = asked(cast)
    answer = Client().get(f"{address}calendar/")
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in answer.content


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
    counts, made = {}, 0
    for wanted in (1, 3, 30):
        for number in range(made, wanted):
            add(cast, number)
        made = wanted
        with CaptureQueriesContext(connection) as questions:
            assert browser.get(address).status_code == 200
        counts[wanted] = len(questions)
    assert len(set(counts.values())) == 1, counts
