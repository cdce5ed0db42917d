"""How it was: whom to ask, a code to show or print, and what was said so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.activities.actions import afterwards as actions
from bothways.activities.kinds.questions import TITLES
from bothways.activities.queries import afterwards
from bothways.core import exports
from bothways.core.access import page
from bothways.schools.roles import Permission
from bothways.web.event.here import event_here, set_up_here, show
from bothways.web.taking_away import taken_away


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
def after(request: HttpRequest, activity_id: str) -> HttpResponse:
    """What was said, counted; as a file too."""
    here = event_here(request, activity_id)
    found = afterwards.results(here.activity)
    header = (_("Who was asked"), _("Question"), _("Answer"), _("How many"))
    named = _("How it was: %(title)s") % {"title": here.activity.title}
    if file := taken_away(request, named, header=header, rows=_lines(found)):
        return file
    shown = {
        "results": [each for each in found if each.n],
        "asks": TITLES.items(),
        "changes": [each for each in afterwards.changes(here.activity) if each.n],
        "quotes": afterwards.quotes(here.activity)[:3],
    }
    return show(here, "event/after/page.html", "event_after", shown)


def _lines(found: Sequence[afterwards.Said]) -> Iterator[Sequence[exports.Cell]]:
    for said in found:
        for each in said.questions:
            if each.n and not each.counts:
                yield (said.title, each.words, _("fewer than five answered"), None)
            yield from ((said.title, each.words, words, count) for words, count in each.counts)


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def ask(request: HttpRequest, activity_id: str) -> HttpResponse:
    """A link and its QR code, to show on a wall or print."""
    here = set_up_here(request, activity_id)
    asked, _colon, moment = request.POST.get("who", "").partition(":")
    link = actions.ask(by=here.person, activity=here.activity, asked=asked, moment=moment)
    shown = {"link": link, "title": TITLES[asked, moment]}
    return show(here, "event/after/poster.html", "event_after", shown)
