"""The timetable on A4, and the event as a file for a calendar."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bothways.activities.queries import calendar, timetable
from bothways.activities.queries.timetable import SessionRow
from bothways.core import clock, words
from bothways.core.access import page
from bothways.core.pdf import Document, Heading, Paragraph, Table
from bothways.core.pdf.document import Block
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, event_here
from bothways.web.event.timetable.here import days_of


def _line(row: SessionRow, when: str) -> tuple[str, ...]:
    title = ": ".join(part for part in (row.block, row.title) if part)
    title = f"{title}, {row.school}" if row.school else title
    stand = row.mode_words if row.audience != "adults" else row.audience_words
    leaders = "; ".join(one.words for one in row.leaders)
    return (when, title, row.room, stand, leaders or row.about)


def _blocks(here: Here) -> Iterator[Block]:
    rows = timetable.timetable(here.activity)
    heads = (_("When"), _("What"), _("Where"), _("How"), _("Who leads"))
    if not rows:
        yield Paragraph(_("Nothing on the timetable yet."))
    for day in days_of(rows):
        yield Heading(words.day(day.day))
        lines = tuple(_line(row, group.when) for group in day.groups for row in group.rows)
        yield Table(heads=heads, rows=lines, numeric=(False,) * len(heads))


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
def sheet(request: HttpRequest, activity_id: str) -> HttpResponse:
    """The timetable as a PDF for the wall."""
    here = event_here(request, activity_id)
    found = here.activity
    document = Document(
        title=found.title,
        lede=", ".join(
            part for part in (words.day(found.day), found.place or (found.host.name if found.host else "")) if part
        ),
        foot=_("%(name)s, printed on %(day)s") % {"name": found.partnership.name, "day": words.date(clock.today())},
        paper="a4",
        landscape=False,
        blocks=tuple(_blocks(here)),
    )
    return _file(document.pdf(), "application/pdf", f"{slugify(found.title)}-timetable.pdf")


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
def calendar_file(request: HttpRequest, activity_id: str) -> HttpResponse:
    """The event for somebody's own calendar."""
    here = event_here(request, activity_id)
    address = request.build_absolute_uri(reverse("event", args=[activity_id]))
    made = calendar.event_file(here.activity, address=address)
    return _file(made, "text/calendar; charset=utf-8", f"{slugify(here.activity.title)}.ics")


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(kind != "application/pdf", name) or "inline"
    return answer
