"""The plan of a year: six half-terms, the list below them, and both on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.activities.queries import setting_up
from bothways.core import clock
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.core.lists import Column, Empty, List, Row
from bothways.partnerships import policies
from bothways.partnerships.forms.plan import PlanFilters
from bothways.partnerships.queries import calendars, plan, plan_words
from bothways.rules import terms
from bothways.schools.roles import Permission
from bothways.web.partnership.here import partnership_here
from bothways.web.partnership.plan.here import STATE_TAGS


def _row(item: Any, *, slug: str) -> Row:
    owners = ", ".join(owner.membership.school.name for owner in item.owners.all())
    state = {"text": str(item.get_state_display()), "tag": STATE_TAGS[item.state]}
    counts = _("%(n)s of %(m)s") % {"n": item.n_in, "m": item.n_asked}
    name = {"text": item.title, "url": reverse("proposal", args=[slug, item.pk])}
    return Row(
        item.pk, item.title, (name, plan_words.when_in_year(item), plan_words.where(item), state, counts, owners)
    )


PLAN: List[Any] = List(
    caption=gettext_lazy("What is planned in the year"),
    columns=(
        Column("what", gettext_lazy("What"), sort=("title",)),
        Column("when", gettext_lazy("When"), sort=("half_term", "day", "starts_at")),
        Column("where", gettext_lazy("Where")),
        Column("state", gettext_lazy("How far"), sort=("state", "half_term", "day")),
        Column("in", gettext_lazy("Schools in"), sort=("n_in",)),
        Column("owners", gettext_lazy("Looked after by")),
    ),
    row=partial(_row, slug="-"),
    filters=PlanFilters,
    order=("half_term", "day", "title"),
    empty=Empty(gettext_lazy("Nothing in the plan of this year yet")),
)


def listed(slug: str) -> List[Any]:
    """The list with links into one partnership."""
    return replace(PLAN, row=partial(_row, slug=slug))


def year_plan_of(partnership: Any, year: int, by: Any) -> Sequence[dict[str, Any]]:
    """The six half-terms as the macro ``year_plan`` draws them, each thing with a link to its page."""
    return [
        {"name": term.name, "now": term.now, "items": [_linked(item) for item in term.items]}
        for term in plan.timeline(partnership, year, by)
    ]


def _linked(item: plan.Item) -> dict[str, Any]:
    address = reverse(item.route, kwargs=dict(item.args))
    return {"text": format_html('<a href="{}">{}</a>', address, item.text), "state": item.state}


def _year_asked(request: HttpRequest, partnership: Any, year: int | None) -> int:
    """The year of the address; else the one that is being planned. NotFound for a year that nobody could mean."""
    if year is None:
        return calendars.half_term_now(partnership, clock.today())[0]
    if not 1990 <= year <= clock.today().year + 5:
        raise NotFound
    return year


def _years(partnership: Any, person: Any, year: int) -> list[tuple[str, str, bool]]:
    """The years to choose from: those with something in them, and this one."""
    found = sorted({*plan.years(partnership, person), year})
    return [
        (str(terms.AcademicYear(each)), reverse("plan_year", args=[partnership.slug, each]), each == year)
        for each in found
    ]


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def year_page(request: HttpRequest, slug: str, year: int | None = None) -> HttpResponse:
    """The six half-terms and the list; or the list as a file."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    asked = _year_asked(request, partnership, year)
    rows = plan.plan_list(partnership, asked, person)
    name = _("Plan of %(partnership)s %(year)s")
    said = name % {"partnership": partnership.name, "year": str(terms.AcademicYear(asked)).replace("/", "-")}
    taken = listed(slug).export(request, rows, said)
    if taken is not None:
        return cast("HttpResponse", taken)
    years = _years(partnership, person, asked)
    may_propose = bool(policies.may_propose(person, partnership))
    shown = {
        "to_set_up": setting_up.can_be_set_up(partnership, by=person) if may_propose else (),
        "terms": year_plan_of(partnership, asked, person),
        "list": listed(slug).show(request, rows),
        "year": asked,
        "year_name": str(terms.AcademicYear(asked)),
        "years": years if len(years) > 1 else [],
        "last_year": str(terms.AcademicYear(asked - 1)),
        "may_propose": may_propose,
    }
    return render(request, "partnership/plan/year.html", shown)
