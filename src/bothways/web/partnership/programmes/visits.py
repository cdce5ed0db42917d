"""Visits of a programme: a new one, and bringing one's own part of the cohort."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import programme_visits as actions
from bothways.activities.forms.programmes import VisitForm
from bothways.activities.queries import activities
from bothways.activities.queries import programmes as queries
from bothways.core import access
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.partnerships.queries import partnerships
from bothways.schools.roles import Permission
from bothways.web import doing
from bothways.web.partnership.programmes.here import Ours, ours_here, programme_here

_MOST_ADULTS = 99


def visits_of_ours(here: Ours) -> list[tuple[Any, int, bool]]:
    """Each visit, how many of one's own pupils come, and whether its booking is open."""
    coming = queries.visits_of(here.programme, here.membership.school)
    return [(each, coming.get(each.pk, 0), each.state == "open") for each in queries.visits(here.programme)]


@page(may=Permission.PROPOSE)
def add(request: HttpRequest, slug: str, programme_id: str) -> HttpResponse:
    """A day on which the cohort meets: an event of its own, with everything that events have."""
    here = programme_here(request, slug, programme_id)
    access.demand(policies.may_look_after_programme(here.person, here.programme))
    members = partnerships.members(here.programme.partnership, guests=False)
    number = len(queries.visits(here.programme)) + 1
    data = request.POST if request.method == "POST" else None
    form = VisitForm(data, programme=here.programme, members=members, number=number)
    made: list[Any] = []

    def deed() -> None:
        made.append(actions.add_visit(by=here.person, programme=here.programme, visit=form.visit()))

    if data is not None and form.is_valid() and doing.saved(request, form, deed, _("The visit is set up.")):
        return HttpResponseRedirect(reverse("event", args=[made[0].pk]))
    shown = {"form": form, "heading": _("Add a visit"), "back": here.at("programme")}
    return render(request, "partnership/programmes/form.html", shown, status=422 if form.errors else 200)


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def bring(request: HttpRequest, slug: str, programme_id: str, membership_id: str, activity_id: str) -> HttpResponse:
    """One press: places are booked, and the pupils who have a place in the programme are on the list."""
    here = ours_here(request, slug, programme_id, membership_id)
    visit = activities.activity(activity_id, by=here.person)
    if visit.programme_id != here.programme.pk:
        raise NotFound
    typed = request.POST.get("adults", "")
    adults = int(typed) if typed.isascii() and typed.isdecimal() and int(typed) <= _MOST_ADULTS else 1

    def deed() -> None:
        told = {"activity": visit, "membership": here.membership, "adults": adults}
        actions.bring_cohort(by=here.person, programme=here.programme, **told)

    return doing.do(request, deed, _("Your pupils are on the list of this visit."), here.page)
