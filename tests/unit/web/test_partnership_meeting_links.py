"""A meeting behind the link that each school has."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from bothways.core import clock
from bothways.core.models import LinkToken
from bothways.partnerships.models import Attendance, Meeting, MeetingAction
from tests.people import Cast
from tests.unit.web.meeting_pages import asked, words_of

pytestmark = pytest.mark.django_db


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
