"""Paper, A4: the agenda, the minutes, and a register to fill in by hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.core import exports
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.core.pdf import Block, Bullets, Document, Heading, Paragraph, Table
from bothways.partnerships.queries import meeting_actions
from bothways.partnerships.queries import meetings as queries
from bothways.schools.roles import Permission
from bothways.web.partnership.meetings.here import meeting_here

# A table takes its measures from its words: a hand needs two lines and some width to write its name.
TALL = "\u00a0\n\u00a0"
WIDE = "\u00a0" * 24


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def sheet(request: HttpRequest, slug: str, meeting_id: str, sheet: str) -> HttpResponse:
    """One sheet as PDF."""
    meeting = meeting_here(request, slug, meeting_id)
    makers = {"agenda": _agenda, "minutes": _minutes, "register": _register}
    if sheet not in makers:
        raise NotFound
    named, blocks = makers[sheet](meeting)
    document = Document(
        title=f"{meeting.title}: {named}",
        lede=f"{queries.when(meeting)}. {queries.where(meeting)}.",
        foot=meeting.partnership.name,
        blocks=tuple(blocks),
    )
    answer = HttpResponse(document.pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = exports.attachment(f"{meeting.day:%Y-%m-%d} {named}", "pdf")
    return answer


def _agenda(meeting: queries.MeetingRow) -> tuple[str, list[Block]]:
    found = queries.agenda(meeting)
    rows = tuple((str(line.minutes), line.kind, line.title) for line in found.lines)
    total = {"n": found.minutes, "end": f"{found.ends_at:%H:%M}"}
    blocks: list[Block] = [
        Table((_("Minutes"), _("What for"), _("What about")), rows, (True, False, False)),
        Paragraph(_("%(n)s minutes in all, to %(end)s.") % total),
    ]
    if found.back:
        blocks += [Heading(_("Actions from last time")), Bullets(tuple(_line(each) for each in found.back))]
    return _("agenda"), blocks


def _minutes(meeting: queries.MeetingRow) -> tuple[str, list[Block]]:
    places = queries.places(meeting)
    taken = meeting_actions.of_meeting(meeting)
    here = [place.school for place in places if place.present]
    away = [place.school for place in places if place.present is False]
    blocks: list[Block] = [
        Heading(_("Who was there")),
        Paragraph(", ".join([*here, *filter(None, [meeting.others])]) or _("No register was taken.")),
    ]
    if away:
        blocks.append(Paragraph(_("Not there: %(schools)s.") % {"schools": ", ".join(away)}))
    blocks += [Heading(_("What was said and decided")), Paragraph(meeting.notes or _("No notes were kept."))]
    blocks += [Heading(_("Who does what")), Bullets(tuple(_line(each) for each in taken) or (_("Nothing this time."),))]
    return _("minutes"), blocks


def _register(meeting: queries.MeetingRow) -> tuple[str, list[Block]]:
    rows = tuple((place.school, place.row.who if place.row else "", TALL) for place in queries.places(meeting))
    blank = tuple(("", "", TALL) for _number in range(3))
    heads = (_("School"), _("Who") + WIDE, _("Signed") + WIDE)
    return _("register"), [Table(heads, rows + blank, (False, False, False))]


def _line(action: meeting_actions.ActionRow) -> str:
    return f"{action.membership.school.name}: {meeting_actions.said(action)}"
