"""The school at which a person works now."""

from __future__ import annotations

from django.http import HttpRequest

from bothways.core.errors import NotFound
from bothways.schools.queries import people
from bothways.schools.roles import PlaceKind
from bothways.web.places import current


def school_here(request: HttpRequest) -> people.SchoolRow:
    """The chosen place, if it is a school; else the only school where the person works; NotFound otherwise."""
    places, here = current(request)
    schools = [place for place in places if place.kind == PlaceKind.SCHOOL]
    if here is not None and here.kind == PlaceKind.SCHOOL:
        return people.school(here.id)
    if len(schools) != 1:
        raise NotFound
    return people.school(schools[0].id)
