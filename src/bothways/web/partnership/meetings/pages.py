"""The year's meetings, and one of them with its agenda."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import clock, words
from bothways.core.access import page
from bothways.partnerships.forms.meetings import ItemForm
from bothways.partnerships.queries import meetings as queries
from bothways.rules import terms
from bothways.schools.roles import Permission
from bothways.web.partnership.here import may_run, partnership_here
from bothways.web.partnership.meetings import own
from bothways.web.partnership.meetings.here import frame, list_tabs, meeting_here, shown, years


def so_far(meeting: Any) -> dict[str, str]:
    """How far a meeting is, as a cell: who was there, who comes, or that nobody was asked."""
    numbers = {"here": meeting.here, "of": meeting.marked, "yes": meeting.yes, "asked": meeting.asked}
    if meeting.state == "called_off":
        return {"text": _("Called off"), "tag": "no"}
    if meeting.state == "held":
        return {"text": _("%(here)s of %(of)s schools came") % numbers, "tag": "ok"}
    if meeting.day < clock.today():
        return {"text": _("Register not taken"), "tag": "wait"}
    if meeting.state == "planned":
        return {"text": _("Nobody asked yet"), "tag": "wait"}
    return {"text": _("%(yes)s of %(asked)s are coming") % numbers, "tag": "ok" if meeting.yes else "wait"}


def _year_table(partnership: Any, rows: Any) -> list[list[Any]]:
    def row(meeting: Any) -> list[Any]:
        name = {"text": words.day(meeting.day), "url": reverse("meeting", args=[partnership.slug, meeting.pk])}
        return [name, terms.NAMES[meeting.half_term], meeting.title, queries.where(meeting), so_far(meeting)]

    return [row(each) for each in rows]


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """The next one first, then the year by half-term."""
    partnership = partnership_here(request, slug)
    today, runs, shows = clock.today(), may_run(request, partnership), years(request, partnership)
    rows = queries.of_year(partnership, shows.start)
    context = {
        "next": queries.next_one(partnership, today) if shows.start == shows.now else None,
        "rows": _year_table(partnership, rows),
        "year": shows,
        "planned": any(each.state != "called_off" for each in rows),
        "may_run": runs,
        "undo": queries.planned_today(partnership, today) if runs else 0,
        "tabs": list_tabs(slug, "meetings"),
        "when": queries.when,
        "where": queries.where,
        "so_far": so_far,
    }
    return shown(request, "meetings", context)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def meeting(request: HttpRequest, slug: str, meeting_id: str) -> HttpResponse:
    """One meeting: when, where, its agenda, and what to do next."""
    found = meeting_here(request, slug, meeting_id)
    return agenda_page(request, found, ItemForm())


def agenda_page(request: HttpRequest, meeting: queries.MeetingRow, form: ItemForm) -> HttpResponse:
    """The agenda with the form for one more line; also when that line cannot be used."""
    places = queries.places(meeting)
    context = {
        **frame(request, meeting, "meeting"),
        "agenda": queries.agenda(meeting),
        "form": form,
        "unasked": [each for each in places if each.row is None],
        "places": places,
        "own": own.replies(request, places, meeting),
    }
    return shown(request, "meeting", context, form)
