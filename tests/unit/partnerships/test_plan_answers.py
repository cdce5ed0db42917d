"""What schools answer and ask, and whom the letters about it reach."""

from __future__ import annotations

import datetime as dt

import pytest

from bothways.core import clock
from bothways.core.errors import Conflict, Invalid, Refused, TooMany
from bothways.core.models import LinkToken
from bothways.partnerships import links, policies
from bothways.partnerships.actions import plan, plan_answer, plan_asking
from bothways.partnerships.models import Contact, ProposalState
from bothways.partnerships.queries import plan as queries
from tests.factories.partnerships import join, make_proposal
from tests.factories.schools import make_school
from tests.people import Cast
from tests.unit.partnerships.plan_deeds import (
    asked_of,
    fresh_of,
    lead_at,
    mailed,
    say,
)

pytestmark = pytest.mark.django_db


def test_leaving_after_it_was_confirmed_tells_those_who_look_after_it(cast: Cast) -> None:
    third = join(cast.partnership, make_school())
    made = make_proposal(cast.partnership)
    owners = {each.membership.school_id for each in queries.owners_of(made)}
    rows = [each.membership.school for each in queries.asked_rows(made)]
    for school in rows:
        say(made, school)
    plan.confirm(by=cast.coordinator, proposal=fresh_of(made), version=1)
    leaver = next(school for school in (third.school, *rows) if school.pk not in owners)
    say(made, leaver, "not_this_time")
    assert len(mailed("plan.left")) == 2
    assert fresh_of(made).state == ProposalState.CONFIRMED


def test_the_coordinator_answers_for_nobody_and_a_lead_teacher_for_the_own_school(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    asked = asked_of(made, cast.giver_school)
    for somebody in (cast.coordinator, cast.giver, cast.partner, cast.stranger):
        with pytest.raises(Refused):
            plan_answer.answer(by=somebody, asked=asked, shown="1.1", said="in")
    Contact.unscoped.filter(membership=asked.membership, is_lead=True).update(person=cast.giver)
    assert policies.may_answer(cast.giver, asked.membership)
    assert plan_answer.answer(by=cast.giver, asked=asked, shown="1.1", said="in").answered_by == cast.giver.name


def test_shown_that_was_never_written_by_us_names_no_terms(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    for shown in ("", "1", "1.", "x.y", "-1.1", "1.1.1", "9" * 40, "٣.1"):
        with pytest.raises(Conflict):
            plan_answer.answer(by=None, asked=asked_of(made, cast.giver_school), shown=shown or " ", said="in")
    with pytest.raises(Invalid):
        say(made, cast.giver_school, said="maybe")


def test_questions_are_limited_for_each_school(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    asked = asked_of(made, cast.giver_school)
    for number in range(10):
        plan_answer.ask_question(by=None, asked=asked, words=f"Question {number}?")
    with pytest.raises(TooMany):
        plan_answer.ask_question(by=None, asked=asked, words="One more?")


def test_a_question_does_not_reach_somebody_who_no_longer_works_there(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    made.owners.filter(membership__school=cast.giver_school).update(person=cast.giver)
    made.owners.filter(membership__school=cast.partner_school).update(person=cast.stranger)
    plan_answer.ask_question(by=None, asked=asked_of(made, cast.giver_school), words="Is there parking?")
    assert mailed("plan.question") == sorted([cast.giver.email, lead_at(cast, cast.partner_school)])


def test_a_school_without_anybody_to_write_to_is_named(cast: Cast) -> None:
    made = make_proposal(cast.partnership, asked=False)
    Contact.unscoped.filter(membership__school=cast.partner_school).update(email="")
    sent = plan_asking.ask_schools(by=cast.coordinator, proposal=fresh_of(made), version=1, answer_by=clock.today())
    assert [each.membership.school for each in sent.unknown] == [cast.partner_school]
    assert sent.reached == 1


def test_asking_again_writes_to_the_silent_once_a_day(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    say(made, cast.giver_school)
    for _ in range(2):
        plan_asking.ask_again(by=cast.coordinator, proposal=fresh_of(made))
    assert mailed("plan.ask") == [lead_at(cast, cast.partner_school)]


def test_the_answer_by_lies_between_today_and_the_day(cast: Cast) -> None:
    made = make_proposal(cast.partnership, asked=False)
    for days in (-1, 8):
        until = clock.today() + dt.timedelta(days=days)
        with pytest.raises(Invalid):
            plan_asking.ask_schools(by=cast.coordinator, proposal=fresh_of(made), version=1, answer_by=until)


def test_a_link_lasts_until_its_day(cast: Cast) -> None:
    made = make_proposal(cast.partnership, asked=False, day=clock.today() + dt.timedelta(days=90))
    plan_asking.ask_schools(by=cast.coordinator, proposal=fresh_of(made), version=1, answer_by=clock.today())
    ends = set(LinkToken.objects.filter(purpose=links.ANSWER).values_list("expires_at__date", flat=True))
    assert min(ends) >= clock.today() + dt.timedelta(days=90)
