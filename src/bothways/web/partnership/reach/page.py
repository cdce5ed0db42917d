"""Who was reached this year or this term: by school, phase, sector and year group, and who had nothing yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bothways.activities.queries import lessons, reach
from bothways.core import clock, exports
from bothways.core.access import page
from bothways.core.words import number
from bothways.partnerships.queries import calendars
from bothways.rules import terms
from bothways.schools.roles import Permission
from bothways.web.partnership.here import partnership_here
from bothways.web.taking_away import taken_away


@dataclass(frozen=True)
class Span:
    """A stretch of time that can be chosen."""

    key: str
    words: str
    first: dt.date
    last: dt.date


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
def reach_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Numbers and gaps, of this year, this half-term or last year; as a file too."""
    partnership = partnership_here(request, slug)
    spans = _spans(partnership, clock.today())
    span = next((each for each in spans if each.key == request.GET.get("when")), spans[0])
    found = reach.reached(partnership, span.first, span.last)
    named = _("Who was reached at %(name)s") % {"name": partnership.name}
    if file := taken_away(request, named, header=(_("What"), _("Who"), _("Attendances")), rows=_lines(found)):
        return file
    shown = {
        "found": found,
        "span": span,
        "spans": spans,
        "facts": _facts(found),
        "schools": _schools(found),
        "groups": _groups(found),
        "in_words": reach.in_words,
        "years": _years(partnership, clock.today()),
        "online": lessons.between(partnership, span.first, span.last),
    }
    return render(request, "partnership/reach/page.html", shown)


def _spans(partnership: Any, today: dt.date) -> Sequence[Span]:
    """This academic year, the half-term that runs or comes, and the year before."""
    this = terms.academic_year(today)
    before = terms.AcademicYear(this.start - 1)
    spans = [Span("year", _("This year, since September %(y)s") % {"y": this.start}, this.first, this.last)]
    now = terms.current_or_next(today, calendars.half_terms(partnership, this.start))
    if now:
        spans.append(Span("half-term", _("This half-term"), now.first, now.last))
    spans.append(Span("last-year", _("Last year"), before.first, before.last))
    return spans


def _years(partnership: Any, today: dt.date) -> list[list[str]]:
    """The last five academic years beside each other, those with something in them."""
    this = terms.academic_year(today).start
    families = _("not recorded")
    return [
        [
            str(terms.AcademicYear(year)),
            number(totals.activities),
            number(totals.schools),
            number(totals.pupils),
            families if totals.families is None else number(totals.families),
        ]
        for year, totals in reach.by_years(partnership, range(this - 4, this + 1))
        if totals.activities
    ]


def _facts(found: reach.Reach) -> list[tuple[str, str, str]]:
    families = found.totals.families
    told = _("not recorded") if families is None else number(families)
    return [
        (_("Attendances of pupils"), number(found.totals.pupils), ""),
        (_("Schools that took part"), number(found.totals.schools), ""),
        (_("Events done"), number(found.totals.activities), ""),
        (_("Family members"), told, ""),
    ]


def _count(pupils: int | None) -> str:
    return _("fewer than 5, or hidden with them") if pupils is None else number(pupils)


def _schools(found: reach.Reach) -> list[list[Any]]:
    return [[each.school.name, _count(each.pupils), number(each.outside)] for each in found.schools]


def _groups(found: reach.Reach) -> list[tuple[str, list[list[str]]]]:
    many = (
        (_("By year group"), found.by_year),
        (_("By phase"), found.by_phase),
        (_("By sector"), found.by_sector),
        (_("By free school meals at the school"), found.by_need),
    )
    tables = [(title, [[words, _count(count)] for words, count in rows]) for title, rows in many if rows]
    if found.year_unknown and found.by_year:
        tables[0][1].append([_("Not known: they came as a number"), number(found.year_unknown)])
    tagged = [[words, number(count)] for words, count in found.outcomes if count]
    return [*tables, (_("By what the events were for"), tagged)] if tagged else tables


def _lines(found: reach.Reach) -> Iterator[Sequence[exports.Cell]]:
    for each in found.schools:
        yield (_("School"), each.school.name, _count(each.pupils))
        yield (_("Pupils of other schools reached by"), each.school.name, each.outside)
    for title, rows in _groups(found):
        for words, count in rows:
            yield (title, words, count)
    for gap in found.gaps:
        yield (_("Nothing yet"), gap.school.name, ", ".join(reach.in_words(year) for year in gap.without))
