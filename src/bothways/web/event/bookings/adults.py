"""The adults whom a school brings: who they are, which training they chose, who is a first aider."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.actions import coming as actions
from bothways.activities.forms.coming import AdultForm
from bothways.activities.queries import adults as reads
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.core.forms import all_valid
from bothways.schools.roles import Permission
from bothways.web.event.bookings.here import Own, posted, pupils_here, warning
from bothways.web.event.here import show

MOST_ROWS = 60


@page(may=Permission.SEE_PUPILS)
def adults(request: HttpRequest, activity_id: str, part_id: str) -> HttpResponse:
    """One row for each adult that was booked."""
    own = pupils_here(request, activity_id, part_id)
    forms = _forms(request, own)
    problem = ""
    if request.method == "POST" and all_valid(forms):
        try:
            actions.bring_adults(by=own.here.person, booking=own.booking, adults=[form.wanted() for form in forms])
        except ProductError as refused:
            problem = refused.sentence
        else:
            messages.success(request, _("The adults are listed."))
            return HttpResponseRedirect(reverse("event_booking", args=[activity_id, part_id]))
    shown = {"forms": forms, "problem": problem, "warning": warning(own), **own.shown()}
    answer = show(own.here, "event/bookings/adults.html", "event_places", shown)
    answer.status_code = 422 if problem or any(form.errors for form in forms) else 200
    return answer


def _forms(request: HttpRequest, own: Own) -> list[AdultForm]:
    """A form for each who is listed, and empty ones up to as many as were booked."""
    sessions = [(each.pk, _session(each)) for each in reads.training_sessions(own.here.activity)]
    listed = [
        {
            "id": each.pk,
            "name": each.name,
            "post": each.post,
            "training": each.training_id or "",
            "is_first_aider": each.is_first_aider,
        }
        for each in own.booking.brings.order_by("name", "pk")
    ]
    count = min(max(own.booking.adults, len(listed), 1), MOST_ROWS)
    first = [*listed, *({} for _spare in range(count - len(listed)))]
    return [
        AdultForm(posted(request), prefix=f"adult-{spot}", initial=initial, sessions=sessions)
        for spot, initial in enumerate(first)
    ]


def _session(each: Any) -> str:
    return f"{each.title}, {each.starts_at:%H:%M}"
