"""A new event: of what schools agreed to, or from a blank page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import activities as actions
from bothways.activities.forms.activities import BlankForm, FromProposalForm
from bothways.activities.kinds import KINDS
from bothways.activities.queries import setting_up
from bothways.core import access
from bothways.core.access import page
from bothways.partnerships.queries import partnerships, plan
from bothways.schools.roles import Permission
from bothways.web import doing
from bothways.web.partnership.here import partnership_here


def _partnership(request: HttpRequest, slug: str) -> Any:
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_begin(person, partnership))
    return partnership


def _kinds() -> Sequence[dict[str, Any]]:
    """Every kind as the page explains it."""
    return [
        {"key": kind.key, "name": kind.name, "about": kind.about, "needs": kind.needs_words, "usual": kind.usual}
        for kind in KINDS
    ]


@page(may=Permission.PROPOSE, methods=["GET"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """What schools agreed to and no event is made of yet; or a blank one."""
    person: Any = request.user
    partnership = _partnership(request, slug)
    shown = {"to_set_up": setting_up.can_be_set_up(partnership, by=person), "kinds": _kinds()}
    return render(request, "partnership/events/new.html", shown)


@page(may=Permission.PROPOSE)
def set_up(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """One proposal becomes an event with the schools that are in. One that has an event leads there."""
    person: Any = request.user
    partnership = _partnership(request, slug)
    proposal = plan.proposal(proposal_id, by=person, partnership=partnership)
    standing = setting_up.event_of(proposal)
    if standing is not None:
        return HttpResponseRedirect(reverse("event", args=[standing.pk]))
    form = FromProposalForm(request.POST or None, proposal=proposal)
    made = _begun(request, form, partnership, proposal) if request.method == "POST" and form.is_valid() else None
    if made is not None:
        return HttpResponseRedirect(reverse("event", args=[made.pk]))
    shown = {
        "form": form,
        "proposal": proposal,
        "schools": setting_up.schools_of(proposal),
        "not_in": setting_up.not_in(proposal),
        "kinds": _kinds(),
        "ready": proposal.state in setting_up.CAN_BE_SET_UP,
    }
    return render(request, "partnership/events/set_up.html", shown)


@page(may=Permission.PROPOSE)
def blank(request: HttpRequest, slug: str) -> HttpResponse:
    """An event that no proposal stands behind."""
    person: Any = request.user
    partnership = _partnership(request, slug)
    own = partnerships.own_memberships(partnership, by=person)
    members = partnerships.members(partnership)
    form = BlankForm(request.POST or None, partnership=partnership, members=members, own=own)
    made = _begun(request, form, partnership) if request.method == "POST" and form.is_valid() else None
    if made is not None:
        return HttpResponseRedirect(reverse("event", args=[made.pk]))
    return render(request, "partnership/events/blank.html", {"form": form, "partnership": partnership})


def _begun(request: HttpRequest, form: Any, partnership: Any, proposal: Any = None) -> Any:
    """The event; None when it was refused, and the form says why."""
    person: Any = request.user
    made: list[Any] = []

    def deed() -> None:
        wanted = form.wanted()
        made.append(actions.begin(by=person, partnership=partnership, wanted=wanted, proposal=proposal))

    done = _("Set up. Now the timetable: who leads what, and where.")
    return made[0] if doing.saved(request, form, deed, done) else None
