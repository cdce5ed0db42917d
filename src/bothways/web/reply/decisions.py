"""A head's decisions behind a link: everything that waits for one school, without an account."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from bothways.core.access import LINK, page
from bothways.core.errors import NotFound, ProductError
from bothways.partnerships import links
from bothways.partnerships.actions import plan_answer
from bothways.partnerships.forms.decisions import AnswerForm
from bothways.partnerships.queries import own_school, plan_waiting, plan_words
from bothways.schools.queries import people
from bothways.web.links import opened_by


@page(may=LINK)
@opened_by(links.DECISIONS)
def decisions(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """The school's page. A press records one answer and comes back here."""
    school = people.school(subject_id)
    problem_at, problem = "", ""
    if request.method == "POST":
        problem_at, problem = _answered(request, school.pk)
        if not problem:
            return HttpResponseRedirect(f"{request.path}?{urlencode({'said': request.POST['asked']})}")
    shown = {
        "school": school.name,
        "own": own_school.own_school(school.pk),
        "said": own_school.just_said(request.GET.get("said", ""), school.pk),
        "problem_at": problem_at,
        "problem": problem,
        "typed": request.POST.get("condition", ""),
    }
    return render(request, "reply/decisions.html", shown, status=422 if problem else 200)


def _answered(request: HttpRequest, school_id: str) -> tuple[str, str]:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise NotFound
    asked = plan_waiting.asked_by_link(form.cleaned_data["asked"])
    if asked.membership.school_id != school_id:
        raise NotFound
    said = {name: form.cleaned_data[name] for name in ("shown", "said", "condition")}
    try:
        row = plan_answer.answer(by=None, asked=asked, by_letter=True, **said)
    except ProductError as problem:
        return asked.pk, problem.sentence
    words = {"said": plan_words.answer_words(row.answer, row.condition), "title": row.proposal.title}
    messages.success(request, _("Recorded: %(said)s, to ‘%(title)s’.") % words)
    return "", ""


urlpatterns = [path("decisions/<str:token>/", decisions, name="decisions_by_link")]
