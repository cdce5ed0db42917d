"""Who is visible to whom, and what a role gives."""

from __future__ import annotations

import datetime as dt

import pytest

from bothways.core import clock
from bothways.core.scoped import Unscoped
from bothways.schools.models import Person, RoleAssignment
from bothways.schools.roles import Permission, PlaceKind
from tests.people import Cast


def test_reading_people_without_saying_for_whom_raises(cast: Cast) -> None:
    with pytest.raises(Unscoped, match="for_"):
        list(Person.objects.all())


def test_people_see_themselves_and_their_colleagues_only(cast: Cast) -> None:
    seen = set(Person.objects.for_(cast.giver))
    assert seen == {cast.giver, cast.giver_head, cast.giver_admin}


def test_a_role_gives_its_permissions_at_its_own_school_only(cast: Cast) -> None:
    here, there = (PlaceKind.SCHOOL, cast.giver_school.pk), (PlaceKind.SCHOOL, cast.partner_school.pk)
    assert cast.giver_head.holds(Permission.MANAGE_STAFF, at=here)
    assert not cast.giver_head.holds(Permission.MANAGE_STAFF, at=there)
    assert not cast.giver.holds(Permission.MANAGE_STAFF)


def test_an_ended_role_gives_nothing(cast: Cast) -> None:
    RoleAssignment.unscoped.filter(person=cast.giver_head).update(ends_on=clock.today())
    assert not Person.unscoped.get(pk=cast.giver_head.pk).holds(Permission.MANAGE_STAFF)


def test_a_role_of_tomorrow_gives_nothing_yet(cast: Cast) -> None:
    RoleAssignment.unscoped.filter(person=cast.giver_head).update(starts_on=clock.today() + dt.timedelta(days=1))
    assert not Person.unscoped.get(pk=cast.giver_head.pk).holds(Permission.SEE_STAFF)
