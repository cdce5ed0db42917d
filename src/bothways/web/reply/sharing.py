"""Answering by link: is it a promise?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from bothways.core.access import LINK, page
from bothways.core.errors import ProductError
from bothways.partnerships import links
from bothways.partnerships.actions import sharing as actions
from bothways.partnerships.queries import promises as sides
from bothways.partnerships.queries import sharing as queries
from bothways.web.links import opened_by


@page(may=LINK)
@opened_by(links.PROMISE)
def promise(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """What one school is asked to give or to accept, and its yes or no. Opening records nothing."""
    promise_id, _colon, side = subject_id.partition(":")
    found = queries.promise_behind_link(promise_id)
    if request.method == "POST":
        yes = request.POST.get("said") == "yes"
        try:
            actions.answer(by=None, promise=found, side=side, yes=yes)
        except ProductError as problem:
            messages.error(request, problem.sentence)
        else:
            messages.success(request, _("Recorded: it is a promise.") if yes else _("Recorded: not this time."))
        return HttpResponseRedirect(request.path)
    return render(request, "reply/promise.html", {"promise": found, "told": sides.about(found, side)})


urlpatterns = [path("reply/promise/<str:token>/", promise, name="promise_by_link")]
