"""The first people of a service come from the terminal."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from bothways.schools.models import Person
from bothways.schools.roles import Permission, PlaceKind
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db


def test_the_first_operator() -> None:
    call_command("add_person", "Ops@Both.test", "--role", "operator")
    assert Person.unscoped.get(email="ops@both.test").holds(Permission.RUN_SERVICE)


def test_the_first_head_of_a_school() -> None:
    school = make_school()
    call_command("add_person", "head@school.test", "--role", "head", "--school", school.identifier)
    head = Person.unscoped.get(email="head@school.test")
    assert head.holds(Permission.MANAGE_STAFF, at=(PlaceKind.SCHOOL, school.pk))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["not an address", "--role", "operator"], "is not an e-mail address"),
        (["head@school.test", "--role", "head"], "Name the school by its URN"),
        (["head@school.test", "--role", "head", "--school", "1"], "Name the school by its URN"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(words: list[str], answer: str) -> None:
    with pytest.raises(CommandError, match=answer):
        call_command("add_person", *words)
    assert not Person.unscoped.exists()


def test_twice_is_said_and_changes_nothing() -> None:
    call_command("add_person", "ops@both.test", "--role", "operator")
    with pytest.raises(CommandError, match="already"):
        call_command("add_person", "ops@both.test", "--role", "operator")
