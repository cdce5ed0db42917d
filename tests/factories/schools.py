"""Makes rows for tests. Every model has a factory here or beside it; tests/meta checks that."""

from __future__ import annotations

import itertools
from typing import Any

from allauth.account.models import EmailAddress
from django.db import models

from bothways.core import clock
from bothways.schools.folding import search_text
from bothways.schools.models import Person, RoleAssignment, School
from bothways.schools.roles import PlaceKind, Role

_numbers = itertools.count(900_001)


def make_school(**values: Any) -> School:
    """An open state school with a number in the range that tests use (900,001 and up)."""
    number = next(_numbers)
    values.setdefault("name", f"Test School {number}")
    values.setdefault("identifier", str(number))
    found_by = ("name", "town", "postcode", "local_authority", "identifier", "laestab")
    values.setdefault("search_text", search_text(**{each: values[each] for each in found_by if each in values}))
    return School.objects.create(**values)


def make_person(**values: Any) -> Person:
    """A person with an address of their own and no role."""
    values.setdefault("email", f"person{next(_numbers)}@school.test")
    person = Person.unscoped.create_user(**values)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def give_role(person: Person, role: Role, place: models.Model | None = None) -> RoleAssignment:
    """A role from today, at a school or a partnership as the role says; at the service when no place is given."""
    return RoleAssignment.unscoped.create(
        person=person,
        role=role.key,
        place_kind=role.at if place else PlaceKind.SERVICE,
        place_id=place.pk if place else "",
        starts_on=clock.today(),
    )
