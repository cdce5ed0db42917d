"""My school: what it said yes to, what it gives next and what it gets next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothways.core.access import page
from bothways.partnerships import policies
from bothways.partnerships.queries import forming, own_school
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
    }
    return render(request, "school/my_school.html", shown)
