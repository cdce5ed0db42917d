"""Minutes and actions: what each school reads, what comes back, who may settle, and what still needs somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core import mail

from bothways.core import outbox
from bothways.core.errors import Invalid, NotFound, Refused
from bothways.core.models import OutboxRow
from bothways.messages.render import render
from bothways.partnerships import links
from bothways.partnerships.actions import meeting_minutes as actions
from bothways.partnerships.actions import meeting_replies as replies
from bothways.partnerships.models import Attendance, Contact, Meeting, MeetingAction, Membership
from bothways.partnerships.needs import meetings as needs
from bothways.partnerships.queries import meeting_actions, meeting_attendance, meetings
from bothways.partnerships.queries import meeting_people as people
from tests.factories.partnerships import join, make_meeting
from tests.factories.schools import make_school
from tests.people import Cast

pytestmark = pytest.mark.django_db

NOVEMBER = dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC)
TODAY = NOVEMBER.date()
DUE = dt.date(2026, 12, 14)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel(NOVEMBER, tick=False):
        yield


def of(cast: Cast, school: str = "Giver") -> Membership:
    return cast.partnership.memberships.get(school__name=f"{school} School")


def held(cast: Cast, *, away: str = "Partner") -> Meeting:
    """Held today, one school away, with notes and an action for each of the two schools."""
    meeting = make_meeting(cast.partnership, day=TODAY)
    marks = {each.pk: each.school.name != f"{away} School" for each in cast.partnership.memberships.all()}
    replies.take_register(by=cast.coordinator, meeting=meeting, marks=marks, others="")
    write(cast, meeting)
    return meetings.meeting(meeting.pk, partnership=cast.partnership, by=cast.coordinator)


def write(cast: Cast, meeting: Meeting, notes: str = "The best bridge held 31 pennies.") -> int:
    taken = (
        actions.Taken("Bring the magnets", of(cast).pk, of(cast).contacts.get().pk, DUE),
        actions.Taken("Book the hall", of(cast, "Partner").pk, "", None),
    )
    return actions.write(by=cast.coordinator, meeting=meeting, notes=notes, taken=taken)


def sent() -> dict[str, str]:
    """The text of the newest mail to each address."""
    outbox.drain()
    return {message.to[0]: str(message.body) for message in mail.outbox}


def keys(cast: Cast, today: dt.date = TODAY) -> set[str]:
    return {each.key.split(":")[0] for each in needs.source(cast.partnership, today)}


def test_writing_twice_keeps_each_action_once(cast: Cast) -> None:
    meeting = held(cast)
    assert write(cast, meeting, "Changed notes.") == 0
    assert meeting.actions.count() == 2


def test_an_action_of_another_partnerships_school_is_refused_and_a_strange_contact_left_out(cast: Cast) -> None:
    meeting = held(cast)
    strange = cast.other_partnership.memberships.get()
    with pytest.raises(Invalid, match="left the partnership"):
        actions.write(by=cast.coordinator, meeting=meeting, notes="", taken=[actions.Taken("x", strange.pk, "", None)])
    contact = strange.contacts.get().pk
    actions.write(
        by=cast.coordinator, meeting=meeting, notes="", taken=[actions.Taken("y", of(cast).pk, contact, None)]
    )
    assert MeetingAction.unscoped.get(words="y").contact is None


def test_each_school_reads_its_own_actions_first_and_the_absent_one_a_line_more(cast: Cast) -> None:
    assert actions.send(by=cast.coordinator, meeting=held(cast)) == 2
    texts = sent()
    there, away = (texts[of(cast, school).contacts.get().email] for school in ("Giver", "Partner"))
    assert "What Giver School took on: Bring the magnets" in there
    assert "What other schools took on: Partner School: Book the hall" in there
    assert "What Partner School took on: Book the hall" in away
    assert "We missed you" in away
    assert "We missed you" not in there
    assert all("31 pennies" in text for text in texts.values())


def test_sending_twice_writes_nothing_new_and_a_change_is_sent_again(cast: Cast) -> None:
    meeting = held(cast)
    for _ in range(2):
        actions.send(by=cast.coordinator, meeting=meeting)
    assert OutboxRow.objects.filter(kind="meeting.minutes").count() == 2
    write(cast, meeting, "The best bridge held 32 pennies.")
    actions.send(by=cast.coordinator, meeting=meeting)
    assert OutboxRow.objects.filter(kind="meeting.minutes").count() == 4


def test_whoever_took_something_on_gets_the_mail_beside_the_lead(cast: Cast) -> None:
    meeting = held(cast)
    other = Contact.unscoped.create(membership=of(cast), name="Technician", email="technician@school.test")
    Contact.unscoped.create(membership=of(cast), name="Office", email="office@school.test")
    taken = [actions.Taken("Find the scales", of(cast).pk, other.pk, None)]
    actions.write(by=cast.coordinator, meeting=meeting, notes="", taken=taken)
    actions.send(by=cast.coordinator, meeting=meeting)
    addresses = set(sent())
    assert "technician@school.test" in addresses
    assert "office@school.test" not in addresses


def test_minutes_with_nothing_in_them_are_not_sent(cast: Cast) -> None:
    meeting = make_meeting(cast.partnership, day=TODAY)
    with pytest.raises(Invalid, match="no notes and no actions"):
        actions.send(by=cast.coordinator, meeting=meeting)


def test_a_school_that_joined_since_gets_the_minutes_too(cast: Cast) -> None:
    meeting = held(cast)
    join(cast.partnership, make_school(name="Late School"))
    assert actions.send(by=cast.coordinator, meeting=meeting) == 3


def test_the_absent_are_followed_up_once(cast: Cast) -> None:
    meeting = held(cast)
    assert actions.send_to_absent(by=cast.coordinator, meeting=meeting) == 1
    assert actions.send_to_absent(by=cast.coordinator, meeting=meeting) == 0
    assert len(sent()) == 1
    assert meetings.absent(meeting) == ()


def test_a_school_without_an_address_stays_to_be_told_until_somebody_says_so(cast: Cast) -> None:
    meeting = held(cast)
    of(cast, "Partner").contacts.update(email="")
    assert actions.send(by=cast.coordinator, meeting=meeting) == 1
    assert [row.membership for row in meetings.absent(meeting)] == [of(cast, "Partner")]
    assert actions.told_otherwise(by=cast.coordinator, meeting=meeting) == 1
    assert meetings.absent(meeting) == ()


@pytest.mark.parametrize("who", ["giver", "giver_head", "other_coordinator"])
def test_only_who_runs_it_writes_sends_and_follows_up(cast: Cast, who: str) -> None:
    person, meeting = getattr(cast, who), held(cast)
    for deed in (
        lambda: actions.write(by=person, meeting=meeting, notes="x", taken=()),
        lambda: actions.send(by=person, meeting=meeting),
        lambda: actions.send_to_absent(by=person, meeting=meeting),
        lambda: actions.told_otherwise(by=person, meeting=meeting),
    ):
        with pytest.raises(Refused):
            deed()
    assert not OutboxRow.objects.exists()


def test_an_action_is_settled_by_its_own_school_and_the_coordinator(cast: Cast) -> None:
    row = held(cast).actions.get(membership=of(cast))
    for person in (cast.partner, cast.stranger):
        with pytest.raises(Refused):
            actions.settle(by=person, action_row=row, deed="done")
    actions.settle(by=cast.giver, action_row=row, deed="done")
    assert (row.done_on, row.done_by) == (TODAY, cast.giver.name)
    actions.settle(by=cast.coordinator, action_row=row, deed="open")
    assert (row.done_on, row.done_by) == (None, "")


def token_of(row: Attendance) -> str:
    return links.make(links.MEETING, row.pk, days=30).rstrip("/").rsplit("/", 1)[1]


def test_a_link_settles_its_own_schools_actions_alone(cast: Cast) -> None:
    meeting = held(cast)
    row = meeting.attendance.get(membership=of(cast))
    own, other = meeting.actions.get(membership=of(cast)), meeting.actions.get(membership=of(cast, "Partner"))
    actions.settle_by_link(by=None, token=token_of(row), action_id=own.pk, deed="done")
    own.refresh_from_db()
    assert own.done_on == TODAY
    with pytest.raises(NotFound):
        actions.settle_by_link(by=None, token=token_of(row), action_id=other.pk, deed="done")


def test_what_is_not_needed_any_more_is_not_in_the_minutes(cast: Cast) -> None:
    meeting = held(cast)
    actions.settle(by=cast.coordinator, action_row=meeting.actions.get(words="Book the hall"), deed="dropped")
    actions.send(by=cast.coordinator, meeting=meeting)
    assert not any("Book the hall" in text for text in sent().values())


def test_open_actions_come_back_on_the_next_agenda_and_stay_in_the_past_one(cast: Cast) -> None:
    meeting = held(cast)
    following = make_meeting(cast.partnership, day=TODAY + dt.timedelta(days=40))
    assert [each.words for each in meetings.agenda(following).back] == ["Bring the magnets", "Book the hall"]
    assert meetings.agenda(following).lines[0].title == "Actions from last time"
    assert meetings.agenda(meeting).back == ()
    actions.settle(by=cast.coordinator, action_row=meeting.actions.get(words="Book the hall"), deed="done")
    assert [each.words for each in meetings.agenda(following).back] == ["Bring the magnets"]


def test_three_missed_in_a_row_are_named(cast: Cast) -> None:
    for number in range(3):
        meeting = make_meeting(cast.partnership, day=TODAY - dt.timedelta(days=60 - number), state="held")
        for school, present in (("Giver", True), ("Partner", False)):
            Attendance.unscoped.create(meeting=meeting, membership=of(cast, school), present=present)
    assert meeting_attendance.missing(cast.partnership) == [("Partner School", 3)]
    year = meeting_attendance.of_year(cast.partnership, 2026)
    assert [(row.school, row.came, row.counted) for row in year.rows] == [
        ("Giver School", 3, 3),
        ("Partner School", 0, 3),
    ]


def test_no_meetings_planned_is_a_need_until_there_is_one(cast: Cast) -> None:
    assert keys(cast) == {"meetings.year"}
    assert keys(cast, dt.date(2027, 6, 20)) == set()
    assert keys(cast, dt.date(2027, 8, 2)) == {"meetings.year"}
    make_meeting(cast.partnership, day=TODAY + dt.timedelta(days=60))
    assert keys(cast) == set()
    assert keys(cast, dt.date(2027, 8, 2)) == {"meetings.year", "meetings.register"} - {"meetings.register"}


def test_a_near_meeting_needs_invitations_then_replies(cast: Cast) -> None:
    meeting = make_meeting(cast.partnership, day=TODAY + dt.timedelta(days=15))
    assert keys(cast) == set()
    assert keys(cast, TODAY + dt.timedelta(days=1)) == {"meetings.invite"}
    replies.invite(by=cast.coordinator, meeting=meeting)
    found = {each.key.split(":")[0]: each for each in needs.source(cast.partnership, TODAY)}
    assert set(found) == {"meetings.replies", "meetings.reply"}
    need = found["meetings.replies"]
    assert {each.school for each in need.owed_by} == {"Giver School", "Partner School"}
    assert all(each.email and each.first_name for each in need.owed_by)
    row = meeting.attendance.get(membership=of(cast))
    replies.reply_by_link(by=None, token=token_of(row), coming="no", who="", words="", seen=0)
    (need,) = [each for each in needs.source(cast.partnership, TODAY) if each.nudge]
    assert [each.school for each in need.owed_by] == ["Partner School"]


def test_reminders_and_invitations_reach_the_same_people(cast: Cast) -> None:
    of(cast, "Partner").contacts.update(email="")
    Contact.unscoped.create(membership=of(cast, "Partner"), name="Sam Deputy", email="deputy@school.test")
    Contact.unscoped.create(membership=of(cast), name="Aaron First", email="first@school.test")
    leads, reached = people.leads(cast.partnership), people.reached(cast.partnership)
    assert {key: (one.pk, one.email, one.first_name) for key, one in leads.items()} == {
        key: (one.id, one.email, one.first_name) for key, one in reached.items()
    }
    assert reached[of(cast, "Partner").pk].first_name == "Sam"
    assert reached[of(cast).pk].email != "first@school.test"


def test_every_reminder_can_be_written_as_it_is_sent(cast: Cast) -> None:
    meeting = make_meeting(cast.partnership, day=TODAY + dt.timedelta(days=5))
    replies.invite(by=cast.coordinator, meeting=meeting)
    held(cast)
    later = DUE + dt.timedelta(days=1)
    with time_machine.travel(dt.datetime.combine(later, dt.time(9), dt.UTC), tick=False):
        meetings_needs = [*needs.source(cast.partnership, TODAY), *needs.source(cast.partnership, later)]
        nudging = [each for each in meetings_needs if each.nudge]
        assert {each.nudge for each in nudging} == {"meeting.nudge", "meeting.action_nudge"}
        for each in nudging:
            for owing in each.owed_by:
                link = needs.link_for(owing, cast.coordinator)
                named = {"school": owing.school, "first_name": owing.first_name, "link": link}
                assert "/reply/meeting/" in render(each.nudge, {**each.nudge_context, **named}).text


def test_after_a_meeting_register_then_minutes_then_the_absent(cast: Cast) -> None:
    make_meeting(cast.partnership, day=TODAY - dt.timedelta(days=1))
    assert keys(cast) == {"meetings.register"}
    Meeting.unscoped.all().delete()
    meeting = held(cast)
    later = TODAY + dt.timedelta(days=3)
    assert keys(cast, TODAY + dt.timedelta(days=2)) == set()
    assert keys(cast, later) == {"meetings.minutes"}
    of(cast, "Partner").contacts.update(email="")
    actions.send(by=cast.coordinator, meeting=meeting)
    (need,) = list(needs.source(cast.partnership, later))
    assert (need.key, need.title) == (
        f"meetings.missed:{meeting.pk}",
        "Partner School missed it: send them the notes",
    )


def test_late_actions_are_one_need_and_each_school_owes_once(cast: Cast) -> None:
    held(cast)
    late = DUE + dt.timedelta(days=1)
    found = {each.key: each for each in needs.source(cast.partnership, late)}
    need = found["meetings.actions"]
    assert [each.school for each in need.owed_by] == ["Giver School"]
    assert need.title == "1 action is past its day"
    assert need.owed_by[0].about_id
    actions.settle(by=cast.coordinator, action_row=meeting_actions.late(cast.partnership, late).get(), deed="dropped")
    assert "meetings.actions" not in keys(cast, late)


@pytest.mark.parametrize("schools", [1, 3, 30])
def test_needs_ask_the_same_questions_for_any_number_of_schools(
    cast: Cast, schools: int, django_assert_max_num_queries: object
) -> None:
    for number in range(schools):
        join(cast.partnership, make_school(name=f"School {number}"))
    held(cast)
    replies.invite(by=cast.coordinator, meeting=make_meeting(cast.partnership, day=TODAY + dt.timedelta(days=5)))
    clean = meetings.meeting(
        Meeting.unscoped.order_by("-day").first().pk, partnership=cast.partnership, by=cast.coordinator
    ).partnership
    with django_assert_max_num_queries(7):
        assert len(list(needs.source(clean, TODAY + dt.timedelta(days=1)))) == schools + 3
