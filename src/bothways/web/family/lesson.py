"""Joining an online lesson: a class says how many it is, a home says nothing; both say afterwards how it was."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothways.activities import links
from bothways.activities.actions import lessons as actions
from bothways.activities.forms.lessons import ClassForm
from bothways.activities.queries import lessons
from bothways.core import limits
from bothways.core.access import LINK, page
from bothways.web.family.opening import opened_by_family

JOINED = "joined_lessons"
"""In the browser's own session: which lessons it joined, so that a reload does not count twice. Ids of joins alone."""


@page(may=LINK)
@opened_by_family(links.JOIN_CLASS)
def join_class(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """A class at school."""
    form = ClassForm(request.POST if "join" in request.POST else None)
    return _page(request, token, subject_id, "class", form)


@page(may=LINK)
@opened_by_family(links.JOIN_HOME)
def join_home(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """A family at home."""
    return _page(request, token, subject_id, "home", None)


def _page(request: HttpRequest, token: str, lesson_id: str, kind: str, form: ClassForm | None) -> HttpResponse:
    found = lessons.behind_link(lesson_id)
    mine = request.session.get(JOINED, {}).get(lesson_id)
    shown: dict[str, Any] = {"lesson": found, "event": found.activity, "kind": kind, "form": form, "said": False}
    if request.method == "POST" and "rating" in request.POST and mine:
        shown["said"] = _rate(request, mine)
    elif request.method == "POST" and "join" in request.POST and (form is None or form.is_valid()):
        limits.draw(limits.ANSWERS, f"{token}:{limits.network_of(request)}")
        mine = mine or _join(request, found, kind, form.cleaned_data["pupils"] if form else None)
    status = 422 if form is not None and form.errors else 200
    return render(request, "family/lesson.html", {**shown, "joined": bool(mine)}, status=status)


def _join(request: HttpRequest, found: Any, kind: str, pupils: int | None) -> str:
    made = actions.join(by=None, lesson=found, kind=kind, pupils=pupils)
    request.session[JOINED] = {**request.session.get(JOINED, {}), found.pk: made.pk}
    return str(made.pk)


def _rate(request: HttpRequest, join_id: str) -> bool:
    rating = request.POST["rating"]
    if rating not in {"1", "2", "3"}:
        return False
    actions.rate(by=None, join_id=join_id, rating=int(rating))
    return True
