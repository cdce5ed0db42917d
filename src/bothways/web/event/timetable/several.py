"""Many sessions in one press: a turn for each school, and groups that go round stations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import ngettext

from bothways.activities.actions import timetable as actions
from bothways.activities.forms.timetable import InTurnForm, RotationForm
from bothways.core.access import page
from bothways.schools.roles import Permission
from bothways.web import doing
from bothways.web.event.here import Here, set_up_here, show


def _start(here: Here) -> dict[str, object]:
    return {"day": here.activity.day.isoformat(), "starts_at": here.activity.starts_at}


@page(may=Permission.RUN_ACTIVITY)
def turns(request: HttpRequest, activity_id: str) -> HttpResponse:
    """A slot for each school that takes part, one after another."""
    here = set_up_here(request, activity_id)
    form = InTurnForm(request.POST or None, activity=here.activity, initial=_start(here))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def deed() -> str:
            made = actions.add_in_turn(
                by=here.person,
                activity=here.activity,
                first=form.wanted(),
                minutes=given["minutes"],
                between=given["between"] or 0,
            )
            return ngettext("%(n)d turn added.", "%(n)d turns added.", made) % {"n": made}

        if doing.saved(request, form, deed):
            return HttpResponseRedirect(reverse("event_timetable", args=[activity_id]))
    return show(here, "event/timetable/turns.html", "event_timetable", {"form": form})


@page(may=Permission.RUN_ACTIVITY)
def rotation(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Every group at every station once."""
    here = set_up_here(request, activity_id)
    form = RotationForm(request.POST or None, activity=here.activity, initial=_start(here))
    if form.is_bound and form.is_valid() and doing.saved(request, form, lambda: _rotate(here, form)):
        return HttpResponseRedirect(reverse("event_timetable", args=[activity_id]))
    return show(here, "event/timetable/rotation.html", "event_timetable", {"form": form})


def _rotate(here: Here, form: RotationForm) -> str:
    given = form.cleaned_data
    made = actions.add_rotation(
        by=here.person,
        activity=here.activity,
        first=form.wanted(),
        stations=given["stations"],
        groups=given["groups"],
        minutes=given["minutes"],
        between=given["between"] or 0,
    )
    return ngettext("%(n)d session added.", "%(n)d sessions added.", made) % {"n": made}
