"""What people said in words, as far as they allowed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.actions import afterwards as actions
from bothways.activities.forms.afterwards import QuoteForm
from bothways.activities.queries import afterwards
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, do, event_here, show


@page(may=Permission.SEE_ACTIVITIES)
def quotes(request: HttpRequest, activity_id: str) -> HttpResponse:
    """All of them, and a form for one more."""
    here = event_here(request, activity_id)
    form = QuoteForm(request.POST or None, schools=[(part.school_id, part.school.name) for part in _speaks_for(here)])
    if request.method == "POST" and form.is_valid():
        try:
            actions.quote(by=here.person, activity=here.activity, **_said(here, form))
        except ProductError as problem:
            form.add_error(problem.field or None, problem.sentence)
        else:
            messages.success(request, _("Kept, as far as they allowed."))
            return HttpResponseRedirect(reverse("event_quotes", args=[activity_id]))
    shown = {"form": form, "quotes": afterwards.quotes(here.activity), "writes": here.may_set_up or here.own_parts}
    return show(here, "event/after/quotes.html", "event_after", shown, status=422 if form.errors else 200)


def _speaks_for(here: Here) -> list[Any]:
    return list(here.parts if here.may_set_up else here.own_parts)


def _said(here: Here, form: QuoteForm) -> dict[str, Any]:
    schools = {part.school_id: part.school for part in here.parts}
    return {**form.cleaned_data, "school": schools.get(form.cleaned_data["school"])}


@page(may=Permission.SEE_ACTIVITIES, methods=["POST"])
def take_back(request: HttpRequest, activity_id: str, quote_id: str) -> HttpResponse:
    """The words go at once."""
    here = event_here(request, activity_id)
    found = afterwards.quote(quote_id, by=here.person, activity=here.activity)
    return do(
        here, lambda: actions.take_back(by=here.person, quote=found), _("Taken back. It is gone."), "event_quotes"
    )
