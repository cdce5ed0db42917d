"""Outside partners: science centres, laboratories, universities, businesses."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import access
from bothways.core.access import page
from bothways.partnerships import policies
from bothways.partnerships.actions import sharing as actions
from bothways.partnerships.forms.sharing import OutsideForm, WhatForm
from bothways.partnerships.queries import partnerships
from bothways.partnerships.queries import sharing as queries
from bothways.schools.roles import Permission
from bothways.web.doing import saved
from bothways.web.partnership.here import partnership_here

FIELDS = ("name", "kind", "website", "contact_name", "contact_email", "since", "notes")


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def partners(request: HttpRequest, slug: str) -> HttpResponse:
    """Each with what it offers, which school looks after the link, and how often it helped. Whom to ask there is told
    to that school and to a coordinator; the others ask the school.
    """
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = queries.outside(partnership, by=person)
    may_write = bool(policies.may_propose(person, partnership))
    ours = (each for each in found if may_write and (each.owner is None or policies.may_look_after_link(person, each)))
    shown = {
        "partners": found,
        "ours": {each.pk for each in ours},
        "facts": queries.facts,
        "may_write": may_write,
    }
    return render(request, "partnership/sharing/outside.html", shown)


@page(may=Permission.PROPOSE)
def write_down(request: HttpRequest, slug: str) -> HttpResponse:
    """A new one."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_propose(person, partnership))
    form = OutsideForm(request.POST or None, memberships=partnerships.members(partnership, guests=False))
    if request.method == "POST" and form.is_valid() and _written(request, partnership, form):
        return HttpResponseRedirect(reverse("outside_partners", args=[slug]))
    shown = {
        "form": form,
        "heading": _("Write down an outside partner"),
        "back": reverse("outside_partners", args=[slug]),
    }
    return render(request, "partnership/sharing/form.html", shown, status=422 if form.errors else 200)


@page(may=Permission.PROPOSE)
def change(request: HttpRequest, slug: str, external_id: str) -> HttpResponse:
    """What is known of one."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = queries.external(external_id, by=person, partnership=partnership)
    access.demand(policies.may_look_after_link(person, found))
    known = {**{name: getattr(found, name) for name in FIELDS}, "owner": found.owner_id}
    schools = partnerships.members(partnership, guests=False)
    form = OutsideForm(request.POST or None, memberships=schools, initial=known)
    if request.method == "POST" and form.is_valid() and _written(request, partnership, form, found):
        return HttpResponseRedirect(reverse("outside_partners", args=[slug]))
    shown = {"form": form, "heading": found.name, "back": reverse("outside_partners", args=[slug]), "external": found}
    return render(request, "partnership/sharing/form.html", shown, status=422 if form.errors else 200)


def _written(request: HttpRequest, partnership: Any, form: OutsideForm, found: Any = None) -> bool:
    person: Any = request.user
    know = partial(actions.know_outside, by=person, partnership=partnership, values=form.values(), external=found)
    return saved(request, form, know, _("Written down."))


@page(may=Permission.PROPOSE, methods=["POST"])
def end(request: HttpRequest, slug: str, external_id: str) -> HttpResponse:
    """The link has ended; it can be taken up again from its page."""
    person: Any = request.user
    found = queries.external(external_id, by=person, partnership=partnership_here(request, slug))
    actions.end_outside(by=person, external=found, back=found.ended_on is not None)
    if found.ended_on is None:
        messages.success(request, _("The link has ended. What was promised stays."))
    else:
        messages.success(request, _("The link goes on."))
    return HttpResponseRedirect(reverse("outside_partner", args=[slug, found.pk]))


@page(may=Permission.PROPOSE)
def offer(request: HttpRequest, slug: str, external_id: str) -> HttpResponse:
    """Something that an outside partner offers."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = queries.external(external_id, by=person, partnership=partnership)
    form = WhatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = partial(actions.say_outside, by=person, external=found, what=form.what("offer"))
        if saved(request, form, said, _("Written down. Every school can ask for it.")):
            return HttpResponseRedirect(reverse("outside_partners", args=[slug]))
    heading = _("What %(name)s offers") % {"name": found.name}
    shown = {"form": form, "heading": heading, "what": "give", "back": reverse("outside_partners", args=[slug])}
    return render(request, "partnership/sharing/say.html", shown, status=422 if form.errors else 200)
