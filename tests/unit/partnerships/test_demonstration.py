"""The demonstration is alive whenever it is made, and made once."""

from __future__ import annotations

import datetime as dt

import pytest

from bothways.partnerships.demonstration import make, make_world
from bothways.partnerships.demonstration.halton import HALTON
from bothways.partnerships.demonstration.open_schools import OPEN
from bothways.partnerships.models import Asked, Contact, Meeting, Partnership, Proposal
from bothways.schools.demonstration import make as make_people
from bothways.schools.demonstration import make_world as make_schools
from bothways.schools.models import RoleAssignment
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db
IN_TERM = dt.date(2026, 11, 22)
IN_SUMMER = dt.date(2026, 8, 5)


@pytest.fixture
def register() -> None:
    for urn, _brings, _expects in (*HALTON.schools, *OPEN.schools):
        make_school(identifier=urn, name=f"School {urn}")
    make_people(IN_TERM)


def test_two_partnerships_of_sixteen_and_six_schools_with_a_hub_and_without(register: None) -> None:
    assert make(IN_TERM) == 2
    halton, together = (Partnership.unscoped.get(slug=slug) for slug in ("halton", "open"))
    assert halton.memberships.count() == 16
    assert halton.hub is not None
    assert halton.hub.identifier == "111199"
    assert together.memberships.count() == 6
    assert together.hub is None
    assert RoleAssignment.unscoped.filter(role="coordinator", place_id=together.pk).count() == 2


def test_making_it_twice_changes_nothing_and_a_new_half_term_makes_it_afresh(register: None) -> None:
    make(IN_TERM)
    before = set(Partnership.unscoped.values_list("pk", flat=True))
    Partnership.unscoped.update(made_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    assert make(IN_TERM) == 0
    assert make(dt.date(2027, 1, 20)) == 2
    assert before.isdisjoint(Partnership.unscoped.values_list("pk", flat=True))
    assert RoleAssignment.unscoped.filter(role="coordinator").count() == 3


@pytest.mark.parametrize("today", [IN_TERM, IN_SUMMER, dt.date(2026, 9, 1), dt.date(2027, 2, 28)])
def test_on_any_day_something_is_done_and_nothing_ahead_is(register: None, today: dt.date) -> None:
    make(today)
    for slug in ("halton", "open"):
        plan = Proposal.unscoped.filter(partnership__slug=slug)
        assert plan.filter(state="done").exists()
        assert not plan.filter(state="done", day__gte=today).exists()
        assert not plan.exclude(state="done").filter(day__lt=today).exists()
        assert not Meeting.unscoped.filter(state="held", day__gte=today).exists()


def test_in_term_two_schools_are_still_being_asked(register: None) -> None:
    make(IN_TERM)
    asking = Proposal.unscoped.filter(partnership__slug="halton", state="asking").order_by("day").first()
    assert asking is not None
    assert Asked.unscoped.filter(proposal=asking, answer="").count() == 2


def test_nobody_has_a_name_but_a_post(register: None) -> None:
    make(IN_TERM)
    assert set(Contact.unscoped.values_list("name", flat=True)) == {"Science lead", "Partnership lead"}


def test_without_the_register_nothing_is_told() -> None:
    assert make(IN_TERM) == 0


def test_a_world_has_the_size_that_was_asked_for() -> None:
    make_schools(partnerships=2, schools=3, years=2, seed=1)
    assert make_world(partnerships=2, schools=3, years=2, seed=1) == {
        "partnerships": 2,
        "proposals": 48,
        "answers": 144,
        "meetings": 24,
    }
