"""The plan on paper: A4 for a desk, A3 for the staffroom wall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from bothways.core import clock, words
from bothways.core.access import page
from bothways.core.pdf import Document, Heading, Paragraph, Table
from bothways.core.pdf.document import Block
from bothways.partnerships.queries import calendars, plan, plan_words
from bothways.rules import terms
from bothways.schools.roles import Permission
from bothways.web.partnership.here import partnership_here


def _line(item: Any) -> tuple[str, ...]:
    counts = _("%(n)s of %(m)s") % {"n": item.n_in, "m": item.n_asked}
    state = str(item.get_state_display())
    owners = ", ".join(owner.membership.school.name for owner in item.owners.all())
    return (plan_words.when_in_year(item), item.title, plan_words.where(item), f"{state}, {counts}", owners)


def _meeting(meeting: Any) -> tuple[str, ...]:
    at = plan_words.times(meeting.starts_at, meeting.ends_at)
    where = ", ".join(part for part in (meeting.host.name if meeting.host else "", meeting.place) if part)
    return (f"{words.day(meeting.day)}, {at}", meeting.title, where, str(meeting.get_state_display()), "")


def _blocks(partnership: Any, year: int, person: Any) -> Iterator[Block]:
    heads = (_("When"), _("What"), _("Where"), _("How far, schools in"), _("Looked after by"))
    found = plan.plan_list(partnership, year, person).exclude(state="called_off")
    met = plan.meetings(partnership, year, person).select_related("host")
    lines = [(item.half_term, item.day or dt.date.max, _line(item)) for item in found]
    lines += [(each.half_term, each.day, _meeting(each)) for each in met]
    lines.sort(key=lambda line: (line[1], line[2]))
    for term in calendars.half_terms(partnership, year):
        own = tuple(line for half_term, _day, line in lines if half_term == term.index)
        yield Heading(_("%(term)s: %(first)s to %(last)s") % _span(term))
        if own:
            yield Table(heads=heads, rows=own, numeric=(False,) * 5)
        else:
            yield Paragraph(_("Nothing planned yet."))


def _span(term: terms.HalfTerm) -> dict[str, str]:
    return {"term": term.name, "first": words.day(term.first), "last": words.day(term.last)}


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The year as a PDF: ?size=a3 for the wall, ?year=2026 for another year."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    asked = request.GET.get("year", "")
    now = calendars.half_term_now(partnership, clock.today())[0]
    year = int(asked) if asked.isdecimal() and 1990 <= int(asked[:6]) <= now + 5 else now
    document = Document(
        title=_("The plan of %(year)s") % {"year": terms.AcademicYear(year)},
        lede=partnership.name,
        foot=_("%(name)s, printed on %(day)s") % {"name": partnership.name, "day": words.date(clock.today())},
        paper="a3" if request.GET.get("size") == "a3" else "a4",
        landscape=True,
        blocks=tuple(_blocks(partnership, year, person)),
    )
    answer = HttpResponse(document.pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, f"{partnership.slug}-{year}.pdf") or "inline"
    return answer
