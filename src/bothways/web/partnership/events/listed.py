"""Every event of a partnership: by kind, by how far it is, by year; and the same as a file."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.activities import policies
from bothways.activities.forms.activities import ActivityFilters
from bothways.activities.kinds import kind_of
from bothways.activities.queries import activities, setting_up
from bothways.core.access import page
from bothways.core.lists import Column, Empty, List, Row
from bothways.schools.roles import Permission
from bothways.web.partnership.here import partnership_here

TAGS = {"planning": "wait", "open": "ok", "closed": "ok", "done": "ok", "called_off": "no"}


def _row(found: Any) -> Row:
    name = {"text": found.title, "url": reverse("event", args=[found.pk])}
    state = {"text": str(found.get_state_display()), "tag": TAGS[found.state]}
    when = setting_up.when(setting_up.terms_of(found))
    where = found.place or (found.host.name if found.host else "")
    places = _("%(n)s of %(m)s") % {"n": found.taken or 0, "m": found.places}
    return Row(found.pk, found.title, (name, when, where, str(kind_of(found).name), places, state))


EVENTS: List[Any] = List(
    caption=gettext_lazy("Events"),
    columns=(
        Column("what", gettext_lazy("What"), sort=("title",)),
        Column("when", gettext_lazy("When"), sort=("day", "starts_at")),
        Column("where", gettext_lazy("Where")),
        Column("kind", gettext_lazy("Kind"), sort=("kind", "day")),
        Column("places", gettext_lazy("Places taken"), sort=("taken",)),
        Column("state", gettext_lazy("How far"), sort=("state", "day")),
    ),
    row=_row,
    filters=ActivityFilters,
    order=("-day", "title"),
    empty=Empty(gettext_lazy("No events yet")),
)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def events(request: HttpRequest, slug: str) -> HttpResponse:
    """The list; what can be set up stands above it."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    rows = activities.with_places(activities.of_partnership(partnership, by=person))
    taken = EVENTS.export(request, rows, _("Events of %(partnership)s") % {"partnership": partnership.name})
    if taken is not None:
        return cast("HttpResponse", taken)
    may_begin = bool(policies.may_begin(person, partnership))
    shown = {
        "list": EVENTS.show(request, rows),
        "may_begin": may_begin,
        "to_set_up": setting_up.can_be_set_up(partnership, by=person) if may_begin else (),
    }
    return render(request, "partnership/events/list.html", shown)
