"""Addresses for calendars: made, shown once, replaced, taken back; and one event as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import exports
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.partnerships.actions import feeds as actions
from bothways.partnerships.queries import calendar_files, feeds, partnerships
from bothways.schools.roles import Permission
from bothways.web.calendars import CALENDAR_TYPE, address_of
from bothways.web.partnership.here import may_run, partnership_here

_KINDS = ("yours", "everybody")


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """Which addresses there are. The addresses themselves are never shown again."""
    return _shown(request, partnership_here(request, slug))


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def make(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A new address, on the page that answers and nowhere else."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    address = actions.make(by=person, partnership=partnership, everybody=_everybody(kind))
    return _shown(request, partnership, made=kind, address=address)


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def revoke(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """End an address."""
    person: Any = request.user
    actions.revoke(by=person, partnership=partnership_here(request, slug), everybody=_everybody(kind))
    messages.success(request, _("The address has ended. Calendars that used it hear nothing more."))
    return HttpResponseRedirect(reverse("feeds", args=[slug]))


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def proposal_ics(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """One proposal with a day, to put into a calendar."""
    partnership = partnership_here(request, slug)
    return _file(feeds.of_proposal(feeds.proposal(partnership, proposal_id)), slug)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def meeting_ics(request: HttpRequest, slug: str, meeting_id: str) -> HttpResponse:
    """One meeting, to put into a calendar."""
    partnership = partnership_here(request, slug)
    return _file(feeds.of_meeting(feeds.meeting(partnership, meeting_id)), slug)


def _everybody(kind: str) -> bool:
    if kind not in _KINDS:
        raise NotFound
    return kind == "everybody"


def _shown(
    request: HttpRequest, partnership: partnerships.PartnershipRow, *, made: str = "", address: str = ""
) -> HttpResponse:
    person: Any = request.user
    shown = {
        "yours": feeds.shown(partnership, person),
        "everybody": feeds.shown(partnership, None),
        "may_run": may_run(request, partnership),
        "made": made,
        "address": address,
        "webcal": address.replace("https://", "webcal://").replace("http://", "webcal://"),
    }
    return render(request, "partnership/calendars/feeds.html", shown)


def _file(event: feeds.Event, slug: str) -> HttpResponse:
    answer = HttpResponse(calendar_files.event_file(event, address=address_of(slug)), content_type=CALENDAR_TYPE)
    answer["Content-Disposition"] = exports.attachment(f"{event.day:%Y-%m-%d} {event.title}", "ics")
    return answer
