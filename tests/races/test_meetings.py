"""Several press at once: six meetings and not twelve, one mail a school, no reply to a day that was not shown."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from bothways.core import clock
from bothways.core.models import OutboxRow
from bothways.partnerships import links
from bothways.partnerships.actions import meeting_minutes as minutes
from bothways.partnerships.actions import meeting_replies as replies
from bothways.partnerships.actions import meetings as actions
from bothways.partnerships.models import Attendance, Meeting, MeetingAction, Partnership
from bothways.partnerships.queries import meetings as queries
from tests.factories.partnerships import make_meeting
from tests.people import Cast
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

START, END = dt.time(15, 45), dt.time(17, 0)


def test_a_year_planned_by_many_presses_has_one_meeting_a_half_term(cast: Cast) -> None:
    year = queries.year_to_plan(cast.partnership, clock.today())
    found = queries.choices(cast.partnership, year, clock.today())
    slots = [actions.Slot(each.half_term.index, actions.Times(each.day, START, END)) for each in found if each.day]

    def press() -> None:
        fresh = Partnership.unscoped.get(pk=cast.partnership.pk)
        actions.plan_year(by=cast.coordinator, partnership=fresh, year=year, slots=slots, title="Planning")

    assert all_at_once(press, presses=20)["ok"] == 20
    assert cast.partnership.meetings.count() == len(slots)


def test_invitations_pressed_by_many_go_once(cast: Cast) -> None:
    meeting = make_meeting(cast.partnership)
    all_at_once(lambda: replies.invite(by=cast.coordinator, meeting=meeting), presses=20)
    assert OutboxRow.objects.filter(kind="meeting.invite").count() == 2
    assert meeting.attendance.count() == 2


def test_a_reply_and_a_move_at_once_never_keep_a_reply_to_the_new_day(cast: Cast) -> None:
    year = queries.year_to_plan(cast.partnership, clock.today())
    day = next(each.day for each in queries.choices(cast.partnership, year, clock.today()) if each.day)
    meeting = make_meeting(cast.partnership, day=day)
    replies.invite(by=cast.coordinator, meeting=meeting)
    row = Attendance.unscoped.filter(meeting=meeting).order_by("pk")[0]
    token = links.make(links.MEETING, row.pk, days=9).rstrip("/").rsplit("/", 1)[1]
    numbers = itertools.count(1)

    def press() -> None:
        number = next(numbers)
        if number % 2:
            replies.reply_by_link(by=None, token=token, coming="yes", who="", words="", seen=0)
        else:
            held = Meeting.unscoped.select_related("partnership").get(pk=meeting.pk)
            times = actions.Times(day, dt.time(15, number), END)
            actions.move(by=cast.coordinator, meeting=held, times=times, title=held.title, place="", host=None)

    results = all_at_once(press, presses=20)
    assert set(results) <= {"ok", "Conflict"}
    row.refresh_from_db()
    assert row.coming == ""
    assert Meeting.unscoped.get(pk=meeting.pk).sequence == 10


def test_minutes_saved_by_many_presses_keep_each_action_once(cast: Cast) -> None:
    meeting = make_meeting(cast.partnership, day=clock.today())
    member = cast.partnership.memberships.order_by("pk")[0]
    taken = [minutes.Taken("Bring the magnets", member.pk, "", None)]
    all_at_once(lambda: minutes.write(by=cast.coordinator, meeting=meeting, notes="x", taken=taken), presses=20)
    assert MeetingAction.unscoped.count() == 1
