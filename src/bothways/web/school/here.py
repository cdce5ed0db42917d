"""The school at which a person works now."""

from __future__ import annotations

from django.http import HttpRequest

from bothways.core.errors import NotFound
from bothways.schools.queries import people
from bothways.schools.roles import PlaceKind
from bothways.web.places import current


def school_here(request: HttpRequest) -> people.SchoolRow:
    """The chosen place, if it is a school; NotFound otherwise."""
    _places, here = current(request)
    if here is None or here.kind != PlaceKind.SCHOOL:
        raise NotFound
    return people.school(here.id)
