"""Needs: term dates that nobody has said, and plans on days when a school that takes part is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from bothways.core import words
from bothways.partnerships.models import Answer, Meeting, Partnership, ProposalState
from bothways.partnerships.models.meeting import MeetingState
from bothways.partnerships.needs.need import Need, Why
from bothways.partnerships.queries import calendars, meetings, plan_waiting
from bothways.rules import terms

NEXT_YEAR_FROM_MONTH = 3
AHEAD = dt.timedelta(days=400)


def source(partnership: Partnership, today: dt.date) -> Iterable[Need]:
    """Four queries for each academic year (three at most), and those of meetings and of what is under way."""
    if partnership.ended_on is not None:
        return
    yield from _missing(partnership, today)
    for meeting in _meetings(partnership, today):
        yield from _closed_meeting(partnership, meeting)
    for each in _proposals(partnership, today):
        yield from _closed_proposal(partnership, each)


def _missing(partnership: Partnership, today: dt.date) -> Iterator[Need]:
    """This year while half of it lies ahead; the next from March on."""
    this = terms.academic_year(today).start
    year = this + 1 if NEXT_YEAR_FROM_MONTH <= today.month < 9 else this
    if any(school.calendar_id for school in calendars.year_calendar(partnership, year).schools):
        return
    yield Need(
        key=f"calendars.missing:{year}",
        why=Why.OUT_OF_DATE,
        title=_("Term dates for %(year)s are a guess") % {"year": terms.AcademicYear(year)},
        text=_("Nobody has said when the schools teach, so the usual half-terms stand. Paste your council’s dates."),
        minutes=3,
        button=_("Add term dates"),
        route="add_calendar",
        args={"slug": partnership.slug},
    )


def _meetings(partnership: Partnership, today: dt.date) -> Iterator[Meeting]:
    states = {MeetingState.PLANNED, MeetingState.INVITED}
    coming = (each for each in meetings.recent(partnership, today) if today <= each.day < today + AHEAD)
    return (each for each in coming if each.state in states)


def _proposals(partnership: Partnership, today: dt.date) -> Iterator[plan_waiting.Live]:
    states = {ProposalState.ASKING, ProposalState.AGREED, ProposalState.CONFIRMED}
    found = (each for each in plan_waiting.live(partnership) if each.proposal.state in states)
    return (each for each in found if each.proposal.day and today <= each.proposal.day < today + AHEAD)


def _closed_meeting(partnership: Partnership, meeting: Meeting) -> Iterator[Need]:
    away = _away(partnership, meeting.day, None)
    if away:
        yield Need(
            key=f"calendars.meeting:{meeting.pk}",
            why=Why.OUT_OF_DATE,
            title=_("%(title)s is on a day when not everybody is open") % {"title": meeting.title},
            text=_told(meeting.day, away),
            minutes=2,
            button=_("Move the meeting"),
            route="meeting",
            args={"slug": partnership.slug, "meeting_id": meeting.pk},
        )


def _closed_proposal(partnership: Partnership, live: plan_waiting.Live) -> Iterator[Need]:
    proposal, said_no = live.proposal, {Answer.NOT_THIS_TIME, Answer.LATER}
    coming = {each.membership.school_id for each in live.asked if each.answer not in said_no}
    away = _away(partnership, proposal.day, coming)
    if proposal.day and away:
        yield Need(
            key=f"calendars.proposal:{proposal.pk}",
            why=Why.OUT_OF_DATE,
            title=_("%(title)s is on a day when not everybody is open") % {"title": proposal.title},
            text=_told(proposal.day, away),
            minutes=2,
            button=_("Look at the day"),
            route="proposal",
            args={"slug": partnership.slug, "proposal_id": proposal.pk},
        )


def _away(partnership: Partnership, day: dt.date | None, schools: Collection[str] | None) -> Sequence[calendars.Away]:
    """Who of these schools is closed; None means all. A weekend is chosen on purpose and nobody's mistake."""
    if day is None or day.weekday() >= 5:
        return ()
    found = calendars.closed_on(partnership, day)
    return tuple(each for each in found if not each.school or schools is None or each.school_id in schools)


def _told(day: dt.date, away: Sequence[calendars.Away]) -> str:
    """ "Thursday 3 December. Prince William School: INSET day." """
    first = [f"{each.school}: {each.why}" if each.school else _("Every school: %(why)s") % {"why": each.why}
             for each in away[:3]]  # fmt: skip
    more = [_("%(n)s more") % {"n": len(away) - 3}] if len(away) > 3 else []
    return f"{words.day(day)}. {'; '.join([*first, *more])}."
