"""Term dates: the year at a glance, who differs, and putting back what was changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import clock
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.partnerships import policies
from bothways.partnerships.actions import calendars as actions
from bothways.partnerships.queries import calendar_words, calendars, kept_calendars, partnerships
from bothways.rules import terms
from bothways.schools.roles import Permission
from bothways.web.doing import do
from bothways.web.partnership.here import may_run, partnership_here


def year_asked(request: HttpRequest, partnership: partnerships.PartnershipRow) -> int:
    """The academic year of the address; without one, the year that is now or comes next."""
    asked = request.GET.get("year", "")
    if not asked:
        return calendars.half_term_now(partnership, clock.today())[0]
    if not asked.isdecimal() or not 2000 <= int(asked[:6]) <= 2100:
        raise NotFound
    return int(asked)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The overlap of a year, each calendar with who keeps it, and bank holidays."""
    partnership = partnership_here(request, slug)
    person: Any = request.user
    year = year_asked(request, partnership)
    found = calendars.year_calendar(partnership, year)
    here = reverse("calendars", args=[slug])
    shown = {
        "year": terms.AcademicYear(year),
        "years": [
            (str(terms.AcademicYear(each)), f"{here}?year={each}", each == year)
            for each in calendar_words.years_to_choose(partnership, clock.today())
        ],
        "half_terms": calendar_words.half_terms_shown(found, clock.today()),
        "calendars": calendar_words.calendars_shown(found),
        "differences": calendar_words.all_differences(found),
        "torn": calendar_words.torn_words(found),
        "without": calendar_words.without_dates(found),
        "bank_holidays": calendar_words.bank_holidays_shown(found),
        "set_aside": calendar_words.set_aside(partnership, year) if may_run(request, partnership) else (),
        "changeable": kept_calendars.may_change(person, partnership, year),
        "may_add": bool(policies.may_propose(person, partnership)),
    }
    return render(request, "partnership/calendars/index.html", shown)


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def remove(request: HttpRequest, slug: str, calendar_id: str) -> HttpResponse:
    """Set a calendar aside."""
    person: Any = request.user
    calendar = kept_calendars.calendar(partnership_here(request, slug), calendar_id)
    done = _("The dates of %(name)s are removed. You can put them back below.") % {"name": calendar.name}
    return do(request, lambda: actions.remove(by=person, calendar=calendar), done, _year(slug, calendar.year))


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def put_back(request: HttpRequest, slug: str, calendar_id: str) -> HttpResponse:
    """Undo a change or a removal."""
    person: Any = request.user
    calendar = kept_calendars.calendar(partnership_here(request, slug), calendar_id, removed=True)
    done = _("The dates of %(name)s are back as they were.") % {"name": calendar.name}
    return do(request, lambda: actions.put_back(by=person, calendar=calendar), done, _year(slug, calendar.year))


def _year(slug: str, year: int) -> str:
    return f"{reverse('calendars', args=[slug])}?year={year}"
