"""The events of the demonstration: alive on whatever day it is made, led by several schools, and made once."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from bothways.activities.demonstration import make, make_world
from bothways.activities.models import Activity, SessionLeader, TakingPart
from bothways.activities.queries import following, timetable
from bothways.activities.queries.activities import parts_of
from bothways.activities.queries.clashes import clashes
from bothways.activities.queries.overview import leading_schools, one_school_alone
from bothways.partnerships.demonstration import make as make_partnerships
from bothways.partnerships.demonstration.halton import HALTON
from bothways.partnerships.demonstration.open_schools import OPEN
from bothways.schools.demonstration import make as make_people
from tests.factories.partnerships import make_partnership
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("today", [dt.date(2026, 11, 22), dt.date(2026, 8, 5), dt.date(2027, 2, 28)])
def test_five_events_whose_terms_are_those_of_the_plan(today: dt.date) -> None:
    for urn, _brings, _expects in (*HALTON.schools, *OPEN.schools):
        make_school(identifier=urn, name=f"School {urn}")
    with time_machine.travel(dt.datetime.combine(today, dt.time(9), dt.UTC), tick=False):
        make_people(today)
        make_partnerships(today)
        assert make(today) == 5
        assert make(today) == 0
        omec = Activity.unscoped.get(title="OMEC Years 7 and 8")
        assert 21 <= (omec.day - today).days <= 63  # in summer the first day of term
        assert (omec.places, omec.training_places, omec.state) == (80, 20, "open")
        rows = timetable.timetable(omec)
        assert {row.starts_at for row in rows if row.block == "First seminars"} == {dt.time(9, 50)}
        assert len({one.school_id for row in rows for one in row.leaders if row.kind == "seminar"}) == 3
        assert len(leading_schools(rows)) == 4
        assert one_school_alone(omec, parts_of(omec), rows) == ""
        for each in Activity.unscoped.exclude(state="done"):
            assert not following.following(each, parts_of(each)), each.title
            assert clashes(each, timetable.timetable(each)) == (), each.title
        assert Activity.unscoped.get(state="done").day < today
        assert SessionLeader.unscoped.filter(school=None).count() == 0


def test_a_world_of_events_is_the_same_for_the_same_seed() -> None:
    schools = [make_school() for _ in range(4)]
    told = []
    for name in ("One", "Two"):
        made = make_partnership(*schools, name=name)
        assert make_world(partnerships=1, schools=3, years=2, seed=7) == {"events": 6}
        told.append(list(made.activities.order_by("day").values_list("kind", "day", "places")))
    assert told[0] == told[1]
    assert TakingPart.unscoped.count() == 2 * 6 * 3
