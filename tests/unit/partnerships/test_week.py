"""What the home page reads once, and that it tells the same as the plan does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bothways.core import clock
from bothways.partnerships.demonstration import make_world
from bothways.partnerships.models import Asked, Partnership, Promise
from bothways.partnerships.queries import belonging, plan, week
from bothways.partnerships.queries.once import for_one_page
from bothways.rules import terms
from bothways.schools.demonstration import make_world as make_schools
from bothways.schools.models import Person
from bothways.schools.roles import COORDINATOR, TEACHER
from tests.factories.partnerships import join, make_meeting, make_proposal
from tests.factories.schools import give_role, make_person, make_school
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def _year() -> int:
    return terms.academic_year(clock.today()).start


def _same(partnership: Partnership, person: Person) -> int:
    """How many things the year holds for a person; both ways of reading it must agree."""
    fresh = Partnership.unscoped.get(pk=partnership.pk)
    shown = week.year_so_far(for_one_page(fresh), _year(), person, clock.today())
    assert shown == plan.timeline(partnership, _year(), person, today=clock.today())
    return sum(len(term.items) for term in shown)


def test_the_year_on_the_home_page_is_the_year_of_the_plan(db: None) -> None:
    make_schools(partnerships=1, schools=16, years=1, seed=1)
    make_world(partnerships=1, schools=16, years=2, seed=1)
    partnership = Partnership.unscoped.get(name__startswith="World partnership")
    runs, teaches = make_person(), make_person()
    give_role(runs, COORDINATOR, partnership)
    give_role(teaches, TEACHER, partnership.hub)
    assert _same(partnership, runs) == _same(partnership, teaches) == 18


def test_it_counts_who_is_still_asked_as_the_plan_does(cast: Cast) -> None:
    for answer, version in (("", 0), ("in", 1), ("in", 0), ("in_if", 1), ("not_this_time", 0), ("later", 1)):
        found = make_proposal(cast.partnership, title=f"{answer} {version}", year=_year())
        Asked.unscoped.filter(proposal=found, membership__school=cast.giver_school).update(
            answer=answer, version=version
        )
    make_proposal(cast.partnership, state="called_off", year=_year())
    make_meeting(cast.partnership, state="called_off")
    cast.partnership.memberships.filter(school=cast.partner_school).update(state="left")
    assert _same(cast.partnership, cast.coordinator) == 6


def test_a_guest_sees_what_it_was_asked_about_and_no_more(cast: Cast) -> None:
    asked, other = make_proposal(cast.partnership, year=_year()), make_proposal(cast.partnership, year=_year())
    cast.partnership.memberships.filter(school=cast.giver_school).update(kind="guest")
    Asked.unscoped.filter(proposal=asked).update(asked_at=clock.now())
    Asked.unscoped.filter(proposal=other, membership__school=cast.giver_school).delete()
    assert not belonging.sees_all(cast.partnership, cast.giver)
    assert _same(cast.partnership, cast.giver) == 1
    assert _same(cast.partnership, cast.coordinator) == 2


def test_only_an_object_that_a_page_opened_keeps_what_was_read(cast: Cast) -> None:
    assert len(belonging.members(cast.partnership)) == 2
    shown = for_one_page(Partnership.unscoped.get(pk=cast.partnership.pk))
    assert len(belonging.members(shown)) == 2
    cast.partnership.memberships.filter(school=cast.partner_school).update(state="left")
    assert len(belonging.members(cast.partnership)) == 1
    with CaptureQueriesContext(connection) as asked:
        assert len(belonging.members(shown)) == 2
    assert not asked.captured_queries
    assert len(belonging.members(for_one_page(shown))) == 1


def test_a_meeting_named_after_its_half_term_is_not_told_it_twice(cast: Cast) -> None:
    now = terms.current_or_next(clock.today(), terms.usual_half_terms(terms.AcademicYear(_year())))
    assert now is not None
    make_meeting(cast.partnership, title=f"Planning meeting, {now.name}", year=_year(), half_term=now.index)
    (item,) = week.year_so_far(cast.partnership, _year(), cast.coordinator, clock.today())[now.index].items
    assert item.text.startswith("Planning meeting, ")
    assert now.name not in item.text


def test_only_whoever_runs_it_is_asked_to_write_to_those_who_only_receive(cast: Cast) -> None:
    done = make_proposal(cast.partnership, state="done", year=_year())
    join(cast.partnership, make_school(name="A small school"))
    Asked.unscoped.bulk_create(
        Asked(proposal=done, membership=each) for each in cast.partnership.memberships.exclude(asked__proposal=done)
    )
    Asked.unscoped.filter(proposal=done).update(answer="in", version=1)
    Asked.unscoped.filter(proposal=done, membership__school=cast.giver_school).update(hours=6)
    address = f"/w/{cast.partnership.slug}/"
    runs, teaches = (browser_of(who).get(address).content.decode() for who in (cast.coordinator, cast.giver))
    assert "2 schools have only received so far." in runs
    assert "Write to them" in runs
    assert "Write to them" not in teaches


def test_only_promises_kept_in_the_year_count_as_given(cast: Cast) -> None:
    giver, receiver = (
        cast.partnership.memberships.get(school=each) for each in (cast.giver_school, cast.partner_school)
    )
    span = terms.AcademicYear(_year())
    for state, day in (("kept", span.first), ("kept", span.first - dt.timedelta(days=1)), ("promised", span.last)):
        Promise.objects.create(
            partnership=cast.partnership, giver=giver, receiver=receiver, words="x", kind="staff",
            state=state, due_on=day, hours=2,
        )  # fmt: skip
    rows = {row.school: (row.gives, row.receives) for row in week.giving(cast.partnership, _year()).chart.rows}
    assert rows == {"Giver School": (2.0, 0.0), "Partner School": (0.0, 2.0)}
