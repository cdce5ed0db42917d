"""Planning meetings, asking schools, replies, the register: who may, what is kept, who is written to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core import mail

from bothways.core import clock, outbox
from bothways.core.errors import Conflict, Invalid, NotFound, Refused
from bothways.core.models import AuditEntry, OutboxRow
from bothways.partnerships import links
from bothways.partnerships.actions import meeting_replies as replies
from bothways.partnerships.actions import meetings as actions
from bothways.partnerships.models import Attendance, Contact, Meeting, Membership, MembershipKind
from bothways.partnerships.queries import calendar_files, feeds
from bothways.partnerships.queries import meetings as queries
from bothways.rules import terms
from bothways.web.calendars import address_of
from tests.factories.partnerships import join, make_meeting
from tests.factories.schools import make_school
from tests.people import Cast

pytestmark = pytest.mark.django_db

NOVEMBER = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
THURSDAY = actions.Times(dt.date(2026, 12, 3), dt.time(15, 45), dt.time(17, 0))
FRIDAY = actions.Times(dt.date(2026, 12, 4), dt.time(15, 45), dt.time(17, 0))


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    """Sunday 22 November 2026, in the fourth week of the second half-term."""
    with time_machine.travel(NOVEMBER, tick=False):
        yield


def plan(cast: Cast) -> list[Meeting]:
    year = queries.year_to_plan(cast.partnership, clock.today())
    slots = [
        actions.Slot(each.half_term.index, actions.Times(each.day, dt.time(15, 45), dt.time(17, 0)))
        for each in queries.choices(cast.partnership, year, clock.today())
        if each.day
    ]
    made = actions.plan_year(
        by=cast.coordinator, partnership=cast.partnership, year=year, slots=slots, title="Planning"
    )
    return list(made)


def add(cast: Cast, times: actions.Times = THURSDAY, title: str = "Planning") -> Meeting:
    return actions.add(by=cast.coordinator, partnership=cast.partnership, times=times, title=title)


def move(cast: Cast, meeting: Meeting, times: actions.Times, place: str = "") -> int:
    return actions.move(by=cast.coordinator, meeting=meeting, times=times, title="Planning", place=place, host=None)


def kinds() -> list[str]:
    return list(OutboxRow.objects.order_by("created_at", "pk").values_list("kind", flat=True))


def verbs() -> list[str]:
    return list(AuditEntry.objects.values_list("verb", flat=True))


def test_a_year_under_way_gets_its_meetings_from_now_on(cast: Cast) -> None:
    made = plan(cast)
    assert [each.half_term for each in made] == [1, 2, 3, 4, 5]
    assert all(each.day > clock.today() and each.day.weekday() == 3 for each in made)
    assert made[0].day == dt.date(2026, 11, 26)
    assert "meetings planned" in verbs()


def test_planning_twice_makes_nothing_new(cast: Cast) -> None:
    first = plan(cast)
    slots = [actions.Slot(each.half_term, actions.Times(each.day, each.starts_at, each.ends_at)) for each in first]
    again = actions.plan_year(
        by=cast.coordinator, partnership=cast.partnership, year=2026, slots=slots, title="Planning"
    )
    assert len(again) == 0
    assert cast.partnership.meetings.count() == 5


def test_undo_takes_away_what_nothing_is_attached_to(cast: Cast) -> None:
    kept = plan(cast)[2]
    old = make_meeting(cast.partnership, made_at=clock.now() - dt.timedelta(days=2))
    actions.put_on_agenda(by=cast.coordinator, meeting=kept, kind="cpd", title="Phizzi", minutes=40)
    assert actions.undo_plan(by=cast.coordinator, partnership=cast.partnership) == 4
    assert set(cast.partnership.meetings.all()) == {kept, old}


@pytest.mark.parametrize("who", ["giver", "giver_head", "partner", "other_coordinator", "operator"])
def test_only_who_runs_it_plans_moves_asks_and_registers(cast: Cast, who: str) -> None:
    person, meeting = getattr(cast, who), make_meeting(cast.partnership, day=THURSDAY.day)
    item = actions.put_on_agenda(by=cast.coordinator, meeting=meeting, kind="cpd", title="Phizzi", minutes=40)
    deeds = (
        lambda: actions.plan_year(by=person, partnership=cast.partnership, year=2026, slots=(), title="x"),
        lambda: actions.add(by=person, partnership=cast.partnership, times=THURSDAY, title="x"),
        lambda: actions.undo_plan(by=person, partnership=cast.partnership),
        lambda: actions.move(by=person, meeting=meeting, times=FRIDAY, title="x", place="", host=None),
        lambda: actions.call_off(by=person, meeting=meeting, why="x"),
        lambda: actions.put_on_agenda(by=person, meeting=meeting, kind="cpd", title="x", minutes=1),
        lambda: actions.change_agenda(by=person, item=item, deed="remove"),
        lambda: replies.invite(by=person, meeting=meeting),
        lambda: replies.take_register(by=person, meeting=meeting, marks={}, others=""),
    )
    for deed in deeds:
        with pytest.raises(Refused):
            deed()
    assert cast.partnership.meetings.count() == 1
    assert kinds() == []


def test_one_meeting_pressed_twice_is_one(cast: Cast) -> None:
    assert add(cast) == add(cast)
    assert cast.partnership.meetings.get().half_term == 1


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2026, 12, 25), "Schools are closed on Friday 25 December"),
        (dt.date(2027, 2, 17), "Schools are closed on Wednesday 17 February"),
        (dt.date(2026, 12, 5), "Schools are closed on Saturday 5 December"),
        (dt.date(2026, 7, 1), "earlier year"),
    ],
)
def test_a_day_that_cannot_be_is_said_in_words(cast: Cast, day: dt.date, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        add(cast, actions.Times(day, dt.time(15, 45), dt.time(17, 0)))
    assert refused.value.field == "day"
    assert not cast.partnership.meetings.exists()


def test_invitations_go_once_to_each_lead(cast: Cast) -> None:
    meeting = add(cast)
    assert replies.invite(by=cast.coordinator, meeting=meeting) == 2
    assert replies.invite(by=cast.coordinator, meeting=meeting) == 0
    assert kinds() == ["meeting.invite"] * 2
    meeting.refresh_from_db()
    assert (meeting.state, meeting.invited_at) == ("invited", clock.now())
    outbox.drain()
    leads = set(Contact.unscoped.filter(membership__partnership=cast.partnership).values_list("email", flat=True))
    assert {message.to[0] for message in mail.outbox} == leads
    assert all("Thursday 3 December, 15:45 to 17:00" in str(message.body) for message in mail.outbox)


def test_a_school_that_joins_later_is_asked_alone(cast: Cast) -> None:
    meeting = add(cast)
    replies.invite(by=cast.coordinator, meeting=meeting)
    join(cast.partnership, make_school(name="Late School"))
    assert replies.invite(by=cast.coordinator, meeting=meeting) == 1


def test_a_school_without_an_address_is_not_mailed_and_stays_on_the_list(cast: Cast) -> None:
    meeting = add(cast)
    Contact.unscoped.filter(membership__school=cast.giver_school).update(email="")
    assert replies.invite(by=cast.coordinator, meeting=meeting) == 1
    assert [place.school for place in queries.places(meeting) if place.row] == ["Giver School", "Partner School"]


def asked(cast: Cast) -> Attendance:
    meeting = add(cast)
    replies.invite(by=cast.coordinator, meeting=meeting)
    return Attendance.unscoped.get(meeting=meeting, membership__school=cast.giver_school)


def token(row: Attendance) -> str:
    return links.make(links.MEETING, row.pk, days=30).rstrip("/").rsplit("/", 1)[1]


def by_link(row: Attendance, coming: str = "yes", seen: int = 0) -> Attendance:
    return replies.reply_by_link(by=None, token=token(row), coming=coming, who="Sam", words="", seen=seen)


def test_a_reply_by_link_is_kept_and_can_be_changed(cast: Cast) -> None:
    row = asked(cast)
    assert (by_link(row).coming, by_link(row, "no").coming) == ("yes", "no")
    assert verbs().count("reply to a meeting by link") == 2
    assert AuditEntry.objects.filter(verb="reply to a meeting by link", actor_id="system").count() == 2


def test_a_reply_to_another_day_than_was_shown_is_not_kept(cast: Cast) -> None:
    row = asked(cast)
    move(cast, row.meeting, FRIDAY)
    with pytest.raises(Conflict, match="has changed since this page was shown"):
        by_link(row, seen=0)
    row.refresh_from_db()
    assert row.coming == ""
    assert by_link(row, seen=1).coming == "yes"


def test_moving_reopens_replies_and_writes_to_who_was_asked(cast: Cast) -> None:
    row = by_link(asked(cast))
    assert move(cast, row.meeting, FRIDAY) == 2
    row.refresh_from_db()
    assert (row.coming, row.replied_at, row.who) == ("", None, "Sam")
    assert kinds().count("meeting.moved") == 2
    outbox.drain()
    moved = [str(message.body) for message in mail.outbox if "has moved" in message.subject]
    assert all("was to be on Thursday 3 December" in each and "Friday 4 December" in each for each in moved)
    assert len(moved) == 2


def test_another_place_alone_reopens_nothing(cast: Cast) -> None:
    row = by_link(asked(cast))
    assert move(cast, row.meeting, THURSDAY, place="The hall") == 0
    row.refresh_from_db()
    assert row.coming == "yes"
    assert "meeting.moved" not in kinds()


def test_calling_off_tells_every_school_once_and_ends_it(cast: Cast) -> None:
    row = asked(cast)
    assert actions.call_off(by=cast.coordinator, meeting=row.meeting, why="No heating.") == 2
    with pytest.raises(Conflict):
        actions.call_off(by=cast.coordinator, meeting=row.meeting, why="Again.")
    with pytest.raises(Conflict):
        by_link(row, seen=1)
    with pytest.raises(Conflict):
        replies.invite(by=cast.coordinator, meeting=row.meeting)
    assert kinds().count("meeting.called_off") == 2
    assert plan(cast)[0].half_term == 1  # the half-term is free again


def test_a_school_answers_for_itself_and_the_coordinator_for_none(cast: Cast) -> None:
    row = asked(cast)
    said = {"meeting": row.meeting, "coming": "yes", "who": "", "words": "", "seen": 0}
    for person in (cast.coordinator, cast.partner, cast.stranger, cast.giver):
        with pytest.raises(Refused):
            replies.reply(by=person, membership=row.membership, **said)
    replies.reply(by=cast.giver_head, membership=row.membership, **said)
    row.refresh_from_db()
    assert row.coming == "yes"
    elsewhere = cast.other_partnership.memberships.get()
    with pytest.raises(NotFound):
        replies.reply(by=cast.stranger, membership=elsewhere, **said)


def test_a_school_that_left_is_not_waited_for_and_stays_where_it_came(cast: Cast) -> None:
    row = asked(cast)
    Membership.unscoped.filter(pk=row.membership_id).update(state="left")
    assert [place.school for place in queries.places(row.meeting)] == ["Partner School"]
    Attendance.unscoped.filter(pk=row.pk).update(present=True)
    assert [place.school for place in queries.places(row.meeting)] == ["Giver School", "Partner School"]


def register(cast: Cast, meeting: Meeting, marks: dict[str, bool], *, rest_here: bool = False) -> int:
    return replies.take_register(
        by=cast.coordinator, meeting=meeting, marks=marks, others="The governor", rest_here=rest_here
    ).here


def test_the_register_opens_on_the_day(cast: Cast) -> None:
    meeting = add(cast)
    with pytest.raises(Invalid, match="opens on the day"):
        register(cast, meeting, {})
    with time_machine.travel(NOVEMBER + dt.timedelta(days=11), tick=False):
        register(cast, meeting, {}, rest_here=True)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.others) == ("held", "The governor")


def test_all_here_never_overwrites_a_mark_and_leaves_guests_alone(cast: Cast) -> None:
    meeting = make_meeting(cast.partnership, day=clock.today())
    guest = join(cast.partnership, make_school(name="Guest School"), kind=MembershipKind.GUEST)
    away = cast.partnership.memberships.get(school=cast.partner_school)
    assert register(cast, meeting, {away.pk: False}) == 0
    assert register(cast, meeting, {}, rest_here=True) == 1
    marks = dict(meeting.attendance.values_list("membership__school__name", "present"))
    assert marks == {"Giver School": True, "Partner School": False, "Guest School": None}
    assert register(cast, meeting, {guest.pk: True, away.pk: True}) == 3


def test_a_mark_for_a_school_of_elsewhere_is_nothing(cast: Cast) -> None:
    meeting = make_meeting(cast.partnership, day=clock.today())
    strange = cast.other_partnership.memberships.get()
    assert register(cast, meeting, {strange.pk: True}) == 0
    assert not Attendance.unscoped.filter(membership=strange).exists()


def lines(meeting: Meeting) -> list[str]:
    return [each.title for each in meeting.agenda.all()]


def test_the_agenda_moves_up_down_and_off(cast: Cast) -> None:
    meeting = add(cast)
    items = {
        name: actions.put_on_agenda(by=cast.coordinator, meeting=meeting, kind="practical", title=name, minutes=30)
        for name in ("One", "Two", "Three")
    }
    actions.change_agenda(by=cast.coordinator, item=items["Three"], deed="up")
    assert lines(meeting) == ["One", "Three", "Two"]
    actions.change_agenda(by=cast.coordinator, item=items["One"], deed="down")
    assert lines(meeting) == ["Three", "One", "Two"]
    actions.change_agenda(by=cast.coordinator, item=items["Three"], deed="up")
    assert lines(meeting) == ["Three", "One", "Two"]
    actions.change_agenda(by=cast.coordinator, item=items["One"], deed="remove")
    assert lines(meeting) == ["Three", "Two"]
    found = queries.agenda(meeting)
    assert (found.minutes, found.room, found.over, found.ends_at) == (60, 75, -15, dt.time(16, 45))


def test_the_meeting_of_another_partnership_is_not_there(cast: Cast) -> None:
    meeting = add(cast)
    with pytest.raises(NotFound):
        queries.meeting(meeting.pk, partnership=cast.other_partnership, by=cast.coordinator)
    with pytest.raises(NotFound):
        queries.meeting(meeting.pk, partnership=cast.partnership, by=cast.other_coordinator)


def as_file(meeting: Meeting) -> str:
    return calendar_files.event_file(feeds.of_meeting(meeting), address=address_of("x")).decode()


def test_the_calendar_file_keeps_its_name_when_the_meeting_moves(cast: Cast) -> None:
    row = asked(cast)
    before = as_file(row.meeting)
    move(cast, row.meeting, FRIDAY)
    after = as_file(queries.by_link(row.pk).meeting)
    assert f"UID:{row.meeting.uid}" in before
    assert f"UID:{row.meeting.uid}" in after
    assert "DTSTART;TZID=Europe/London:20261203T154500" in before
    assert "DTSTART;TZID=Europe/London:20261204T154500" in after
    assert "SEQUENCE:1" in after


def test_the_year_to_plan_is_the_next_one_when_this_one_ends(cast: Cast) -> None:
    assert queries.year_to_plan(cast.partnership, dt.date(2026, 11, 22)) == 2026
    last = terms.usual_half_terms(terms.AcademicYear(2026))[-1].last
    assert queries.year_to_plan(cast.partnership, last - dt.timedelta(days=20)) == 2026
    assert queries.year_to_plan(cast.partnership, last - dt.timedelta(days=10)) == 2027
