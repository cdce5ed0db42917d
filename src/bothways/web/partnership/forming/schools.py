"""The schools of a partnership: who is in, who was asked, who are guests, who left."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core.access import page
from bothways.partnerships.actions import belonging, forming, joining
from bothways.partnerships.queries import forming as reads
from bothways.partnerships.queries import pack
from bothways.schools.roles import Permission
from bothways.web.doing import do
from bothways.web.partnership.forming.one import OneSchool, one_school
from bothways.web.partnership.here import may_run, partnership_here


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def schools(request: HttpRequest, slug: str) -> HttpResponse:
    """Every school by what it said, with its lead, and what it brings and expects."""
    partnership = partnership_here(request, slug)
    found = reads.schools_in(partnership)
    shown = {
        "found": found,
        "few": reads.too_few(len(found.members) + len(found.guests)),
        "facts": pack.facts_line(partnership),
        "coordinators": reads.coordinators(partnership),
        "runs": may_run(request, partnership),
    }
    return render(request, "partnership/forming/schools.html", shown)


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def again(request: HttpRequest, slug: str, membership_id: str) -> HttpResponse:
    """Send the question again."""
    here = one_school(request, slug, membership_id)
    done = _("Sent again to %(school)s. The link of the first e-mail no longer works.") % here.named
    return _back(request, here, lambda: joining.ask_again(by=here.person, membership=here.membership), done)


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def take_back(request: HttpRequest, slug: str, membership_id: str) -> HttpResponse:
    """Take an unanswered question back."""
    here = one_school(request, slug, membership_id)
    done = _("Taken back from %(school)s. The link in the e-mail no longer works.") % here.named
    return _back(request, here, lambda: joining.take_back(by=here.person, membership=here.membership), done)


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def offer(request: HttpRequest, slug: str, membership_id: str) -> HttpResponse:
    """Ask a guest to become a member."""
    here = one_school(request, slug, membership_id)
    done = _("Asked %(school)s to become a member. It stays a guest until it says yes.") % here.named
    return _back(request, here, lambda: joining.offer_membership(by=here.person, membership=here.membership), done)


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def kind(request: HttpRequest, slug: str, membership_id: str) -> HttpResponse:
    """Founding member or member."""
    here = one_school(request, slug, membership_id)
    wanted = request.POST.get("kind", "")
    done = _("Changed for %(school)s.") % here.named
    return _back(
        request, here, lambda: belonging.change_kind(by=here.person, membership=here.membership, kind=wanted), done
    )


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def hub(request: HttpRequest, slug: str, membership_id: str) -> HttpResponse:
    """Name the hub, or take the name away when it is this school."""
    here = one_school(request, slug, membership_id)
    wanted = None if request.POST.get("hub") == "no" else here.membership
    done = (_("%(school)s is the hub.") if wanted else _("%(school)s is no longer the hub.")) % here.named
    return _back(
        request, here, lambda: forming.set_hub(by=here.person, partnership=here.partnership, membership=wanted), done
    )


def _back(request: HttpRequest, here: OneSchool, deed: Any, done: str) -> HttpResponse:
    to_one = request.POST.get("back") == "school"
    args = [here.partnership.slug, here.membership.pk] if to_one else [here.partnership.slug]
    return do(request, deed, done, reverse("partnership_school" if to_one else "partnership_schools", args=args))
