"""What calendars say needs somebody: dates nobody has said, and plans on closed days."""

from __future__ import annotations

import datetime as dt

import pytest

from bothways.partnerships.models import Answer, Partnership
from bothways.partnerships.models.meeting import MeetingState
from bothways.partnerships.needs.calendars import source
from bothways.partnerships.queries.once import for_one_page
from tests.counting import as_rows_grow, questions
from tests.factories.partnerships import make_meeting, make_partnership, make_proposal
from tests.factories.schools import make_school
from tests.unit.partnerships.test_calendars import keep

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 22)
TRAINING = dt.date(2026, 11, 27)


def _partnership() -> Partnership:
    partnership = make_partnership(make_school(name="First School"), make_school(name="Second School"))
    first = partnership.memberships.get(school__name="First School").school
    keep(partnership, first, closures=[(TRAINING, TRAINING, "INSET day")])
    return partnership


def _told(partnership: Partnership, today: dt.date = TODAY) -> dict[str, str]:
    fresh = Partnership.unscoped.get(pk=partnership.pk)
    return {each.key.partition(":")[0]: each.text for each in source(fresh, today)}


def test_dates_that_nobody_has_said(db: None) -> None:
    partnership = make_partnership(make_school())
    keys = [each.key for each in source(partnership, TODAY)]
    assert keys == ["calendars.missing:2026"]
    assert _told(_partnership()) == {}


def test_from_march_on_the_next_year_is_asked_for(db: None) -> None:
    partnership = _partnership()
    assert _told(partnership, dt.date(2027, 2, 28)) == {}
    assert [each.key for each in source(partnership, dt.date(2027, 3, 1))] == ["calendars.missing:2027"]


def test_a_meeting_on_a_closed_day(db: None) -> None:
    partnership = _partnership()
    meeting = make_meeting(partnership, day=TRAINING)
    assert _told(partnership) == {"calendars.meeting": "Friday 27 November. First School: INSET day."}
    partnership.meetings.filter(pk=meeting.pk).update(state=MeetingState.CALLED_OFF)
    assert _told(partnership) == {}
    partnership.meetings.filter(pk=meeting.pk).update(state=MeetingState.INVITED, day=dt.date(2026, 12, 28))
    told = _told(partnership)["calendars.meeting"]
    assert told == "Monday 28 December. Every school: Boxing Day (substitute day)."


def test_a_proposal_concerns_the_schools_that_take_part(db: None) -> None:
    partnership = _partnership()
    proposal = make_proposal(partnership, day=TRAINING)
    assert set(_told(partnership)) == {"calendars.proposal"}
    first = proposal.asked.filter(membership__school__name="First School")
    first.update(answer=Answer.NOT_THIS_TIME)
    assert _told(partnership) == {}
    first.update(answer=Answer.IN)
    assert set(_told(partnership)) == {"calendars.proposal"}
    partnership.proposals.update(day=dt.date(2026, 11, 28))
    assert _told(partnership) == {}, "a Saturday is chosen on purpose"


def test_a_plan_of_the_past_or_a_partnership_that_ended_needs_nothing(db: None) -> None:
    partnership = _partnership()
    make_meeting(partnership, day=TRAINING)
    assert _told(partnership, dt.date(2026, 11, 28)) == {}
    Partnership.unscoped.filter(pk=partnership.pk).update(ended_on=TODAY)
    assert _told(partnership) == {}


def test_as_many_queries_for_thirty_as_for_one(db: None) -> None:
    partnership = _partnership()
    told: list[int] = []

    def add(_number: int) -> None:
        make_meeting(partnership, day=TRAINING)
        make_proposal(partnership, day=TRAINING)

    def look() -> None:
        told.append(len(list(source(for_one_page(Partnership.unscoped.get(pk=partnership.pk)), TODAY))))

    counts = as_rows_grow(add, lambda: questions(look))
    assert told == [2, 6, 60]
    assert counts[0] == counts[1] == counts[2] <= 9, counts
