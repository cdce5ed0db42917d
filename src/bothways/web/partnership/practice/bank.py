"""The practice bank."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import access, charts, clock
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.partnerships import policies
from bothways.partnerships.actions import practice as actions
from bothways.partnerships.forms.practice import PracticeForm, WhereForm
from bothways.partnerships.queries import practice as queries
from bothways.schools.roles import Permission
from bothways.web.chart_files import chart_file
from bothways.web.partnership.here import partnership_here
from bothways.web.partnership.speaking import speaks_for


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def practices(request: HttpRequest, slug: str) -> HttpResponse:
    """Every practice of the partnership, newest first, and how far each has got."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    words = request.GET.get("q", "")[:100]
    shown = {
        "cards": queries.practices(partnership, by=person, today=clock.today(), words=words),
        "words": words,
        "may_share": bool(policies.may_propose(person, partnership)),
    }
    return render(request, "partnership/practice/bank.html", shown)


@page(may=Permission.PROPOSE)
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """A new card."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_propose(person, partnership))
    form = PracticeForm(
        request.POST or None, memberships=speaks_for(request, partnership), initial={"started_on": clock.today()}
    )
    if request.method == "POST" and form.is_valid():
        made = actions.share(by=person, origin=form.membership, **_card(form))
        messages.success(request, _("Shared. The other schools can see it now."))
        return HttpResponseRedirect(reverse("practice", args=[slug, made.pk]))
    shown = {"form": form, "heading": _("Share a practice"), "back": reverse("practices", args=[slug])}
    return render(request, "partnership/practice/form.html", shown, status=422 if form.errors else 200)


def _card(form: PracticeForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in form.cleaned_data if name != "school"}


@page(may=Permission.PROPOSE)
def change(request: HttpRequest, slug: str, practice_id: str) -> HttpResponse:
    """Change a card."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = queries.practice(practice_id, by=person, partnership=partnership)
    access.demand(policies.may_speak_for(person, found.origin))
    form = PracticeForm(request.POST or None, memberships=[found.origin], initial=_written(found))
    if request.method == "POST" and form.is_valid():
        actions.change(by=person, practice=found, **_card(form))
        messages.success(request, _("The card has been changed."))
        return HttpResponseRedirect(reverse("practice", args=[slug, found.pk]))
    back = reverse("practice", args=[slug, found.pk])
    shown = {"form": form, "heading": _("Change the card"), "back": back}
    return render(request, "partnership/practice/form.html", shown, status=422 if form.errors else 200)


def _written(found: queries.PracticeRow) -> dict[str, Any]:
    """A card as its form shows it."""
    plain = {name: getattr(found, name) for name in ("title", "about", "steps", "effort", "evidence", "started_on")}
    return {**plain, "links": "\n".join(f"{each.words} {each.url}" for each in found.links.all())}


@page(may=Permission.SEE_PARTNERSHIP)
def practice(request: HttpRequest, slug: str, practice_id: str) -> HttpResponse:
    """One card, where each school is with it, and a form to say where one's own is."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = queries.practice(practice_id, by=person, partnership=partnership)
    schools = speaks_for(request, partnership)
    form = WhereForm(request.POST or None, memberships=schools, initial={"on": clock.today()}) if schools else None
    if request.method == "POST" and form is not None and form.is_valid():
        return _said(request, found, form)
    shown = {**_facts(found, slug), "form": form, "may_change": bool(policies.may_speak_for(person, found.origin))}
    return render(request, "partnership/practice/card.html", shown, status=422 if form and form.errors else 200)


def _facts(found: queries.PracticeRow, slug: str) -> dict[str, Any]:
    today = clock.today()
    files = {kind: reverse("practice_spread", args=[slug, found.pk, kind]) for kind in ("png", "csv")}
    return {
        "practice": found,
        "path": queries.path_words(queries.steps_of(found), today),
        "where": queries.where_it_is(found, today),
        "chart": charts.render_html(queries.growth_chart(found, today), png_url=files["png"], csv_url=files["csv"]),
    }


def _said(request: HttpRequest, found: queries.PracticeRow, form: WhereForm) -> HttpResponse:
    person: Any = request.user
    said = {name: form.cleaned_data[name] for name in ("stage", "on", "words")}
    try:
        actions.say_where(by=person, practice=found, membership=form.membership, **said)
    except ProductError as problem:
        form.add_error(problem.field, problem.sentence)
        shown = {**_facts(found, found.partnership.slug), "form": form}
        return render(request, "partnership/practice/card.html", shown, status=422)
    messages.success(request, _("Written down for %(school)s.") % {"school": form.membership.school.name})
    return HttpResponseRedirect(request.path)


@page(may=Permission.PROPOSE, methods=["POST"])
def put_away(request: HttpRequest, slug: str, practice_id: str) -> HttpResponse:
    """Out of the bank, or back into it."""
    person: Any = request.user
    found = queries.practice(practice_id, by=person, partnership=partnership_here(request, slug))
    actions.put_away(by=person, practice=found, back=found.closed_on is not None)
    if found.closed_on is None:
        messages.success(request, _("Put away. It no longer stands in the bank; you can put it back."))
    else:
        messages.success(request, _("It stands in the bank again."))
    return HttpResponseRedirect(reverse("practice", args=[slug, found.pk]))


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def spread_file(request: HttpRequest, slug: str, practice_id: str, kind: str) -> HttpResponse:
    """The picture of how it spread as PNG, or its numbers as CSV."""
    person: Any = request.user
    found = queries.practice(practice_id, by=person, partnership=partnership_here(request, slug))
    chart = queries.growth_chart(found, clock.today())
    return chart_file(chart, "spread", kind)
