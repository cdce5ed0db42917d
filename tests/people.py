"""The one cast of all tests: who gives, who is a partner, who is a stranger, and nobody.

giver works at Giver School, partner at Partner School, stranger at a school that shares nothing with
them; nobody is not signed in. Giver School and Partner School are in one partnership, which the coordinator
runs; Stranger School has one of its own. Names are roles.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from bothways.partnerships.models import Partnership
from bothways.schools.models import Person, School
from bothways.schools.roles import COORDINATOR, HEAD, OPERATOR, SCHOOL_ADMIN, SECOND_FACTOR_FOR, TEACHER, Role
from tests.factories.partnerships import make_partnership
from tests.factories.schools import give_role, make_person, make_school


@dataclass(frozen=True)
class Cast:
    """Three schools and the people of each, two partnerships, and who runs them; the operator runs the service."""

    giver_school: School
    partner_school: School
    stranger_school: School
    giver: Person
    giver_head: Person
    giver_admin: Person
    partner: Person
    stranger: Person
    operator: Person
    partnership: Partnership
    coordinator: Person
    other_partnership: Partnership
    other_coordinator: Person


def _member(role: Role, place: School | Partnership | None) -> Person:
    person = make_person(name=f"{role.name} of {place.name if place else 'the service'}")
    give_role(person, role, place)
    if role.second_factor or role.permissions & SECOND_FACTOR_FOR:
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "unused in tests"})
    return person


@pytest.fixture
def cast(db: None) -> Cast:
    """Everyone, freshly made."""
    giver_school, partner_school, stranger_school = (
        make_school(name=f"{who} School") for who in ("Giver", "Partner", "Stranger")
    )
    partnership = make_partnership(giver_school, partner_school, name="Giving Partnership", hub=giver_school)
    other = make_partnership(stranger_school, name="Other Partnership")
    return Cast(
        giver_school,
        partner_school,
        stranger_school,
        giver=_member(TEACHER, giver_school),
        giver_head=_member(HEAD, giver_school),
        giver_admin=_member(SCHOOL_ADMIN, giver_school),
        partner=_member(SCHOOL_ADMIN, partner_school),
        stranger=_member(HEAD, stranger_school),
        operator=_member(OPERATOR, None),
        partnership=partnership,
        coordinator=_member(COORDINATOR, partnership),
        other_partnership=other,
        other_coordinator=_member(COORDINATOR, other),
    )


def bare(person: Person) -> Person:
    """The same person before a second factor was set up."""
    Authenticator.objects.filter(user=person).delete()
    return person


def browser_of(person: Person | None) -> Client:
    """A test client signed in as a person, or as nobody. The sign-in counts as fresh."""
    client = Client()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        from time import time

        session["account_authentication_methods"] = [{"method": "code", "at": time()}]
        session.save()
    return client
