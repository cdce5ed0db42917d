"""Asking schools, asking once more, and asking others later."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import clock
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.partnerships.actions import plan_asking
from bothways.partnerships.forms.plan import AddSchoolsForm, AskForm
from bothways.partnerships.queries import partnerships, plan_history, plan_warnings
from bothways.schools.roles import Permission
from bothways.web.partnership.plan.here import Here, do, looked_after_here, page_of


def _said(sent: plan_asking.Sent) -> str:
    """Who was written to, and whom nobody is known at."""
    said = ngettext("Asked %(n)d school by mail.", "Asked %(n)d schools by mail.", sent.reached) % {"n": sent.reached}
    if not sent.unknown:
        return said
    names = ", ".join(each.membership.school.name for each in sent.unknown)
    return _("%(said)s Nobody is known to write to at: %(names)s.") % {"said": said, "names": names}


def _form(request: HttpRequest, here: Here) -> AskForm:
    found = here.proposal
    usual = clock.today() + dt.timedelta(days=here.partnership.answer_days)
    last = found.day or usual
    return AskForm(request.POST or None, initial={"day": found.day, "answer_by": found.answer_by or min(usual, last)})


@page(may=Permission.SEE_PARTNERSHIP)
def ask(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """The day, until when to answer, and who gets the mail; then ask."""
    here = looked_after_here(request, slug, proposal_id)
    form = _form(request, here)
    if request.method == "POST" and form.is_valid():
        asked = _ask(request, here, form)
        if asked is not None:
            return asked
    leads = plan_history.leads(here.proposal)
    schools = {each.membership.school_id for each in here.asked}
    shown = {
        "it": here,
        "proposal": here.proposal,
        "form": form,
        "to_ask": [(each, leads.get(each.pk, "")) for each in here.asked if each.asked_at is None],
        "in_already": [each for each in here.asked if each.asked_at is None and each.answer],
        "warnings": plan_warnings.of_proposal(here.proposal, schools),
    }
    return render(request, "partnership/plan/ask.html", shown, status=422 if form.errors else 200)


def _ask(request: HttpRequest, here: Here, form: AskForm) -> HttpResponse | None:
    """Ask; with another day than it had, the change and the asking are one."""
    person: Any = request.user
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 9 else 0
    day = form.cleaned_data["day"] or here.proposal.day
    until = form.cleaned_data["answer_by"]
    try:
        sent = plan_asking.ask_on(by=person, proposal=here.proposal, version=seen, answer_by=until, day=day)
    except ProductError as problem:
        form.add_error(problem.field, problem.sentence)
        return None
    messages.success(request, _said(sent))
    return HttpResponseRedirect(page_of(here))


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def ask_again(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """Write once more to schools that were asked and have not answered."""
    here = looked_after_here(request, slug, proposal_id)
    person: Any = request.user
    done = _("Asked again: those that have not answered. A school gets at most one such mail a day.")
    return do(request, here, lambda: plan_asking.ask_again(by=person, proposal=here.proposal), done, "answers")


@page(may=Permission.SEE_PARTNERSHIP)
def add(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """Schools that were not invited so far, guests among them."""
    here = looked_after_here(request, slug, proposal_id)
    person: Any = request.user
    there = {each.membership_id for each in here.asked}
    offered = [each for each in partnerships.members(here.partnership) if each.pk not in there]
    form = AddSchoolsForm(request.POST or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        try:
            sent = plan_asking.add_schools(by=person, proposal=here.proposal, shares=form.shares())
        except ProductError as problem:
            form.add_error(problem.field, problem.sentence)
        else:
            later = _("Added. They are asked when you ask the schools.")
            messages.success(request, later if here.proposal.state == "proposed" else _said(sent))
            return HttpResponseRedirect(page_of(here))
    shown = {"it": here, "proposal": here.proposal, "form": form, "offered": offered}
    return render(request, "partnership/plan/add.html", shown, status=422 if form.errors else 200)
