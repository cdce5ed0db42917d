"""Changing an agenda, without script: one more line, up, down, off."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.core import access
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.partnerships import policies
from bothways.partnerships.actions import meetings as actions
from bothways.partnerships.forms.meetings import ItemForm
from bothways.partnerships.queries import meetings as queries
from bothways.schools.roles import Permission
from bothways.web.doing import saved
from bothways.web.partnership.meetings.here import done, meeting_here, to
from bothways.web.partnership.meetings.pages import agenda_page

DEEDS = ("up", "down", "remove")


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def add(request: HttpRequest, slug: str, meeting_id: str) -> HttpResponse:
    """One more line at the end."""
    person: Any = request.user
    meeting = meeting_here(request, slug, meeting_id)
    access.demand(policies.may_run(person, meeting.partnership))
    form = ItemForm(request.POST)

    def deed() -> str:
        actions.put_on_agenda(by=person, meeting=meeting, **form.cleaned_data)
        return _("“%(title)s” is on the agenda.") % form.cleaned_data

    if form.is_valid() and saved(request, form, deed):
        return to("meeting", slug, meeting.pk)
    return agenda_page(request, meeting, form)


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def change(request: HttpRequest, slug: str, meeting_id: str, item_id: str) -> HttpResponse:
    """Up, down or off; the button says which."""
    person: Any = request.user
    meeting = meeting_here(request, slug, meeting_id)
    item = queries.item(item_id, meeting=meeting)
    wanted: Any = request.POST.get("deed", "")
    if wanted not in DEEDS:
        raise NotFound

    def deed() -> str:
        actions.change_agenda(by=person, item=item, deed=wanted)
        return {"up": _("Moved up."), "down": _("Moved down.")}.get(wanted, _("Taken off the agenda."))

    return done(request, deed, "meeting", slug, meeting.pk)
