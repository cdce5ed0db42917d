"""Addresses of calendars. The walk asks each maker once a cast; make rows here if an address should find something."""

from __future__ import annotations

from bothways.partnerships.models import CalendarKind, CalendarUse, TermCalendar
from bothways.rules import terms
from tests.factories.partnerships import make_meeting, make_proposal
from tests.meta.arguments import Maker
from tests.people import Cast


def _calendar(cast: Cast) -> dict[str, str]:
    """One calendar for all addresses, however often they are asked."""
    year = terms.academic_year(cast.partnership.made_at.date()).start
    found, new = TermCalendar.unscoped.get_or_create(
        partnership=cast.partnership, kind=CalendarKind.COUNCIL, name="Council of the walk", year=year
    )
    if new:
        CalendarUse.unscoped.create(calendar=found, school=cast.giver_school)
    return {"calendar_id": found.pk}


def _proposal(cast: Cast) -> dict[str, str]:
    return {"proposal_id": (cast.partnership.proposals.first() or make_proposal(cast.partnership)).pk}


def _meeting(cast: Cast) -> dict[str, str]:
    return {"meeting_id": (cast.partnership.meetings.first() or make_meeting(cast.partnership)).pk}


ARGUMENTS: dict[str, Maker] = {
    **dict.fromkeys(("change_calendar", "copy_calendar", "remove_calendar", "put_back_calendar"), _calendar),
    "make_feed": lambda _cast: {"kind": "yours"},
    "end_feed": lambda _cast: {"kind": "yours"},
    "feed": lambda _cast: {"token": "no-such-token"},
    "proposal_ics": _proposal,
    "meeting_ics": _meeting,
}
