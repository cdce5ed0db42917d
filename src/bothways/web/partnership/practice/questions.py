"""Questions that schools look into together."""

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
from bothways.partnerships.actions import practice as actions
from bothways.partnerships.forms.practice import EnquiryForm, FindingForm
from bothways.partnerships.queries import practice as queries
from bothways.schools.roles import Permission
from bothways.web.doing import saved
from bothways.web.partnership.here import partnership_here
from bothways.web.partnership.speaking import speaks_for


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def enquiries(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them, the open ones first."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    shown = {
        "enquiries": queries.enquiries(partnership, by=person),
        "may_ask": bool(policies.may_propose(person, partnership)),
    }
    return render(request, "partnership/practice/questions.html", shown)


@page(may=Permission.PROPOSE)
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """A new question."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_propose(person, partnership))
    form = EnquiryForm(request.POST or None, memberships=speaks_for(request, partnership))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("words", "about")}
        made = actions.ask_together(by=person, membership=form.membership, **said)
        messages.success(request, _("The question stands. Every school can add what it finds."))
        return HttpResponseRedirect(reverse("enquiry", args=[slug, made.pk]))
    shown = {"form": form, "heading": _("Ask a question together"), "back": reverse("enquiries", args=[slug])}
    return render(request, "partnership/practice/form.html", shown, status=422 if form.errors else 200)


@page(may=Permission.SEE_PARTNERSHIP)
def enquiry(request: HttpRequest, slug: str, enquiry_id: str) -> HttpResponse:
    """One question, every school's findings, and a form to add one's own."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = queries.enquiry(enquiry_id, by=person, partnership=partnership)
    schools = speaks_for(request, partnership)
    form = FindingForm(request.POST or None, memberships=schools) if schools else None
    if request.method == "POST" and form is not None and form.is_valid() and _added(request, found, form):
        return HttpResponseRedirect(request.path)
    asker = found.membership
    may_close = policies.may_speak_for(person, asker) if asker else policies.may_run(person, partnership)
    shown = {"enquiry": found, "findings": queries.findings(found), "form": form, "may_close": bool(may_close)}
    return render(request, "partnership/practice/question.html", shown, status=422 if form and form.errors else 200)


def _added(request: HttpRequest, found: queries.EnquiryRow, form: FindingForm) -> bool:
    person: Any = request.user
    said = {name: form.cleaned_data[name] for name in ("words", "url")}
    add = partial(actions.add_finding, by=person, enquiry=found, membership=form.membership, **said)
    return saved(request, form, add, _("Added. Every school can read it."))


@page(may=Permission.PROPOSE, methods=["POST"])
def close(request: HttpRequest, slug: str, enquiry_id: str) -> HttpResponse:
    """Close it, or open it again."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = queries.enquiry(enquiry_id, by=person, partnership=partnership)
    back = found.closed_on is not None
    actions.close(by=person, enquiry=found, partnership=partnership, back=back)
    messages.success(request, _("Open again.") if back else _("Closed. What was found stays."))
    return HttpResponseRedirect(reverse("enquiry", args=[slug, found.pk]))
