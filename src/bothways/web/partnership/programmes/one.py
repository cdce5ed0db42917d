"""Every programme of a partnership, and one of them as everybody there may read it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothways.activities import policies
from bothways.activities.queries import programmes as queries
from bothways.core.access import page
from bothways.partnerships import policies as partnership_policies
from bothways.rules.pupils import year_words
from bothways.schools.roles import Permission
from bothways.web.partnership.here import partnership_here
from bothways.web.partnership.programmes.here import programme_here


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def programmes(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them, the newest year first."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = queries.of_partnership(partnership, by=person)
    shown = {
        "programmes": [(each, queries.year_of(each), queries.stage(each)) for each in found],
        "may_add": bool(partnership_policies.may_propose(person, partnership)),
    }
    return render(request, "partnership/programmes/list.html", shown)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def programme(request: HttpRequest, slug: str, programme_id: str) -> HttpResponse:
    """What it is, how far it is, who was given places as far as others may know, and its visits."""
    here = programme_here(request, slug, programme_id)
    found = here.programme
    shown = {
        "programme": found,
        "year": queries.year_of(found),
        "stage": queries.stage(found),
        "open": queries.is_open(found),
        "told": queries.is_told(found),
        "years": [year_words(each) for each in queries.entry_years(found)],
        "runs": bool(policies.may_look_after_programme(here.person, found)),
        "decides": bool(policies.may_sit_on_panel(here.person, found)),
        "own": queries.own_memberships(found.partnership, by=here.person),
        "cohort": queries.cohort(found),
        "over_years": queries.over_years(found),
        "visits": queries.visits(found),
    }
    return render(request, "partnership/programmes/programme.html", shown)
