"""The year's calendar on one sheet of A4."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.core import exports
from bothways.core.access import page
from bothways.core.pdf import Block, Bullets, Document, Heading, Picture, Table
from bothways.partnerships.queries import calendar_words, calendars
from bothways.rules import terms
from bothways.schools.roles import Permission
from bothways.web.partnership.calendars.pages import year_asked
from bothways.web.partnership.calendars.picture import ALT, year_picture
from bothways.web.partnership.here import partnership_here

_LINES = 12
_LINE_CHARS = 78


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Twelve months with the days when everybody teaches, the six half-terms, and who differs."""
    partnership = partnership_here(request, slug)
    year = year_asked(request, partnership)
    found = calendars.year_calendar(partnership, year)
    named = _("Term dates %(year)s") % {"year": terms.AcademicYear(year)}
    document = Document(title=named, lede="", foot=partnership.name, blocks=tuple(_blocks(found)))
    answer = HttpResponse(document.pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = exports.attachment(f"{named} {partnership.name}".replace("/", "-"), "pdf")
    return answer


def _blocks(found: calendars.OfYear) -> list[Block]:
    half_terms = calendar_words.half_terms_shown(found, terms.AcademicYear(found.year).first)
    rows = tuple((each.name, f"{each.first} – {each.last}", each.count) for each in half_terms)
    heads = (_("Half-term"), _("When every school teaches"), _("School days"))
    note = _("White: every school teaches. Grey: every school is closed. Struck through: some schools are closed.")
    blocks: list[Block] = [
        Table(heads, rows, (False, False, True)),
        Picture(year_picture(found), alt=str(ALT), note=note),
    ]
    told = [*filter(None, [calendar_words.torn_words(found)]), *calendar_words.all_differences(found)]
    told += [
        f"{days}: {what}" + (f" ({who})" if who else "") for each in half_terms for days, what, who in each.closures
    ]
    if told:
        blocks += [Heading(_("Who differs, and when somebody is closed")), Bullets(tuple(_fitting(told)))]
    return blocks


def _fitting(told: list[str]) -> list[str]:
    """As many sentences as the sheet has room for; the last line says how many are left."""
    shown: list[str] = []
    room = _LINES
    for sentence in told:
        room -= 1 + len(sentence) // _LINE_CHARS
        if room < 0:
            break
        shown.append(sentence)
    left = len(told) - len(shown)
    return [*shown, *([_("%(n)s more on the page.") % {"n": left}] if left else [])]
