"""Decisions: what waits for the school's yes, what it said yes to, and what that costs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from bothways.core.access import page
from bothways.core.errors import NotFound, ProductError
from bothways.partnerships.actions import joining
from bothways.partnerships.queries import forming, own_school, plan_waiting
from bothways.schools.roles import Permission
from bothways.web.answering import decided
from bothways.web.school.here import school_here


@page(may=Permission.ANSWER_FOR_SCHOOL)
def decisions(request: HttpRequest) -> HttpResponse:
    """Everything that waits, each with its terms and one press to answer."""
    person: Any = request.user
    school = school_here(request)
    joins = [each for each in forming.asked_of(person) if each.school_id == school.pk]
    problem: tuple[str, str] = ("", "")
    if request.method == "POST":
        problem = _joined(request, joins) if "membership" in request.POST else decided(request, school.pk, by=person)
        if not problem[0]:
            return HttpResponseRedirect(f"{request.path}?{urlencode({'said': request.POST.get('asked', '')})}")
    shown = {
        "school": school,
        "own": own_school.own_school(school.pk),
        "answered": plan_waiting.open_answers([school.pk]),
        "said": own_school.just_said(request.GET.get("said", ""), school.pk),
        "joining": joins,
        "problem_at": problem[0],
        "problem": problem[1],
        "typed": request.POST,
    }
    return render(request, "school/decisions.html", shown, status=422 if problem[0] else 200)


def _joined(request: HttpRequest, joins: list[Any]) -> tuple[str, str]:
    person: Any = request.user
    wanted = request.POST.get("membership")
    membership = next((each for each in joins if each.pk == wanted), None)
    if membership is None:
        raise NotFound
    try:
        row = joining.answer(by=person, membership=membership, said=request.POST.get("said", ""))
    except ProductError as problem:
        return membership.pk, problem.sentence
    words = {"said": row.get_state_display(), "title": membership.partnership.name}
    messages.success(request, _("Recorded: %(said)s, to ‘%(title)s’.") % words)
    return "", ""
