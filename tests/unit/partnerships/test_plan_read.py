"""What the year, the schools and the needs read of the plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bothways.core import clock
from bothways.partnerships.actions import plan, plan_answer
from bothways.partnerships.models import Proposal
from bothways.partnerships.needs import answers as needs
from bothways.partnerships.queries import plan as queries
from bothways.partnerships.queries import plan_waiting, plan_warnings, plan_words
from bothways.partnerships.queries.once import for_one_page
from tests.counting import as_rows_grow, questions
from tests.factories.partnerships import join, make_meeting, make_proposal
from tests.factories.schools import make_school
from tests.people import Cast
from tests.unit.partnerships.plan_deeds import (
    asked_of,
    change_terms,
    fresh_of,
    lead_at,
    say,
)

pytestmark = pytest.mark.django_db


def test_the_year_is_read_with_as_many_queries_however_full_it_is(cast: Cast) -> None:
    made: list[Proposal] = []
    found: list[Any] = []

    def add(_number: int) -> None:
        made.append(make_proposal(cast.partnership))
        make_meeting(cast.partnership)

    def counted() -> int:
        assert cast.giver.held is not None, "roles are read once a request, before"
        partnership, year = fresh_of(made[-1]).partnership, made[-1].year
        queries.calendars.half_terms(partnership, year)
        return questions(lambda: found.append(queries.timeline(partnership, year, cast.giver)))

    assert as_rows_grow(add, counted) == [2, 2, 2]
    assert [len(year) for year in found] == [6, 6, 6]
    assert sum(len(term.items) for term in found[-1]) == 60


def test_the_needs_of_the_plan_are_read_with_as_many_queries_however_many(cast: Cast) -> None:
    def add(_number: int) -> None:
        join(cast.partnership, make_school())
        make_proposal(cast.partnership)

    def look() -> None:
        list(needs.source(for_one_page(cast.partnership), clock.today()))

    assert as_rows_grow(add, lambda: questions(look)) == [6, 6, 6]


def _found(cast: Cast, prefix: str, today: dt.date | None = None) -> list[Any]:
    found = needs.source(cast.partnership, today or clock.today())
    return [each for each in found if each.key.startswith(f"{prefix}:")]


def test_whoever_owes_an_answer_is_named_with_whom_a_reminder_reaches(cast: Cast) -> None:
    made = make_proposal(cast.partnership, title="Pond day")
    say(made, cast.giver_school)
    (need,) = _found(cast, "answers")
    assert need.title == "Partner School has not answered “Pond day”"
    (owing,) = need.owed_by
    assert (owing.school, owing.email, owing.about_id) == (
        "Partner School",
        lead_at(cast, cast.partner_school),
        asked_of(made, cast.partner_school).pk,
    )
    assert needs.link_for(owing, cast.coordinator).startswith("http://testserver/reply/plan/")
    (own,) = _found(cast, "answer")
    assert own.for_schools == {cast.partner_school.pk}
    assert not own.for_run


def test_what_else_waits_for_somebody(cast: Cast) -> None:
    made = make_proposal(cast.partnership, title="Pond day")
    plan_answer.ask_question(by=None, asked=asked_of(made, cast.partner_school), words="Is there parking?")
    assert [need.text for need in _found(cast, "question")] == ["Is there parking?"]
    say(made, cast.giver_school)
    say(made, cast.partner_school, "in_if", "it is dry")
    (condition,) = _found(cast, "condition")
    assert "In if it is dry" in condition.text
    asked = asked_of(made, cast.partner_school)
    plan_answer.settle_condition(by=cast.coordinator, asked=asked, condition="it is dry")
    assert not _found(cast, "condition")
    assert len(_found(cast, "confirm")) == 1
    plan.confirm(by=cast.coordinator, proposal=fresh_of(made), version=1)
    assert not _found(cast, "confirm")
    assert not _found(cast, "past")
    assert len(_found(cast, "past", made.day + dt.timedelta(days=1))) == 1


def test_what_waits_for_a_school_and_what_it_said_yes_to(cast: Cast) -> None:
    made = make_proposal(cast.partnership, title="Pond day")
    made.asked.update(gives="A pond", gets="A morning")
    mine = [cast.partner_school.pk]
    (waiting,) = plan_waiting.asked_of_school(mine)
    assert (waiting.title, waiting.gives, waiting.gets, waiting.shown) == ("Pond day", "A pond", "A morning", "1.1")
    assert plan_waiting.next_for_schools(mine) == ()
    say(made, cast.partner_school)
    assert plan_waiting.asked_of_school(mine) == ()
    assert [each.title for each in plan_waiting.next_for_schools(mine)] == ["Pond day"]
    assert plan_waiting.next_for_schools([cast.stranger_school.pk]) == ()
    change_terms(cast.coordinator, made, starts_at=dt.time(10))
    assert plan_waiting.next_for_schools(mine) == ()
    assert len(plan_waiting.asked_of_school(mine)) == 1


def test_warnings_name_closed_days_and_never_forbid(cast: Cast) -> None:
    christmas = plan_warnings.of_day(cast.partnership, dt.date(2026, 12, 25), None, None, [cast.giver_school.pk])
    assert "schools are closed" in christmas[0]
    friday = plan_warnings.of_day(cast.partnership, dt.date(2026, 12, 4), dt.time(13), dt.time(15), [])
    assert friday == ("It is a Friday afternoon: some schools close early.",)


def test_words() -> None:
    assert [plan_words.money(pence) for pence in (400, 450, 123_456)] == ["£4", "£4.50", "£1,234.56"]
    assert [plan_words.clock_time(dt.time(*at)) for at in ((0, 5), (9, 30), (12, 0), (14, 45))] == [
        "12:05am",
        "9:30am",
        "12pm",
        "2:45pm",
    ]
    assert plan_words.answer_words("in_if", "the coach is shared.") == "In if the coach is shared"
    assert plan_words.answer_words("later", "") == "Later"
