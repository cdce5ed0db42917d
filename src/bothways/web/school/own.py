"""My school: what it said yes to, what it gives next and what it gets next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothways.activities.queries import giving, giving_words
from bothways.core import clock
from bothways.core.access import page
from bothways.partnerships import policies
from bothways.partnerships.queries import forming, own_school
from bothways.rules import terms
from bothways.rules.contributions import added
from bothways.schools.roles import Permission, PlaceKind
from bothways.web.school.here import school_here


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def my_school(request: HttpRequest) -> HttpResponse:
    """One page for a teacher with ten minutes."""
    person: Any = request.user
    school = school_here(request)
    may_answer = person.holds(Permission.ANSWER_FOR_SCHOOL, at=(PlaceKind.SCHOOL, school.pk))
    shown = {
        "school": school,
        "own": own_school.own_school(school.pk),
        "joining": [each for each in forming.asked_of(person) if each.school_id == school.pk],
        "may_answer": may_answer,
        "may_start": bool(policies.may_start(person)),
        **_this_year(school.pk),
    }
    return render(request, "school/my_school.html", shown)


def _this_year(school_id: str) -> dict[str, Any]:
    """What the school gave and got at events since September, and the events behind each number."""
    year = terms.academic_year(clock.today()).start
    records = giving.records_of(school_id, year)
    total = giving_words.sides(added([[each.line] for each in records]), {school_id: ""})[0]
    behind: dict[str, tuple[Any, list[str]]] = {}
    for each in records:
        behind.setdefault(each.activity.pk, (each.activity, []))[1].append(giving_words.said(each.line))
    return {"gave_and_got": total, "records": list(behind.values()), "since": year}
