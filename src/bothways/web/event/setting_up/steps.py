"""The steps of an event: follow its proposal, open, close, done, called off, and back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.actions import activities as actions
from bothways.core.access import page
from bothways.partnerships.queries.plan_words import changes_line
from bothways.schools.roles import Permission
from bothways.web.event.here import do, set_up_here


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def follow(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Take over what changed in the plan."""
    here = set_up_here(request, activity_id)

    def deed() -> None:
        said = changes_line(actions.take_over(by=here.person, activity=here.activity))
        if said:
            messages.success(request, said)

    return do(here, deed, _("The event follows its proposal again. Look at its timetable."), "event")


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def open_booking(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Schools can book from now on."""
    here = set_up_here(request, activity_id)
    done = _("Schools can book now.")
    return do(here, lambda: actions.open_booking(by=here.person, activity=here.activity), done, "event")


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def close_booking(request: HttpRequest, activity_id: str) -> HttpResponse:
    """No more bookings."""
    here = set_up_here(request, activity_id)
    done = _("Booking is closed. What is booked stays.")
    return do(here, lambda: actions.close_booking(by=here.person, activity=here.activity), done, "event")


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def mark_done(request: HttpRequest, activity_id: str) -> HttpResponse:
    """It took place."""
    here = set_up_here(request, activity_id)
    done = _("Marked as done.")
    return do(here, lambda: actions.mark_done(by=here.person, activity=here.activity), done, "event")


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def call_off(request: HttpRequest, activity_id: str) -> HttpResponse:
    """It does not take place; the schools are told."""
    here = set_up_here(request, activity_id)
    reason = " ".join(request.POST.get("reason", "").split())[:500]

    def deed() -> None:
        unknown = actions.call_off(by=here.person, activity=here.activity, reason=reason)
        if unknown:
            said = ngettext(
                "At %(n)d school nobody is known to write to: ring it.",
                "At %(n)d schools nobody is known to write to: ring them.",
                unknown,
            )
            messages.warning(request, said % {"n": unknown})

    return do(here, deed, _("Called off. The schools that take part are told by mail."), "event")


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def put_back(request: HttpRequest, activity_id: str) -> HttpResponse:
    """The last step is undone."""
    here = set_up_here(request, activity_id)
    was_off = here.activity.state == "called_off"
    done = _("Taken up again. The schools are told by mail.") if was_off else _("It is not marked as done any more.")
    return do(here, lambda: actions.put_back(by=here.person, activity=here.activity), done, "event")
