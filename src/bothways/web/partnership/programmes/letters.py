"""Letters for one's own pupils: one a sheet, handed over by the school itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from bothways.activities.queries import programmes as queries
from bothways.core import clock, words
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.core.pdf import Block, Document, Heading, PageBreak, Paragraph
from bothways.schools.roles import Permission
from bothways.web.partnership.programmes.here import Ours, ours_here


@page(may=Permission.SEE_PUPILS, methods=["GET"])
def letters(request: HttpRequest, slug: str, programme_id: str, membership_id: str) -> HttpResponse:
    """All of one's own school, or one (``?who=``). There are none before the schools are told."""
    here = ours_here(request, slug, programme_id, membership_id)
    own = queries.own(here.programme, here.membership.school, by=here.person)
    wanted = request.GET.get("who")
    rows = [row for row in own.rows if queries.is_told(here.programme) and row.pupil and wanted in {None, row.id}]
    if not rows:
        raise NotFound
    blocks = [block for n, row in enumerate(rows) for block in _letter(here, row, own_sheet=n > 0)]
    made = Document(title=_("Letters"), blocks=tuple(blocks), foot=here.programme.partnership.name)
    answer = HttpResponse(made.pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, "letters.pdf") or "attachment"
    return answer


def _letter(here: Ours, row: queries.OwnRow, *, own_sheet: bool) -> list[Block]:
    """The outcome in plain words. The panel's reason is for the school, which says it in its own words."""
    said = {"programme": here.programme.title, "school": here.membership.school.name, "n": row.order}
    return [
        *([PageBreak()] if own_sheet else []),
        Paragraph(f"{said['school']}, {words.date(clock.today())}"),
        Heading(here.programme.title),
        Paragraph(_("Dear %(name)s,") % {"name": row.name}),
        *(Paragraph(each % said) for each in _outcome(row.state)),
        Paragraph(_("Your teachers at %(school)s") % said),
    ]


def _outcome(state: str) -> tuple[str, ...]:
    if state == "placed":
        return (
            _("You have a place on %(programme)s. Congratulations."),
            _("We put you forward because of what you can do. Your teacher will tell you when the first visit is, and"
              " will ask somebody at home to say yes to it."),
        )  # fmt: skip
    if state == "reserve":
        return (
            _("You are on the reserve list for %(programme)s, at place %(n)s."),
            _("If somebody cannot come, places go to the list in its order, and your teacher will tell you at once."),
        )
    return (
        _("We put you forward for %(programme)s, and there were more good candidates than places. You do not have a"
          " place this time."),
        _("What we wrote about you is as true as before. Talk to your teacher about what comes next."),
    )  # fmt: skip
