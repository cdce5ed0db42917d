"""Copying last year's plan: a list to tick, what is copied and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext

from bothways.core import access, clock, words
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.partnerships import policies
from bothways.partnerships.actions import plan_copy
from bothways.partnerships.queries import calendars, plan, plan_draft, plan_words
from bothways.rules import terms
from bothways.schools.roles import Permission
from bothways.web.partnership.here import partnership_here


def _to_year(request: HttpRequest, partnership: Any) -> int:
    """The year that is being filled: the address's, else the one that is now planned."""
    now = calendars.half_term_now(partnership, clock.today())[0]
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and now - 5 <= int(asked[:6]) <= now + 2 else now


@dataclass(frozen=True)
class _There:
    """What the year holds already: of what it is a copy, and what it is called."""

    sources: frozenset[str | None]
    names: frozenset[str]


def _there(partnership: Any, year: int, person: Any) -> _There:
    rows = plan.to_copy(partnership, year, person)
    return _There(frozenset(each.copied_from_id for each in rows), frozenset(each.title.casefold() for each in rows))


def _line(partnership: Any, item: Any, year: int, there: _There) -> dict[str, Any]:
    day = plan_draft.moved_day(partnership, item, year)
    return {
        "item": item,
        "was": plan_words.when(item),
        "becomes": words.day(day) if day else terms.NAMES[item.half_term],
        "copied": item.pk in there.sources,
        "same_name": item.title.casefold() in there.names,
    }


@page(may=Permission.PROPOSE)
def copy_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Tick what to take over; each becomes a proposal, and nobody is asked."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_propose(person, partnership))
    year = _to_year(request, partnership)
    rows = plan.to_copy(partnership, year - 1, person)
    there = _there(partnership, year, person)
    if request.method == "POST":
        ticked = set(request.POST.getlist("row"))
        return _copy(request, partnership, [each for each in rows if each.pk in ticked], year)
    shown = {
        "lines": [_line(partnership, each, year, there) for each in rows],
        "year": str(terms.AcademicYear(year)),
        "year_number": year,
        "from_year": str(terms.AcademicYear(year - 1)),
    }
    return render(request, "partnership/plan/copy.html", shown)


def _copy(request: HttpRequest, partnership: Any, rows: list[Any], year: int) -> HttpResponse:
    person: Any = request.user
    try:
        made = plan_copy.copy_plan(by=person, partnership=partnership, proposals=rows, year=year)
    except ProductError as problem:
        messages.error(request, problem.sentence)
        return HttpResponseRedirect(f"{reverse('plan_copy', args=[partnership.slug])}?year={year}")
    said = ngettext(
        "Copied %(n)d thing as a proposal. Nobody has been asked.",
        "Copied %(n)d things as proposals. Nobody has been asked.",
        len(made),
    )
    messages.success(request, said % {"n": len(made)})
    return HttpResponseRedirect(reverse("plan_year", args=[partnership.slug, year]))
