"""Answering by link whether a school joins. Opening the link records nothing; a press does, and the page says what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from bothways.core import tokens
from bothways.core.access import LINK, page
from bothways.core.errors import ProductError
from bothways.partnerships import links
from bothways.partnerships.actions import joining
from bothways.partnerships.forms.forming import DetailsForm
from bothways.partnerships.queries import forming as reads
from bothways.partnerships.queries import pack, partnerships
from bothways.web.links import opened_by


@page(may=LINK)
@opened_by(links.MEMBERSHIP)
def answer(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """What the partnership is and who is in; then yes, not this time, or a question. The last answer holds."""
    membership = reads.behind_link(subject_id)
    form = DetailsForm(request.POST if request.POST.get("answer") == "details" else None, initial=_written(membership))
    if request.method == "GET" or form.errors:
        return _show(request, membership, form, status=422 if form.errors else 200)
    try:
        _record(request, token, form)
    except tokens.LinkOver:
        return render(request, "account/link_over.html", status=410)
    except ProductError as problem:
        if not problem.sentence:
            raise
        return _show(request, membership, form, problem=problem.sentence, status=problem.status)
    return HttpResponseRedirect(reverse("reply_partnership", args=[token]))


def _record(request: HttpRequest, token: str, form: DetailsForm) -> None:
    said = request.POST.get("answer", "")
    if said == "details":
        joining.fill_in_by_link(token=token, details=form.details())
    elif said == "ask":
        joining.ask_something(token=token, words=request.POST.get("words", ""))
    else:
        joining.answer_by_link(token=token, said=said, reason=request.POST.get("reason", ""))


def _written(membership: partnerships.MembershipRow) -> dict[str, str]:
    """What the school itself said it brings and expects. Never who its contact is: a link can be passed on."""
    return {"brings": membership.brings, "expects": membership.expects}


def _show(
    request: HttpRequest,
    membership: partnerships.MembershipRow,
    form: DetailsForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    partnership = membership.partnership
    shown = {
        "asking": partnership,
        "membership": membership,
        "facts": pack.facts_line(partnership),
        "aims": reads.aims(partnership),
        "names": reads.names_in(partnership),
        "questions": reads.asked_about_joining(membership),
        "form": form,
        "problem": problem,
        "typed": request.POST,
    }
    return render(request, "reply/forming.html", shown, status=status)


urlpatterns: list[URLPattern] = [path("reply/partnership/<str:token>/", answer, name="reply_partnership")]
