"""What anyone may read of a partnership's events: numbers of a year that point at no child, and quotes let out.

A table by sector, phase or year group is left out whole where the total would give a hidden number away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.activities.models import QuotePermission
from bothways.activities.queries import reach
from bothways.core.words import number
from bothways.partnerships.models import Partnership
from bothways.rules import said_by, small_numbers, terms

MOST_QUOTES = 8
Rows = Sequence[tuple[str, int | None]]


@dataclass(frozen=True)
class Quoted:
    """Words that anyone may read, and what the speaker is. Never a name."""

    words: str
    who: str


@dataclass(frozen=True)
class Year:
    """One academic year in numbers. ``facts`` are (what, figure in words, ""), ``tables`` are (title, rows)."""

    year: terms.AcademicYear
    activities: int
    facts: Sequence[tuple[str, str, str]]
    tables: Sequence[tuple[str, Rows]]
    outcomes: Sequence[str]


def year_of(partnership: Partnership, year: terms.AcademicYear) -> Year:
    """What was done in an academic year: seven queries however much it was."""
    found = reach.reached(partnership, year.first, year.last)
    total = found.totals.pupils
    facts = [
        (_("Attendances of pupils"), _count(total), ""),
        (_("Schools that took part"), number(found.totals.schools), ""),
        (_("Events done"), number(found.totals.activities), ""),
        (_("Family members"), _families(found.totals.families), ""),
    ]
    tables = (
        (_("By year group"), found.by_year, total - found.year_unknown),
        (_("By phase"), found.by_phase, total),
        (_("By sector"), found.by_sector, total),
    )
    shown = [(title, rows) for title, rows, of in tables if rows and is_safe(rows, of)]
    return Year(year, found.totals.activities, facts, shown, [name for name, count in found.outcomes if count])


def is_safe(rows: Rows, total: int) -> bool:
    """Whether nothing hidden can be worked out from the total: two or more are hidden, and they add up to five."""
    hidden = [count for _words, count in rows if count is None]
    rest = total - sum(count or 0 for _words, count in rows)
    return not small_numbers.is_small(total) and (not hidden or (len(hidden) > 1 and rest >= small_numbers.FEWEST))


def _count(count: int) -> str:
    return _("fewer than 5") if small_numbers.is_small(count) else number(count)


def _families(count: int | None) -> str:
    return _("not recorded") if count is None else _count(count)


def quotes(partnership: Partnership) -> Sequence[Quoted]:
    """The newest quotes that anyone may read: two queries."""
    told = partnership.activities.filter(quotes__permission=QuotePermission.PUBLIC).distinct()
    rows = [quote for each in told.prefetch_related("quotes__school") for quote in each.quotes.all()]
    let_out = [quote for quote in rows if quote.permission == QuotePermission.PUBLIC]
    newest = sorted(let_out, key=lambda quote: (quote.said_on, quote.added_at), reverse=True)
    return [Quoted(each.words, _who(each.speaker, each.role, each.school)) for each in newest[:MOST_QUOTES]]


def _who(speaker: str, role: str, school: object) -> str:
    """Student, Prince William School. Whatever might be a name is left out."""
    said = said_by.without_name(speaker) or said_by.without_name(role)
    return ", ".join(filter(None, (said, str(school) if school else "")))
