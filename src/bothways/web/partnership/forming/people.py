"""Who takes part for a school: added, changed, ended, and who leads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import access
from bothways.core.access import page
from bothways.core.errors import NotFound, ProductError
from bothways.partnerships import policies
from bothways.partnerships.actions import belonging
from bothways.partnerships.forms.forming import ContactForm, NewContactForm
from bothways.partnerships.queries import forming as reads
from bothways.schools.roles import Permission
from bothways.web.doing import do
from bothways.web.partnership.forming.one import OneSchool, one_school


def _address(here: OneSchool) -> str:
    return reverse("partnership_school", args=[here.partnership.slug, here.membership.pk])


def _mine(request: HttpRequest, slug: str, membership_id: str, contact_id: str) -> tuple[OneSchool, reads.ContactRow]:
    here = one_school(request, slug, membership_id)
    access.demand(policies.may_look_after_school(here.person, here.membership))
    contact = reads.contact(contact_id, by=here.person)
    if contact.membership_id != here.membership.pk:
        raise NotFound
    return here, contact


@page(may=Permission.SEE_PARTNERSHIP)
def add(request: HttpRequest, slug: str, membership_id: str) -> HttpResponse:
    """Somebody takes part from a day on."""
    here = one_school(request, slug, membership_id)
    access.demand(policies.may_look_after_school(here.person, here.membership))
    form = NewContactForm(request.POST or None, initial={"is_lead": reads.current_lead(here.membership) is None})
    if request.method == "POST" and form.is_valid():
        belonging.add_contact(by=here.person, membership=here.membership, **form.cleaned_data)
        messages.success(request, _("Added %(name)s.") % form.cleaned_data)
        return HttpResponseRedirect(_address(here))
    shown = {"one": here, "form": form, "contact": None}
    return render(request, "partnership/forming/contact.html", shown, status=422 if form.errors else 200)


@page(may=Permission.SEE_PARTNERSHIP)
def change(request: HttpRequest, slug: str, membership_id: str, contact_id: str) -> HttpResponse:
    """Put a name, a post or an address right; end their time; make them the lead."""
    here, contact = _mine(request, slug, membership_id, contact_id)
    written = {"name": contact.name, "post": contact.post, "email": contact.email}
    form = ContactForm(request.POST or None, initial=written)
    if request.method == "POST" and form.is_valid():
        try:
            belonging.change_contact(by=here.person, contact=contact, **form.cleaned_data)
        except ProductError as problem:
            form.add_error(problem.field, problem.sentence)
        else:
            messages.success(request, _("Changed."))
            return HttpResponseRedirect(_address(here))
    shown = {"one": here, "form": form, "contact": contact}
    return render(request, "partnership/forming/contact.html", shown, status=422 if form.errors else 200)


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def end(request: HttpRequest, slug: str, membership_id: str, contact_id: str) -> HttpResponse:
    """They no longer take part."""
    here, contact = _mine(request, slug, membership_id, contact_id)
    done = _("%(name)s no longer takes part. A year from now the name makes way.") % {"name": contact.name}
    return do(request, lambda: belonging.end_contact(by=here.person, contact=contact), done, _address(here))


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def lead(request: HttpRequest, slug: str, membership_id: str, contact_id: str) -> HttpResponse:
    """They lead for the school from now on."""
    here, contact = _mine(request, slug, membership_id, contact_id)
    done = _("%(name)s leads for the school now.") % {"name": contact.name}
    return do(request, lambda: belonging.make_lead(by=here.person, contact=contact), done, _address(here))
