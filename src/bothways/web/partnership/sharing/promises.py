"""Promises: what both sides said yes to, until it is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import clock
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.partnerships import policies
from bothways.partnerships.actions import sharing as actions
from bothways.partnerships.queries import promises as sides
from bothways.partnerships.queries import sharing as queries
from bothways.partnerships.queries import week
from bothways.rules import terms
from bothways.schools.roles import Permission
from bothways.web.doing import do
from bothways.web.partnership.here import partnership_here


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def promises(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them: what waits, what is promised, what was kept."""
    person: Any = request.user
    rows = queries.promises(partnership_here(request, slug), by=person)
    shown = {
        "waiting": [each for each in rows if each.state == "suggested"],
        "promised": [each for each in rows if each.state == "promised"],
        "settled": [each for each in rows if each.state not in {"suggested", "promised"}],
        "giver": queries.giver_name,
    }
    return render(request, "partnership/sharing/promises.html", shown)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def promise(request: HttpRequest, slug: str, promise_id: str) -> HttpResponse:
    """One promise: who gives, who gets, what was said, and what can be done."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = queries.promise(promise_id, by=person, partnership=partnership)
    side = sides.waits_for(found) if found.state == "suggested" else ""
    school = sides.other_side(found, side) if side else None
    both = [each for each in (sides.other_side(found, which) for which in (sides.GIVER, sides.RECEIVER)) if each]
    year = terms.academic_year(clock.today()).start
    shown = {
        "promise": found,
        "giver": queries.giver_name(found),
        "side": side,
        "waits_for": school.school.name if school else "",
        "may_answer": bool(school and policies.may_answer(person, school)),
        "one_way": week.giving(partnership, year).between(both) if found.giver else "",
        "may_settle": any(policies.may_speak_for(person, each) for each in both),
    }
    return render(request, "partnership/sharing/promise.html", shown)


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def answer(request: HttpRequest, slug: str, promise_id: str, side: str) -> HttpResponse:
    """Yes, or not this time, signed in."""
    person: Any = request.user
    found = queries.promise(promise_id, by=person, partnership=partnership_here(request, slug))
    if side not in {sides.GIVER, sides.RECEIVER}:
        raise NotFound
    yes = request.POST.get("said") == "yes"
    done = _("It is a promise now.") if yes else _("Recorded: not this time.")
    return do(
        request,
        lambda: actions.answer(by=person, promise=found, side=side, yes=yes),
        done,
        reverse("promise", args=[slug, found.pk]),
    )


@page(may=Permission.PROPOSE, methods=["POST"])
def settle(request: HttpRequest, slug: str, promise_id: str) -> HttpResponse:
    """Kept, called off, or taken back."""
    person: Any = request.user
    found = queries.promise(promise_id, by=person, partnership=partnership_here(request, slug))
    said = request.POST.get("said", "")
    done = {
        "kept": _("Kept. Thank you."),
        "called_off": _("Called off. We told both schools."),
        "promised": _("It is a promise again. We told both schools."),
    }.get(said)
    if done is None:
        raise NotFound
    shown = request.POST.get("shown", "")
    return do(
        request,
        lambda: actions.settle(by=person, promise=found, shown=shown, after=said),
        done,
        reverse("promise", args=[slug, found.pk]),
    )
