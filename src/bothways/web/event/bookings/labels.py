"""Who comes from every school, as labels: for the schools that set the event up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.activities.forms.coming import LabelFilters
from bothways.activities.queries import coming
from bothways.activities.queries.labels import labels_for
from bothways.core import exports
from bothways.core.access import page
from bothways.core.lists import Column, Empty, List, Row, Shown
from bothways.rules.pupils import year_words
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, set_up_here, show

EVERYONE: List[Any] = List(
    caption=gettext_lazy("Everybody who comes, as the other schools read them"),
    columns=(
        Column("label", gettext_lazy("Pupil")),
        Column("school", gettext_lazy("School"), sort=("booking__taking_part__school__name", "tag")),
        Column("year", gettext_lazy("Year"), sort=("year_group", "booking__taking_part__school__name", "tag")),
    ),
    row=lambda each: Row(each.pk, "", ("", each.booking.taking_part.school.name, year_words(each.year_group))),
    filters=LabelFilters,
    order=("booking__taking_part__school__name", "tag"),
    empty=Empty(gettext_lazy("No school has listed its pupils yet")),
    exports=("csv", "xlsx"),
)


@page(may=Permission.RUN_ACTIVITY, methods=["GET"])
def everyone(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Each pupil by the label that this reader may see."""
    here = set_up_here(request, activity_id)
    rows = coming.everyone(here.activity, by=here.person)
    kind = request.GET.get("export", "")
    if kind in EVERYONE.exports:
        taken: HttpResponse = _taken(here, kind)
        return taken
    shown = _labelled(here, EVERYONE.show(request, rows))
    return show(here, "event/bookings/everyone.html", "event_places", {"list": shown})


def _labelled(here: Here, shown: Shown) -> Shown:
    """The page's rows with their labels: one question for the page."""
    labels = labels_for(here.activity, here.person, [row.key for row in shown.rows])
    words = {key: label.words for key, label in labels.items()}
    rows = [replace(row, name=words[row.key], cells=(words[row.key], *row.cells[1:])) for row in shown.rows]
    return replace(shown, rows=rows)


def _taken(here: Here, kind: Any) -> Any:
    """All of them as a file, in the order in which they are read."""
    labels = labels_for(here.activity, here.person).values()
    cells = ([each.words, each.school_name, year_words(each.year_group)] for each in labels)
    heads = [str(column.label) for column in EVERYONE.columns]
    return exports.download(_("pupils"), header=heads, rows=cells, form=kind)
