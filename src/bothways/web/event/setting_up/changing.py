"""Changing what an event says."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.actions import activities as actions
from bothways.activities.forms.activities import DetailsForm
from bothways.core.access import page
from bothways.schools.roles import Permission
from bothways.web import doing
from bothways.web.event.here import set_up_here, show


@page(may=Permission.RUN_ACTIVITY)
def change(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Everything but its terms, which stand in the plan; those too where no proposal holds them."""
    here = set_up_here(request, activity_id)
    schools = {part.school_id: part.school for part in here.parts}
    if here.activity.host is not None:
        schools.setdefault(here.activity.host_id, here.activity.host)
    form = DetailsForm(request.POST or None, activity=here.activity, schools=list(schools.values()))
    if request.method == "POST" and form.is_valid():

        def deed() -> None:
            details, terms = form.details(), form.own_terms()
            actions.change(by=here.person, activity=here.activity, details=details, terms=terms)

        if doing.saved(request, form, deed, _("Saved.")):
            return HttpResponseRedirect(reverse("event", args=[activity_id]))
    return show(here, "event/setting_up/change.html", "event", {"form": form})
