"""Gave and got: read from timetable, bookings and register, so that nobody types it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.activities.queries import giving, giving_words
from bothways.core import exports
from bothways.core.access import page
from bothways.rules.contributions import Line
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, event_here, show
from bothways.web.taking_away import taken_away


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
def gave_and_got(request: HttpRequest, activity_id: str) -> HttpResponse:
    """School by school, kind by kind; as a file too."""
    here = event_here(request, activity_id)
    found = giving.contributions(here.activity)
    if file := _file(here, found):
        return file
    shown = {
        "rows": giving_words.sides(found, _names(here)),
        "how": giving_words.how_known(found),
        "is_done": here.activity.state == "done",
    }
    return show(here, "event/giving/page.html", "event_giving", shown)


def _names(here: Here) -> dict[str, str]:
    names = {part.school_id: part.school.name for part in here.parts}
    return names | ({here.activity.host_id: here.activity.host.name} if here.activity.host else {})


def _file(here: Here, found: Sequence[Line]) -> HttpResponse | None:
    header = (_("School"), _("Gave or got"), _("What"), _("Amount"), _("How we know"))
    named = _("Who gave what at %(title)s") % {"title": here.activity.title}
    return taken_away(here.request, named, header=header, rows=_lines(here, found))


def _lines(here: Here, found: Sequence[Line]) -> Iterator[Sequence[exports.Cell]]:
    names = _names(here)
    for line in found:
        way = _("gave") if line.way == "gave" else _("got")
        name = names.get(line.school, _("A school that has left"))
        yield (name, way, giving_words.said(line), float(line.amount), giving_words.known(line))
