"""What every page of a meeting shares: the meeting, who looks, its tabs, and going back with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import clock
from bothways.core.errors import ProductError, Refused
from bothways.partnerships.queries import calendars
from bothways.partnerships.queries import meetings as queries
from bothways.rules import terms
from bothways.web.partnership.here import may_run, partnership_here


def meeting_here(request: HttpRequest, slug: str, meeting_id: str) -> queries.MeetingRow:
    """The meeting of the address, if the person may see its partnership; NotFound otherwise."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    return queries.meeting(meeting_id, partnership=partnership, by=person)


def frame(request: HttpRequest, meeting: queries.MeetingRow, page: str) -> dict[str, Any]:
    """Context that the top of each page of a meeting needs. ``page`` is the route that is open."""
    return {
        "meeting": meeting,
        "when": queries.when(meeting),
        "where": queries.where(meeting),
        "may_run": may_run(request, meeting.partnership),
        "over": meeting.day < clock.today(),
        "tabs": _tabs(meeting, page),
    }


def _tabs(meeting: queries.MeetingRow, page: str) -> list[tuple[str, str, bool]]:
    named = (
        (_("Agenda"), "meeting"),
        (_("Replies"), "meeting_replies"),
        (_("Register"), "meeting_register"),
        (_("Minutes and actions"), "meeting_minutes"),
    )
    args = [meeting.partnership.slug, meeting.pk]
    return [(label, reverse(route, args=args), route == page) for label, route in named]


def list_tabs(slug: str, page: str) -> list[tuple[str, str, bool]]:
    """The tabs over all meetings."""
    named = (
        (_("The year"), "meetings"),
        (_("Attendance"), "meetings_attendance"),
        (_("Actions"), "meeting_actions"),
    )
    return [(label, reverse(route, args=[slug]), route == page) for label, route in named]


def to(route: str, *args: str) -> HttpResponseRedirect:
    """Go to a page of ours."""
    return HttpResponseRedirect(reverse(route, args=args))


@dataclass(frozen=True)
class Years:
    """The academic year that a page shows, and those that it could."""

    start: int
    now: int
    known: tuple[int, ...]

    @property
    def name(self) -> str:
        """2026/27."""
        return str(terms.AcademicYear(self.start))

    @property
    def choices(self) -> list[tuple[str, int, bool]]:
        """Name, value, and whether it is shown: newest first."""
        return [(str(terms.AcademicYear(each)), each, each == self.start) for each in self.known]


def years(request: HttpRequest, partnership: Any) -> Years:
    """The year that ``?year=`` asks for, if it has meetings; this one otherwise."""
    now, _half_term = calendars.half_term_now(partnership, clock.today())
    known = tuple(sorted({*queries.years(partnership), now}, reverse=True))
    asked = request.GET.get("year", "")
    return Years(next((each for each in known if str(each) == asked), now), now, known)


def done(request: HttpRequest, deed: Callable[[], str], route: str, *args: str) -> HttpResponse:
    """Do it and say the sentence that it returns; what stands in the way is said instead. Then go to a page."""
    try:
        messages.success(request, deed())
    except ProductError as problem:
        if isinstance(problem, Refused) or not problem.sentence:
            raise
        messages.error(request, problem.sentence)
    return to(route, *args)


def shown(request: HttpRequest, template: str, context: dict[str, Any], *forms: Any) -> HttpResponse:
    """The page; 422 when something typed in cannot be used."""
    status = 422 if any(form.errors for form in forms) else 200
    return render(request, f"partnership/meetings/{template}.html", context, status=status)
