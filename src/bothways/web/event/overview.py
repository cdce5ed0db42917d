"""The first page of an event: what, when, where, which schools, and what comes next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from bothways.core.access import page
from bothways.schools.roles import Permission
from bothways.web.event.here import event_here, show


@page(may=Permission.SEE_ACTIVITIES)
def overview(request: HttpRequest, activity_id: str) -> HttpResponse:
    """One event."""
    return show(event_here(request, activity_id), "event/overview.html", "event", {})
