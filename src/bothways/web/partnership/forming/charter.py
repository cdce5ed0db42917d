"""Aims and charter: read, written anew, printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import access, clock
from bothways.core.access import page
from bothways.core.exports import attachment
from bothways.partnerships import policies
from bothways.partnerships.actions import forming as actions
from bothways.partnerships.forms.forming import CharterForm
from bothways.partnerships.queries import forming as reads
from bothways.partnerships.queries import pack, partnerships, public
from bothways.schools.roles import Permission
from bothways.web.partnership.here import may_run, partnership_here


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def charter(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is for, how it works, and what each school brings and expects."""
    partnership = partnership_here(request, slug)
    shown = {
        "partnership": partnership,
        "facts": pack.facts_line(partnership),
        "life": public.life(partnership, clock.today()),
        "aims": reads.aims(partnership),
        "members": partnerships.members(partnership),
        "changes": reads.charter_changes(partnership),
        "runs": may_run(request, partnership),
    }
    return render(request, "partnership/forming/charter.html", shown)


@page(may=Permission.RUN_PARTNERSHIP)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Write it anew."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_run(person, partnership))
    written = {name: getattr(partnership, name) for name in ("name", "kind", "area", "charter", "start_year")}
    form = CharterForm(request.POST or None, initial={**written, "aims": "\n".join(reads.aims(partnership))})
    if request.method == "POST" and form.is_valid():
        actions.change_charter(by=person, partnership=partnership, words=form.charter_words())
        messages.success(request, _("Written down."))
        return HttpResponseRedirect(reverse("partnership_charter", args=[slug]))
    return render(request, "partnership/forming/edit_charter.html", {"form": form}, status=422 if form.errors else 200)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def on_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The charter as A4."""
    partnership = partnership_here(request, slug)
    made = pack.charter(partnership, clock.today()).pdf()
    named = attachment(_("Charter of %(name)s") % {"name": partnership.name}, "pdf")
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": named})
