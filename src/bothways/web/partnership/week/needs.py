"""Everything that needs somebody, and nudging those who owe."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import access, clock
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.messages.render import render as rendered
from bothways.partnerships import policies
from bothways.partnerships.actions import nudging as actions
from bothways.partnerships.actions import week
from bothways.partnerships.needs import found as needs
from bothways.partnerships.queries import needs as queries
from bothways.partnerships.queries.once import for_one_page
from bothways.schools.roles import Permission
from bothways.web.partnership.here import may_run, partnership_here
from bothways.web.partnership.week import table

SAMPLE_LINK = "/the-link-of-each-school/"
"""Stands in the preview: a link of its own is made for each school when the message goes."""


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def all_needs(request: HttpRequest, slug: str) -> HttpResponse:
    """Who owes what to whom, in order, and as a file. ``?school=`` and ``?why=`` narrow it."""
    person: Any = request.user
    partnership = for_one_page(partnership_here(request, slug))
    runs = may_run(request, partnership)
    found = needs.found_for(partnership, person, clock.today())
    school, why = request.GET.get("school", ""), request.GET.get("why", "")
    chosen = table.of_why(table.of_school(found.needs, school), why)
    if request.GET.get("export") in {"csv", "xlsx"}:
        named = _("Who owes what at %(name)s") % {"name": partnership.name}
        return cast("HttpResponse", table.file(named, chosen, request.GET["export"]))
    shown = {
        "found": found,
        "columns": table.columns(),
        "rows": list(table.rows(chosen, slug, runs=runs)),
        "schools": table.schools(found.needs),
        "school": school,
        "whys": table.whys(),
        "why": why,
        "runs": runs,
        "letters": runs and queries.wants_letters(partnership, person),
    }
    return render(request, "partnership/week/needs.html", shown)


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop or start the letter on Thursdays to whoever presses."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_run(person, partnership))
    wanted = request.POST.get("wanted") == "yes"
    week.letters_wanted(by=person, partnership=partnership, person=person, wanted=wanted)
    done = _("The letter comes on Thursdays again.") if wanted else _("The letters have stopped.")
    messages.success(request, done)
    return HttpResponseRedirect(reverse("needs", args=[slug]))


@page(may=Permission.RUN_PARTNERSHIP)
def nudge(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The message as it will go and whom it reaches; one press sends it."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_run(person, partnership))
    if request.method == "POST":
        return _send(request, partnership, key)
    need, _link_for = needs.need_of(partnership, key, clock.today())
    reach = actions.reach(partnership, need)
    sample = None
    if reach.to_write:
        kind, told = actions.message(partnership, need, reach.to_write[0], SAMPLE_LINK)
        sample = rendered(kind, told)
    return render(request, "partnership/week/nudge.html", {"need": need, "reach": reach, "sample": sample})


def _send(request: HttpRequest, partnership: Any, key: str) -> HttpResponse:
    person: Any = request.user
    try:
        made = actions.nudge(by=person, partnership=partnership, key=key)
    except ProductError as problem:
        sentence = problem.sentence or _("Nobody owes this any more, so nothing was sent.")
        messages.warning(request, sentence)
        return HttpResponseRedirect(reverse("this_week", args=[partnership.slug]))
    return HttpResponseRedirect(reverse("nudge_sent", args=[partnership.slug, made.pk]))


@page(may=Permission.RUN_PARTNERSHIP, methods=["GET"])
def sent(request: HttpRequest, slug: str, nudge_id: str) -> HttpResponse:
    """School by school, whether it arrived."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_run(person, partnership))
    found = queries.nudge(nudge_id, by=person, partnership=partnership)
    rows = queries.deliveries(found)
    going = any(row.state in {"queued", "sending", "committing"} for row in rows)
    template = "partnership/week/sent_panel.html" if request.headers.get("HX-Request") else "partnership/week/sent.html"
    return render(request, template, {"nudge": found, "rows": rows, "going": going})
