"""Everything on paper in one press: of the whole event, or of one's own school. Nothing of it is kept anywhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import pack as actions
from bothways.activities.queries.pack import Pack, pack_for
from bothways.activities.queries.pack_papers import BY_KEY, papers_for, zipped
from bothways.core import access, exports
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.schools.roles import Permission
from bothways.web.event.here import event_here, show

ALL = "everything"


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
def pack(request: HttpRequest, activity_id: str) -> HttpResponse:
    """What can be printed, and by whom."""
    here = event_here(request, activity_id)
    may_whole = bool(policies.may_lead_the_day(here.person, here.activity))
    shown = {
        "may_whole": may_whole,
        "whole": papers_for(pack_for(here.activity, here.person)),
        "own": papers_for(
            pack_for(here.activity, here.person, [part.school_id for part in here.own_parts] or ["none"])
        ),
        "prints_tags": not policies.may_read_labels(here.person, here.activity),
    }
    return show(here, "event/pack/page.html", "event_pack", shown)


@page(may=Permission.SEE_ACTIVITIES, methods=["POST"])
def whole(request: HttpRequest, activity_id: str, what: str) -> HttpResponse:
    """One paper of the whole event, or all of them."""
    here = event_here(request, activity_id)
    access.demand(policies.may_lead_the_day(here.person, here.activity))
    return _printed(pack_for(here.activity, here.person), what)


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def own(request: HttpRequest, activity_id: str, part_id: str, what: str) -> HttpResponse:
    """One paper of one's own school, or all of them."""
    here = event_here(request, activity_id)
    part = next((each for each in here.own_parts if each.pk == part_id), None)
    if part is None:
        raise NotFound
    return _printed(pack_for(here.activity, here.person, [part.school_id]), what)


def _printed(found: Pack, what: str) -> HttpResponse:
    """The file; that it was made is written into the audit, so a press and no link makes it."""
    paper = BY_KEY.get(what)
    if paper is None and what != ALL:
        raise NotFound
    if paper is not None and paper not in papers_for(found):
        raise NotFound
    title = f"{found.activity.title}, {paper.name}" if paper else found.activity.title
    made = paper.makes(found) if paper else zipped(found)[0]
    if made is None:
        return HttpResponse(
            _("There is nothing to print here yet."), content_type="text/plain; charset=utf-8", status=404
        )
    actions.printed(by=found.person, activity=found.activity, what=what, whole=found.whole)
    answer = HttpResponse(made, content_type="application/pdf" if paper else "application/zip")
    answer["Content-Disposition"] = exports.attachment(title, "pdf" if paper else "zip")
    answer["Cache-Control"] = "no-store"
    return answer
