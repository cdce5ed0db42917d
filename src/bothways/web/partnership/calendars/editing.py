"""Adding term dates: whose they are, what was understood, and the six half-terms to check before anything is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import access, limits
from bothways.core.access import page
from bothways.core.errors import Invalid, NotFound, ProductError
from bothways.partnerships import policies
from bothways.partnerships.actions import calendars as actions
from bothways.partnerships.forms.calendars import DatesForm, WhoseDatesForm, initial
from bothways.partnerships.imports import files, understood
from bothways.partnerships.queries import calendar_words, calendars, kept_calendars, partnerships
from bothways.rules import terms
from bothways.schools.roles import Permission
from bothways.web.partnership.calendars.pages import year_asked
from bothways.web.partnership.here import partnership_here


@dataclass(frozen=True)
class _Chosen:
    """Whose dates, of which year, and which schools are ticked to begin with."""

    kind: str
    name: str
    year: int
    schools: Sequence[str]


@page(may=Permission.SEE_PARTNERSHIP)
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Say whose dates; paste, send a file or neither. What was understood is shown before anything is kept."""
    partnership = partnership_here(request, slug)
    person: Any = request.user
    access.demand(policies.may_propose(person, partnership))
    year = year_asked(request, partnership)
    form = WhoseDatesForm(
        request.POST or None, request.FILES or None, partnership=partnership, by=person,
        years=(year - 1, year, year + 1), initial={"year": year},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            return _preview(request, partnership, form)
        except Invalid as problem:
            form.add_error(problem.field or "text", problem.sentence)
    return render(request, "partnership/calendars/add.html", {"form": form}, status=422 if form.errors else 200)


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep new dates."""
    return _save(request, partnership_here(request, slug), None)


@page(may=Permission.SEE_PARTNERSHIP)
def change(request: HttpRequest, slug: str, calendar_id: str) -> HttpResponse:
    """Change the dates of a calendar, or which schools keep them."""
    partnership = partnership_here(request, slug)
    person: Any = request.user
    if request.method == "POST":
        return _save(request, partnership, kept_calendars.calendar(partnership, calendar_id))
    calendar = kept_calendars.calendar(partnership, calendar_id)
    if calendar.pk not in kept_calendars.may_change(person, partnership, calendar.year):
        raise NotFound
    chosen = _Chosen(calendar.kind, calendar.name, calendar.year, kept_calendars.school_ids(calendar))
    kept = calendars.year_calendar(partnership, calendar.year).kept[calendar.pk]
    return _editor(request, partnership, _form(partnership, chosen, kept, calendar.source), replaces=calendar)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def copy(request: HttpRequest, slug: str, calendar_id: str) -> HttpResponse:
    """The same calendar a year later, moved by term week: a proposal to check. Nothing is kept yet."""
    partnership = partnership_here(request, slug)
    person: Any = request.user
    calendar = kept_calendars.calendar(partnership, calendar_id)
    if calendar.pk not in kept_calendars.may_change(person, partnership, calendar.year):
        raise NotFound
    kept, left = calendar_words.copied(partnership, calendar.pk, calendar.year)
    chosen = _Chosen(calendar.kind, calendar.name, calendar.year + 1, kept_calendars.school_ids(calendar))
    source = _("copied from %(year)s") % {"year": terms.AcademicYear(calendar.year)}
    form = _form(partnership, chosen, kept, source)
    return _editor(
        request, partnership, form, replaces=_there(partnership, chosen), left=left, copied_from=calendar.year
    )


def _preview(request: HttpRequest, partnership: partnerships.PartnershipRow, form: WhoseDatesForm) -> HttpResponse:
    """What the words or the file say, in the form to check."""
    asked = form.cleaned_data
    chosen = _Chosen(form.chosen()[0], form.chosen()[1], asked["year"], form.chosen()[2])
    year = terms.AcademicYear(chosen.year)
    read, source = None, _("typed")
    if asked["file"] and asked["text"].strip():
        raise Invalid(_("Paste the dates or send a file, not both. Your words are still here."), field="file")
    if asked["file"]:
        limits.draw(limits.UPLOADS, str(request.user.pk))
        read, source = files.from_file(asked["file"].chunks(), name=asked["file"].name, year=year), asked["file"].name
    elif asked["text"].strip():
        read, source = files.from_text(asked["text"], year), _("pasted")
    found = calendars.year_calendar(partnership, chosen.year)
    kept = kept_calendars.start_from(found, kind=chosen.kind, schools=chosen.schools)
    if read is not None and read.anything:
        kept = type(kept)(read.half_terms, read.closures)
    shown = _form(partnership, chosen, kept, source)
    return _editor(request, partnership, shown, replaces=_there(partnership, chosen), read=read)


def _there(partnership: partnerships.PartnershipRow, chosen: _Chosen) -> kept_calendars.CalendarRow | None:
    return kept_calendars.there_already(partnership, kind=chosen.kind, name=chosen.name, year=chosen.year)


def _form(partnership: partnerships.PartnershipRow, chosen: _Chosen, kept: Any, source: str) -> DatesForm:
    shown = initial(
        kept, kind=chosen.kind, name=chosen.name, year=chosen.year, source=source[:200], schools=chosen.schools
    )
    return DatesForm(members=partnerships.members(partnership, guests=False), initial=shown)


def _save(
    request: HttpRequest, partnership: partnerships.PartnershipRow, replaces: kept_calendars.CalendarRow | None
) -> HttpResponse:
    person: Any = request.user
    form = DatesForm(request.POST, members=partnerships.members(partnership, guests=False))
    if form.is_valid():
        asked = form.cleaned_data
        try:
            actions.keep(
                by=person, partnership=partnership, kind=asked["kind"], name=asked["name"].strip(), year=asked["year"],
                kept=form.kept, schools=asked["schools"], source=asked["source"], replaces=replaces,
            )  # fmt: skip
        except ProductError as problem:
            if not problem.sentence or problem.status == 403:
                raise
            form.add_error(problem.field, problem.sentence)
        else:
            messages.success(request, _kept_words(asked))
            return HttpResponseRedirect(f"{reverse('calendars', args=[partnership.slug])}?year={asked['year']}")
    return _editor(request, partnership, form, replaces=replaces)


def _kept_words(asked: dict[str, Any]) -> str:
    count = len(asked["schools"])
    return ngettext(
        "The dates of %(name)s for %(year)s are here. %(n)s school keeps them.",
        "The dates of %(name)s for %(year)s are here. %(n)s schools keep them.",
        count,
    ) % {"name": asked["name"], "year": terms.AcademicYear(asked["year"]), "n": count}


def _editor(
    request: HttpRequest, partnership: partnerships.PartnershipRow, form: DatesForm, *,
    replaces: kept_calendars.CalendarRow | None, read: understood.Understood | None = None, left: int = 0,
    copied_from: int | None = None,
) -> HttpResponse:  # fmt: skip
    """The six half-terms to check, with what was read beside them."""
    year = form["year"].value()
    told = str(year) if str(year).isdecimal() and 2000 <= int(year) <= 2100 else ""
    here = [partnership.slug, replaces.pk] if replaces else [partnership.slug]
    shown = {
        "form": form,
        "year": terms.AcademicYear(int(told)) if told else "",
        "action": reverse("change_calendar" if replaces else "keep_calendar", args=here),
        "back": f"{reverse('calendars', args=[partnership.slug])}{f'?year={told}' if told else ''}",
        "replaces": replaces,
        "read": read,
        "guessed": understood.guessed_words(read) if read else "",
        "left": left,
        "copied_from": terms.AcademicYear(copied_from) if copied_from else "",
        "own_dates": kept_calendars.told_elsewhere(
            calendars.year_calendar(partnership, int(told)), replaces.pk if replaces else ""
        ) if told else "",
    }  # fmt: skip
    return render(request, "partnership/calendars/edit.html", shown, status=422 if form.errors else 200)
