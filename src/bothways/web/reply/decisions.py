"""A head's decisions behind a link: everything that waits for one school, without an account."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from bothways.core.access import LINK, page
from bothways.partnerships import links
from bothways.partnerships.queries import own_school, plan_waiting
from bothways.schools.queries import people
from bothways.web.answering import decided
from bothways.web.links import opened_by


@page(may=LINK)
@opened_by(links.DECISIONS)
def decisions(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """The school's page. A press records one answer and comes back here."""
    school = people.school(subject_id)
    problem_at, problem = "", ""
    if request.method == "POST":
        problem_at, problem = decided(request, school.pk, by=None)
        if not problem:
            return HttpResponseRedirect(f"{request.path}?{urlencode({'said': request.POST.get('asked', '')})}")
    shown = {
        "school": school.name,
        "own": own_school.own_school(school.pk),
        "answered": plan_waiting.open_answers([school.pk]),
        "said": own_school.just_said(request.GET.get("said", ""), school.pk),
        "problem_at": problem_at,
        "problem": problem,
        "typed": request.POST,
    }
    return render(request, "reply/decisions.html", shown, status=422 if problem else 200)


urlpatterns = [path("decisions/<str:token>/", decisions, name="decisions_by_link")]
