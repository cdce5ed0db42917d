"""Needs: term dates that nobody has said, and plans on days when a school that takes part is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from bothways.core import words
from bothways.partnerships.models import Answer, Meeting, Partnership, Proposal, ProposalState
from bothways.partnerships.models.meeting import MeetingState
from bothways.partnerships.needs.need import Need, Why
from bothways.partnerships.queries import calendars
from bothways.rules import terms

NEXT_YEAR_FROM_MONTH = 3
AHEAD = dt.timedelta(days=400)
MOST = 200


def source(partnership: Partnership, today: dt.date) -> Iterable[Need]:
    """Four queries for each academic year (three at most), two for what is planned and two to look closer."""
    if partnership.ended_on is not None:
        return
    yield from _missing(partnership, today)
    for meeting in _meetings(partnership, today):
        yield from _closed_meeting(partnership, meeting)
    for proposal in _proposals(partnership, today):
        yield from _closed_proposal(partnership, proposal)


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


def _meetings(partnership: Partnership, today: dt.date) -> QuerySet[Meeting]:
    rows: QuerySet[Meeting] = partnership.meetings.filter(
        day__gte=today, day__lt=today + AHEAD, state__in=[MeetingState.PLANNED, MeetingState.INVITED]
    )
    return rows.only("partnership", "title", "day").order_by("day")[:MOST]


def _proposals(partnership: Partnership, today: dt.date) -> Sequence[Proposal]:
    """Those on a day when anybody is closed, with the schools that were asked: only then are these read."""
    states = [ProposalState.ASKING, ProposalState.AGREED, ProposalState.CONFIRMED]
    rows = partnership.proposals.filter(day__gte=today, day__lt=today + AHEAD, state__in=states)
    found = [
        each
        for each in rows.only("partnership", "title", "day").order_by("day")[:MOST]
        if _away(partnership, each.day, None)
    ]
    prefetch_related_objects(found, "asked__membership")
    return found


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


def _closed_proposal(partnership: Partnership, proposal: Proposal) -> Iterator[Need]:
    said_no = {Answer.NOT_THIS_TIME, Answer.LATER}
    coming = {each.membership.school_id for each in proposal.asked.all() if each.answer not in said_no}
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
