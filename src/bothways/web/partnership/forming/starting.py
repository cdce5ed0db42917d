"""Starting a partnership. What was typed is kept until it is started, also when somebody comes back later."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.partnerships.actions import forming as actions
from bothways.partnerships.forms.forming import StartForm
from bothways.schools.queries.people import school_names
from bothways.schools.roles import Permission, PlaceKind
from bothways.web import places

DRAFT = "new_partnership"


@page(may=Permission.START_PARTNERSHIP)
def start(request: HttpRequest) -> HttpResponse:
    """Say what it is; then it is there, and whoever said it runs it."""
    form = _form(request)
    if request.method == "POST":
        _keep(request)
        if request.POST.get("step") == "later":
            messages.success(request, _("Kept. It waits for you here while you are signed in."))
            return HttpResponseRedirect(reverse("start_partnership"))
        if form.is_valid():
            try:
                return _started(request, form)
            except ProductError as problem:
                form.add_error(problem.field, problem.sentence)
    return render(request, "partnership/forming/start.html", {"form": form}, status=422 if form.errors else 200)


def _form(request: HttpRequest) -> StartForm:
    person: Any = request.user
    ids = [held.place_id for held in person.held if held.place_kind == PlaceKind.SCHOOL]
    own = sorted(school_names(ids).items(), key=lambda each: each[1])
    draft = request.session.get(DRAFT, {})
    return StartForm(request.POST or None, schools=own, initial=draft)


def _keep(request: HttpRequest) -> None:
    names = ("name", "kind", "area", "aims", "charter", "start_year", "hub")
    draft: dict[str, Any] = {name: request.POST.get(name, "")[:8000] for name in names}
    request.session[DRAFT] = draft | {"schools": request.POST.getlist("schools")}


def _started(request: HttpRequest, form: StartForm) -> HttpResponse:
    person: Any = request.user
    chosen = {"schools": form.cleaned_data.get("schools", []), "hub": form.cleaned_data.get("hub", "")}
    made = actions.start(by=person, words=form.charter_words(), **chosen)
    request.session.pop(DRAFT, None)
    request.session[places.CHOICE] = f"{PlaceKind.PARTNERSHIP}:{made.pk}"
    messages.success(request, _("%(name)s is here. Ask the other schools next.") % {"name": made.name})
    return HttpResponseRedirect(reverse("partnership_schools", args=[made.slug]))
