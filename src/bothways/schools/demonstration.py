"""People and roles for the demonstration, and worlds of any size for measuring.

Schools are real, from the register, and marked as demonstration; people are roles, never names.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from bothways.core import audit, clock
from bothways.schools.folding import search_text
from bothways.schools.models import Person, RoleAssignment, School
from bothways.schools.queries.demonstration import ADDRESS
from bothways.schools.roles import HEAD, OPERATOR, SCHOOL_ADMIN, TEACHER, PlaceKind, Role

LUNTS_HEATH, OUNDLE, OUNDLE_PRIMARY, THOMAS_DEACON = "111199", "122129", "146170", "135263"
CAST: tuple[tuple[str, tuple[tuple[Role, str], ...]], ...] = (
    ("Operator of the service", ((OPERATOR, ""),)),
    ("Head, Lunts Heath", ((HEAD, LUNTS_HEATH),)),
    ("Science lead, Lunts Heath", ((TEACHER, LUNTS_HEATH),)),
    ("Administrator, Lunts Heath", ((SCHOOL_ADMIN, LUNTS_HEATH),)),
    ("Head of partnerships, Oundle", ((SCHOOL_ADMIN, OUNDLE), (TEACHER, OUNDLE_PRIMARY))),
    ("Maths lead, Thomas Deacon", ((TEACHER, THOMAS_DEACON),)),
)


@transaction.atomic
def make(today: dt.date) -> int:
    """The cast of the demonstration, once. Returns how many people were made now."""
    schools = {school.identifier: school for school in School.objects.filter(identifier__in=_identifiers())}
    School.objects.filter(pk__in=[school.pk for school in schools.values()]).update(is_demo=True)
    fresh = [(name, roles) for name, roles in CAST if not Person.unscoped.filter(email=_address(name)).exists()]
    for name, roles in fresh:
        person = _person(name)
        for role, identifier in roles:
            if not identifier or identifier in schools:
                _give(person, role, schools.get(identifier), today - dt.timedelta(days=400))
    audit.record(by=None, verb="demonstration made", people=len(fresh))
    return len(fresh)


def _identifiers() -> set[str]:
    return {identifier for _name, roles in CAST for _role, identifier in roles if identifier}


def _address(name: str) -> str:
    return f"{slugify(name)}{ADDRESS}"


def _person(name: str) -> Person:
    person = Person.unscoped.create_user(email=_address(name), name=name)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    RecoveryCodes.activate(person)
    return person


def _give(person: Person, role: Role, school: School | None, since: dt.date) -> RoleAssignment:
    kind = PlaceKind.SCHOOL if school else PlaceKind.SERVICE
    place = school.pk if school else ""
    return RoleAssignment.unscoped.create(
        person=person, role=role.key, place_kind=kind, place_id=place, starts_on=since
    )


@transaction.atomic
def make_world(*, partnerships: int, schools: int, years: int, seed: int) -> dict[str, int]:
    """``partnerships`` areas of ``schools`` schools each, with ``years`` of people who came and went."""
    chance = random.Random(seed)  # noqa: S311 - a believable world, not a secret
    made = School.objects.bulk_create(_schools(partnerships, schools, chance))
    people = list(_staff(made, years, chance))
    Person.unscoped.bulk_create([person for person, _roles in people])
    roles = RoleAssignment.unscoped.bulk_create([role for _person, roles in people for role in roles])
    audit.record(by=None, verb="world made", schools=len(made), people=len(people))
    return {"schools": len(made), "people": len(people), "roles": len(roles)}


def _schools(partnerships: int, schools: int, chance: random.Random) -> Iterable[School]:
    taken = School.objects.filter(identifier__regex=r"^9\d{5}$").aggregate(last=Max("identifier"))["last"]
    first = int(taken or 899_999) + 1
    for number in range(partnerships * schools):
        phase = chance.choice(["Primary", "Primary", "Secondary"])
        name = f"World {number // schools + 1} {phase} School {number % schools + 1}"
        urn = str(first + number)
        found_by = search_text(name=name, identifier=urn)
        yield School(identifier=urn, name=name, search_text=found_by, phase=phase, is_demo=True)


def _staff(schools: list[School], years: int, chance: random.Random) -> Iterable[tuple[Person, list[RoleAssignment]]]:
    today = clock.today()
    for school in schools:
        for number in range(3 + years):
            role = (HEAD, SCHOOL_ADMIN)[number] if number < 2 else TEACHER
            since = today - dt.timedelta(days=chance.randint(30, 365 * max(1, years)))
            left = None if number < 3 else since + dt.timedelta(days=chance.randint(1, 30))
            person = Person(email=f"{school.identifier}-{number}@world.test", name=f"{role.name} {number + 1}")
            place = {"place_kind": PlaceKind.SCHOOL, "place_id": school.pk}
            held = RoleAssignment(person=person, role=role.key, starts_on=since, ends_on=left, **place)
            yield person, [held]
