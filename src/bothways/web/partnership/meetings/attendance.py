"""Who came, school by school, over a year; and as a file."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import exports
from bothways.core.access import page
from bothways.partnerships.queries import meeting_attendance as queries
from bothways.schools.roles import Permission
from bothways.web.partnership.here import may_run, partnership_here
from bothways.web.partnership.meetings.here import list_tabs, shown, years

FORMS: tuple[exports.Form, ...] = ("csv", "xlsx")


def _cells(found: queries.Year) -> list[list[Any]]:
    said = {
        True: {"text": _("Came"), "tag": "ok"},
        False: {"text": _("Not there"), "tag": "no"},
        None: _("Not noted"),
    }
    return [[row.school, *(said[each] for each in row.present), f"{row.came}/{row.counted}"] for row in found.rows]


def _plain(cells: list[list[Any]]) -> list[list[str]]:
    return [[each["text"] if isinstance(each, dict) else each for each in row] for row in cells]


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def attendance(request: HttpRequest, slug: str) -> HttpResponse:
    """Schools down, meetings across; ``?export=csv`` takes it away."""
    partnership = partnership_here(request, slug)
    shows = years(request, partnership)
    found = queries.of_year(partnership, shows.start)
    heads = [_("School"), *(f"{meeting.day:%-d %b}" for meeting in found.meetings), _("Came to")]
    form = next((each for each in FORMS if each == request.GET.get("export")), None)
    if form:
        name = _("Attendance %(year)s") % {"year": shows.name}
        taken: Any = exports.download(name, header=heads, rows=_plain(_cells(found)), form=form)
        return cast("HttpResponse", taken)
    here = f"{reverse('meetings_attendance', args=[slug])}?year={shows.start}"
    context = {
        "heads": heads,
        "cells": _cells(found),
        "held": len(found.meetings),
        "year": shows,
        "exports": [(_("Take away as %(kind)s") % {"kind": kind.upper()}, f"{here}&export={kind}") for kind in FORMS],
        "missing": queries.missing(partnership) if may_run(request, partnership) else (),
        "tabs": list_tabs(slug, "meetings_attendance"),
    }
    return shown(request, "attendance", context)
