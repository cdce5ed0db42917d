"""The partnership's calendar: the overlap of what its schools keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bothways.partnerships.models import Partnership
from bothways.rules import terms


@dataclass(frozen=True)
class Away:
    """Somebody who is closed on a day: one school, or everyone (``school`` is empty) on a bank holiday."""

    school: str
    why: str


def half_terms(partnership: Partnership, year: int) -> tuple[terms.HalfTerm, ...]:
    """The six half-terms in which every member school teaches."""
    return terms.usual_half_terms(terms.AcademicYear(year))


def closed_on(partnership: Partnership, day: dt.date) -> Sequence[Away]:
    """Who is closed on a day, and why. Empty when everybody is open."""
    return ()


def half_term_now(partnership: Partnership, today: dt.date) -> tuple[int, int]:
    """(academic year's first calendar year, half-term 0 to 5) of a day; in the holidays, the half-term that comes."""
    year = terms.academic_year(today)
    found = terms.current_or_next(today, half_terms(partnership, year.start))
    return (year.start, found.index) if found else (year.start + 1, 0)
