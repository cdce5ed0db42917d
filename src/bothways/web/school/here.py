"""The school at which a person works now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from bothways.core.errors import NotFound
from bothways.schools.queries import people
from bothways.schools.roles import PlaceKind
from bothways.web.places import current

if TYPE_CHECKING:
    from bothways.schools.models import School


def school_here(request: HttpRequest) -> School:
    """The chosen place, if it is a school; NotFound otherwise."""
    _places, here = current(request)
    if here is None or here.kind != PlaceKind.SCHOOL:
        raise NotFound
    return people.school(here.id)
