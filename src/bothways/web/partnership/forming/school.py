"""One school in a partnership: what it gives and receives, who takes part for it, and its leaving."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import access, clock
from bothways.core.access import page
from bothways.partnerships import policies
from bothways.partnerships.actions import belonging
from bothways.partnerships.forms.forming import BringsForm, LeaveForm
from bothways.partnerships.queries import forming as reads
from bothways.rules import terms
from bothways.schools.roles import Permission
from bothways.web.doing import saved
from bothways.web.partnership.forming.one import OneSchool, one_school


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def school(request: HttpRequest, slug: str, membership_id: str) -> HttpResponse:
    """Giving on the left, receiving on the right; its people; and what may be done about it."""
    here = one_school(request, slug, membership_id)
    giving, year = reads.giving_of(here.membership), terms.academic_year(clock.today())
    shown = {
        "one": here,
        "membership": here.membership,
        "year": year,
        "giving": giving.since(year.start),
        "earlier": giving.before(year.start),
        "people": reads.bylines(here.membership),
        "years": reads.years_of(here.partnership),
        "sees_addresses": here.runs or here.own,
        "speaks": bool(policies.may_speak_for(here.person, here.membership)),
        "looks_after": here.may_look_after,
    }
    return render(request, "partnership/forming/school.html", shown)


@page(may=Permission.SEE_PARTNERSHIP)
def brings(request: HttpRequest, slug: str, membership_id: str) -> HttpResponse:
    """What it brings and expects, both at once."""
    here = one_school(request, slug, membership_id)
    access.demand(policies.may_speak_for(here.person, here.membership))
    written = {"brings": here.membership.brings, "expects": here.membership.expects}
    form = BringsForm(request.POST or None, initial=written)
    if request.method == "POST" and form.is_valid():
        belonging.say_brings(by=here.person, membership=here.membership, **form.cleaned_data)
        messages.success(request, _("Written down."))
        return _to(here)
    shown = {"one": here, "form": form}
    return render(request, "partnership/forming/brings.html", shown, status=422 if form.errors else 200)


@page(may=Permission.SEE_PARTNERSHIP)
def leave(request: HttpRequest, slug: str, membership_id: str) -> HttpResponse:
    """Ask from which day, then record that it left. What was stays."""
    here = one_school(request, slug, membership_id)
    access.demand(policies.may_look_after_school(here.person, here.membership))
    form = LeaveForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        leave_it = partial(belonging.leave, by=here.person, membership=here.membership, **form.cleaned_data)
        if saved(request, form, leave_it, _("%(school)s has left. What it gave and received stays told.") % here.named):
            return HttpResponseRedirect(reverse("partnership_schools", args=[slug]) if here.runs else "/")
    return render(
        request, "partnership/forming/leave.html", {"one": here, "form": form}, status=422 if form.errors else 200
    )


def _to(here: OneSchool) -> HttpResponse:
    return HttpResponseRedirect(reverse("partnership_school", args=[here.partnership.slug, here.membership.pk]))
