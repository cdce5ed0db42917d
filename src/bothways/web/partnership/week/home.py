"""This week: what needs this person, the year so far, and who gives and gets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bothways.core import charts, clock
from bothways.core.access import page
from bothways.partnerships.needs import found as needs
from bothways.partnerships.queries import calendars, partnerships, week
from bothways.partnerships.queries.once import for_one_page
from bothways.schools.roles import Permission
from bothways.web.chart_files import chart_file
from bothways.web.partnership.here import may_run, partnership_here


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def this_week(request: HttpRequest, slug: str) -> HttpResponse:
    """The home page of a partnership."""
    person: Any = request.user
    partnership = for_one_page(partnership_here(request, slug))
    today = clock.today()
    year, _half_term = calendars.half_term_now(partnership, today)
    giving = week.giving(partnership, year)
    shown = {
        "found": needs.found_for(partnership, person, today),
        "reminding": needs.reminding,
        "terms": week.year_so_far(partnership, year, person, today),
        "chart": _drawn(giving.chart, slug),
        "giving": giving,
        "year": year,
        "runs": may_run(request, partnership),
        "done": sum(each.count for each in week.done_for(partnership)),
        "schools": len(giving.chart.rows),
    }
    return render(request, "partnership/week/home.html", shown)


def _drawn(chart: charts.GiveReceive, slug: str) -> Any:
    png, csv = (reverse("giving_file", args=[slug, kind]) for kind in ("png", "csv"))
    return charts.render_html(chart, png_url=png, csv_url=csv)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def giving_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The chart as a picture, or its numbers."""
    partnership = partnership_here(request, slug)
    year, _half_term = calendars.half_term_now(partnership, clock.today())
    chart = week.giving(partnership, year).chart
    return chart_file(chart, "giving", kind)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def done(request: HttpRequest, slug: str) -> HttpResponse:
    """What was done without anybody in the last seven days."""
    partnership = partnership_here(request, slug)
    shown = {"done": week.done_for(partnership), "members": len(partnerships.members(partnership))}
    return render(request, "partnership/week/done.html", shown)
