"""Thanks to every school that gave something: shown as they will go, sent once."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.actions import afterwards as actions
from bothways.activities.queries import afterwards
from bothways.core.access import page
from bothways.messages.render import render as rendered
from bothways.partnerships.queries.meeting_people import delivery_words
from bothways.schools.roles import Permission
from bothways.web.event.here import do, set_up_here, show


@page(may=Permission.RUN_ACTIVITY)
def thanks(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Whom they reach, what they say, and one press."""
    here = set_up_here(request, activity_id)
    words = request.POST.get("words", request.GET.get("words", ""))[:1000]
    rows = afterwards.to_thank(here.activity)
    waiting = [row for row in rows if row.part.contact_email and not row.thanked]
    if request.method == "POST" and "send" in request.POST:
        done = ngettext("%(n)d school has been thanked.", "%(n)d schools have been thanked.", len(waiting))
        told = done % {"n": len(waiting)}
        deed = partial(actions.thank, by=here.person, activity=here.activity, words=words)
        return do(here, deed, told, "event_thanks")
    sample = waiting[0] if waiting else None
    shown = {
        "rows": [(row, delivery_words(row.delivery)) for row in rows],
        "waiting": waiting,
        "words": words,
        "sample": rendered("afterwards.thanks", actions.thanks_words(here.activity, sample, words)) if sample else None,
        "nothing": _("No school has given anything that we know of yet."),
    }
    return show(here, "event/after/thanks.html", "event_after", shown)
