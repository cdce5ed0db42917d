"""Making a programme, changing it, closing its nominations."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import programmes as actions
from bothways.activities.forms.programmes import ProgrammeForm
from bothways.core import access
from bothways.core.access import page
from bothways.partnerships import policies as partnership_policies
from bothways.partnerships.queries import partnerships
from bothways.schools.roles import Permission
from bothways.web import doing
from bothways.web.partnership.here import partnership_here
from bothways.web.partnership.programmes.here import programme_here


@page(may=Permission.PROPOSE)
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin one."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(partnership_policies.may_propose(person, partnership))
    members = partnerships.members(partnership, guests=False)
    own = partnerships.own_memberships(partnership, by=person)
    form = ProgrammeForm(request.POST if request.method == "POST" else None, members=members, own=own)
    made: list[Any] = []

    def deed() -> None:
        made.append(actions.make_programme(by=person, partnership=partnership, facts=form.facts()))

    if request.method == "POST" and form.is_valid() and doing.saved(request, form, deed, _("The programme is there.")):
        return HttpResponseRedirect(reverse("programme", args=[slug, made[0].pk]))
    return _form(request, form, _("Begin a programme"), reverse("programmes", args=[slug]))


@page(may=Permission.PROPOSE)
def change(request: HttpRequest, slug: str, programme_id: str) -> HttpResponse:
    """Change what it says."""
    here = programme_here(request, slug, programme_id)
    access.demand(policies.may_look_after_programme(here.person, here.programme))
    members = partnerships.members(here.programme.partnership, guests=False)
    data = request.POST if request.method == "POST" else None
    form = ProgrammeForm(data, members=members, programme=here.programme)

    def deed() -> None:
        actions.change_programme(by=here.person, programme=here.programme, facts=form.facts())

    if data is not None and form.is_valid() and doing.saved(request, form, deed, _("The programme has been changed.")):
        return HttpResponseRedirect(here.at("programme"))
    return _form(request, form, _("Change the programme"), here.at("programme"))


def _form(request: HttpRequest, form: ProgrammeForm, heading: str, back: str) -> HttpResponse:
    shown = {"form": form, "heading": heading, "back": back}
    return render(request, "partnership/programmes/form.html", shown, status=422 if form.errors else 200)


@page(may=Permission.PROPOSE, methods=["POST"])
def close(request: HttpRequest, slug: str, programme_id: str) -> HttpResponse:
    """No more nominations from now on."""
    here = programme_here(request, slug, programme_id)

    def deed() -> None:
        actions.close_nominations(by=here.person, programme=here.programme)

    return doing.do(request, deed, _("Nominations have closed. The panel can decide."), here.at("programme"))
