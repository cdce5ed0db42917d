"""Asking schools to join: one with its lead, or many pasted; and replying to what they ask."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import access
from bothways.core.access import page
from bothways.core.errors import NotFound, ProductError
from bothways.partnerships import policies
from bothways.partnerships.actions import joining
from bothways.partnerships.forms.forming import AskForm, ReplyForm
from bothways.partnerships.queries import forming as reads
from bothways.partnerships.queries import partnerships
from bothways.schools.roles import Permission
from bothways.web.partnership.forming import pasted
from bothways.web.partnership.here import partnership_here


@page(may=Permission.RUN_PARTNERSHIP)
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """A school chosen from the register is asked at once; names that were typed or pasted are matched first."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_run(person, partnership))
    if request.method == "POST" and "rows" in request.POST:
        return pasted.chosen(request, partnership)
    form = AskForm(request.POST or None, initial=_at_first(request, partnership))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["lines"].strip() or not form.cleaned_data["school"]:
            return pasted.first_look(request, partnership, form.cleaned_data)
        answer = _ask_one(request, partnership, form)
        if answer is not None:
            return answer
    shown = {"form": form, "may_add": pasted.may_add(request)}
    return render(request, "partnership/forming/ask.html", shown, status=422 if form.errors else 200)


def _at_first(request: HttpRequest, partnership: partnerships.PartnershipRow) -> dict[str, Any]:
    """The kind that fits, and the lines that found no school the last time."""
    return {"kind": reads.usual_kind(partnership), "lines": pasted.left_over(request, partnership)}


def _ask_one(request: HttpRequest, partnership: partnerships.PartnershipRow, form: AskForm) -> HttpResponse | None:
    person: Any = request.user
    try:
        asked = joining.ask(by=person, partnership=partnership, wanted=form.wanted())
    except ProductError as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
        return None
    if form.cleaned_data["email"]:
        messages.success(request, _("Asked %(school)s.") % {"school": asked.school.name})
    else:
        messages.success(request, _("%(school)s is on the list. Add whom to write to.") % {"school": asked.school.name})
    return HttpResponseRedirect(reverse("partnership_schools", args=[partnership.slug]))


@page(may=Permission.RUN_PARTNERSHIP)
def question(request: HttpRequest, slug: str, question_id: str) -> HttpResponse:
    """What a school would like to know, and a place to reply."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_run(person, partnership))
    found = reads.question(question_id, by=person)
    if found.membership.partnership_id != partnership.pk:
        raise NotFound
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.reply(by=person, question=found, **form.cleaned_data)
        except ProductError as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, _("Replied to %(school)s.") % {"school": found.membership.school.name})
            return HttpResponseRedirect(reverse("partnership_schools", args=[slug]))
    shown = {"question": found, "form": form, "lead": reads.current_lead(found.membership)}
    return render(request, "partnership/forming/question.html", shown, status=422 if form.errors else 200)
