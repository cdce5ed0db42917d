"""Slips for parents, one a child, with a link to type and a square to scan. The school hands them out itself."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.activities.actions import consents as actions
from bothways.activities.queries import labels
from bothways.core import exports, words
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.core.pdf import compile_pdf
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, event_here
from bothways.web.event.needs.own import own_parts


@page(may=Permission.SEE_NEEDS, methods=["POST"])
def slips(request: HttpRequest, activity_id: str, part_id: str) -> HttpResponse:
    """Fresh links as a PDF to cut up, or as a list to send by the school's own mail. Earlier links end."""
    here = event_here(request, activity_id)
    part = next((each for each in own_parts(here) if each.pk == part_id), None)
    if part is None:
        raise NotFound
    made = actions.make_links(by=here.person, activity=here.activity, school_id=part.school_id)
    named = labels.labels_for(here.activity, here.person, [child for child, _link in made])
    title = _("Slips for parents, %(event)s") % {"event": here.activity.title}
    if request.POST.get("form") == "csv":
        rows = [(child.pupil.local_id if child.pupil else "", named[child.pk].words, link) for child, link in made]
        return exports.download(title, header=(_("Code"), _("Child"), _("Link")), rows=rows)  # type: ignore[return-value]  # a streaming response is one too
    return _paper(here, part.school.name, title, [(named[child.pk].words, link) for child, link in made])


def _paper(here: Here, school: str, title: str, made: Sequence[tuple[str, str]]) -> HttpResponse:
    """A slip for each name and link, as a PDF that nobody caches."""
    told = _("%(school)s asks you about this day. Scan the square, or type the address.") % {"school": school}
    alt = _("The same address as a square to scan")
    cards = [{"name": name, "link": link, "svg": _square(link), "alt": alt} for name, link in made]
    data = {"event": here.activity.title, "when": words.day(here.activity.day), "told": told, "cards": cards}
    answer = HttpResponse(compile_pdf("slips", data, title=title), content_type="application/pdf")
    answer["Content-Disposition"] = exports.attachment(title, "pdf")
    answer["Cache-Control"] = "no-store"
    return answer


def _square(link: str) -> str:
    return str(segno.make(link, error="m").svg_inline(scale=5, border=2, unit=None, omitsize=False))
