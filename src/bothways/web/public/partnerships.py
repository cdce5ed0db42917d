"""Pages of partnerships for anyone: those that are on, and one of them. Off, it is for whoever runs it alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.queries import public as done
from bothways.core import access, clock
from bothways.core.access import PUBLIC, page
from bothways.partnerships import policies
from bothways.partnerships.actions import forming as actions
from bothways.partnerships.queries import forming, partnerships, public
from bothways.rules import terms
from bothways.schools.roles import Permission


@page(may=PUBLIC, methods=["GET"])
def all_partnerships(request: HttpRequest) -> HttpResponse:
    """Every partnership whose page is on."""
    today = clock.today()
    rows = [
        {
            "slug": each.slug,
            "place": public.place_of(each),
            "name": each.name,
            "kind": each.get_kind_display(),
            "life": public.life(each, today),
        }
        for each in partnerships.public_partnerships()
    ]
    return render(request, "public/partnerships.html", {"rows": rows})


@page(may=PUBLIC, methods=["GET"])
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One partnership: where, what for, who belongs, what it did. A preview while it is off."""
    person: Any = request.user if request.user.is_authenticated else None
    found = partnerships.for_anyone(slug, by=person)
    shown = {
        "found": found,
        "place": public.place_of(found),
        "life": public.life(found, clock.today()),
        "since": public.since(found),
        "on_since": public.on_since(found),
        "aims": forming.aims(found),
        "schools": public.schools(found),
        "years": _years(found),
        "quotes": done.quotes(found),
        "runs": bool(person and policies.may_run(person, found)),
    }
    answer = render(request, "public/partnership.html", shown)
    if not found.public_since:
        answer["X-Robots-Tag"] = "noindex"
    return answer


def _years(found: partnerships.PartnershipRow) -> list[dict[str, Any]]:
    """This academic year and the last, those in which something was done."""
    this = terms.academic_year(clock.today())
    told = []
    for start in (this.start, this.start - 1):
        year = done.year_of(found, terms.AcademicYear(start))
        headings = _headings(year, public.together(found, year.year.first, year.year.last))
        if year.activities or headings:
            named = _("This year, %(year)s, so far") if start == this.start else _("Last year, %(year)s")
            told.append({"title": named % {"year": year.year}, "year": year, "headings": headings})
    return told


def _headings(year: done.Year, together: public.Together) -> list[tuple[str, list[str]]]:
    """Quality, cost and opportunity: each only where there is something to say."""
    quality = []
    if together.meetings:
        met = ngettext("Teachers met %(n)d time.", "Teachers met %(n)d times.", together.meetings)
        quality.append(met % {"n": together.meetings})
    if together.practices:
        spread = ngettext(
            "%(n)d way of working was taken up by other schools.",
            "%(n)d ways of working were taken up by other schools.",
            together.practices,
        )
        quality.append(spread % {"n": together.practices})
    cost = [_shared(kind, times) for kind, times in together.shared]
    opportunity = []
    if year.outcomes:
        opportunity.append(_("What the events were for: %(what)s.") % {"what": "; ".join(year.outcomes)})
    found = ((_("Raises quality"), quality), (_("Reduces cost"), cost), (_("Increases opportunity"), opportunity))
    return [(title, lines) for title, lines in found if lines]


def _shared(kind: str, times: int) -> str:
    words = ngettext("%(kind)s: shared %(n)d time.", "%(kind)s: shared %(n)d times.", times)
    return words % {"kind": kind, "n": times}


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def switch(request: HttpRequest, slug: str) -> HttpResponse:
    """Turn the page on or off."""
    person: Any = request.user
    found = partnerships.by_slug(slug, by=person)
    access.demand(policies.may_run(person, found))
    wanted = request.POST.get("wanted") == "yes"
    actions.show_publicly(by=person, partnership=found, wanted=wanted)
    said = _("The page is on: anyone can read it now.") if wanted else _("The page is off: only you can see it now.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("public_partnership", args=[slug]))
