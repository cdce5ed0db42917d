"""Answering by link: plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from bothways.core.access import LINK, page
from bothways.partnerships import links
from bothways.partnerships.queries import plan_waiting
from bothways.web import answering
from bothways.web.links import opened_by


@page(may=LINK)
@opened_by(links.ANSWER)
def answer(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """Is your school in? One school's part and its answer, without an account."""
    asked = plan_waiting.asked_by_link(subject_id)
    return answering.respond(request, asked, by=None, address=reverse("reply_plan", args=[token]))


urlpatterns: list[URLPattern] = [path("reply/plan/<str:token>/", answer, name="reply_plan")]
