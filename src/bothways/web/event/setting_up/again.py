"""Run again: what is copied, on which day, and one press."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.actions import activities as actions
from bothways.activities.forms.activities import AgainForm
from bothways.activities.queries import running_again
from bothways.core.access import page
from bothways.schools.roles import Permission
from bothways.web import doing
from bothways.web.event.here import set_up_here, show


@page(may=Permission.RUN_ACTIVITY)
def run_again(request: HttpRequest, activity_id: str) -> HttpResponse:
    """A copy on another day; nothing about a child goes along."""
    here = set_up_here(request, activity_id)
    form = AgainForm(request.POST or None, initial={"day": running_again.new_day(here.activity)})
    made: list[Any] = []
    if request.method == "POST" and form.is_valid():

        def deed() -> None:
            made.append(actions.run_again(by=here.person, activity=here.activity, day=form.cleaned_data["day"]))

        if doing.saved(request, form, deed, _("Copied. Confirm who leads, then open it for booking.")):
            return HttpResponseRedirect(reverse("event", args=[made[0].pk]))
    shown = {
        "form": form,
        "copied": running_again.copied_words(here.activity),
        "not_copied": running_again.not_copied_words(),
    }
    return show(here, "event/setting_up/again.html", "event", shown)
