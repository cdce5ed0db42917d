"""A school’s answer on its page, behind its link and signed in, and what is confirmed from it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from bothways.core import clock
from bothways.core.models import OutboxRow
from bothways.partnerships import links
from bothways.partnerships.models import GivenAnswer, Membership, ProposalState, Question
from tests.people import Cast, browser_of
from tests.unit.web.plan_pages import (
    asked_about,
    link_of,
    plan_at,
)

pytestmark = pytest.mark.django_db


def test_opening_a_link_records_nothing_and_a_press_does(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school, title="Pond day")
    link = link_of(asked)
    page = Client().get(link)
    assert "Is Partner School in?" in page.content.decode()
    assert not GivenAnswer.unscoped.exists()
    said = Client().post(link, {"answer": "in", "shown": "1.1"})
    assert "Recorded: In" in said.content.decode()
    assert "You can change it with the same link until" in said.content.decode()
    asked.refresh_from_db()
    assert (asked.answer, asked.version) == ("in", 1)
    Client().post(link, {"answer": "in", "shown": "1.1"})
    assert GivenAnswer.unscoped.count() == 1


def test_a_link_shows_nothing_of_another_school(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school)
    asked.proposal.asked.filter(membership__school=cast.giver_school).update(answer="in_if", condition="secret words")
    page = Client().get(link_of(asked)).content.decode()
    assert "secret words" not in page
    assert "Giver School" not in page
    assert "@" not in page.replace("@media", "")


@pytest.mark.parametrize(
    ("press", "kept"),
    [
        ({"answer": "in_if", "condition_in_if": "the coach is shared"}, ("in_if", "the coach is shared")),
        ({"answer": "not_this_time"}, ("not_this_time", "")),
        ({"answer": "later", "condition_later": "in May"}, ("later", "in May")),
    ],
)
def test_every_answer_is_kept_in_the_schools_words(cast: Cast, press: dict[str, str], kept: tuple[str, str]) -> None:
    asked = asked_about(cast, cast.partner_school)
    assert Client().post(link_of(asked), {**press, "shown": "1.1"}).status_code == 200
    asked.refresh_from_db()
    assert (asked.answer, asked.condition) == kept


def test_in_if_without_a_condition_is_asked_for_and_nothing_is_recorded(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school)
    answer = Client().post(link_of(asked), {"answer": "in_if", "condition_in_if": " ", "shown": "1.1"})
    assert answer.status_code == 422
    assert "Write what has to be so" in answer.content.decode()
    assert not GivenAnswer.unscoped.exists()


def test_called_off_and_past_say_so_and_record_nothing(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school, title="Pond day")
    link = link_of(asked)
    browser_of(cast.giver).post(plan_at(cast, f"{asked.proposal_id}/call-off/"), {"reason": "The pond is dry."})
    for answer in (Client().get(link), Client().post(link, {"answer": "in", "shown": "1.1"})):
        assert "“Pond day” is called off" in answer.content.decode()
        assert "The pond is dry." in answer.content.decode()
    past = asked_about(cast, cast.partner_school, day=clock.today() - dt.timedelta(days=1))
    assert "has passed" in Client().post(link_of(past), {"answer": "in", "shown": "1.1"}).content.decode()
    assert not GivenAnswer.unscoped.exists()


def test_a_school_that_left_is_told_so(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school)
    Membership.unscoped.filter(pk=asked.membership_id).update(state="left")
    answer = Client().post(link_of(asked), {"answer": "in", "shown": "1.1"})
    assert "no longer takes part" in answer.content.decode()
    assert not GivenAnswer.unscoped.exists()


def test_links_mangled_and_expired_show_nothing(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school, title="Pond day")
    gone = "/" + links.make(links.ANSWER, asked.pk, days=-1).split("/", 3)[3]
    for link, status in ((link_of(asked)[:-3] + "x/", 404), (gone, 410)):
        answer = Client().get(link)
        assert answer.status_code == status
        assert "Pond day" not in answer.content.decode()


def test_a_question_reaches_the_owners_and_the_reply_the_school(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school)
    page = Client().post(link_of(asked), {"answer": "question", "words": "Is there parking?"}).content.decode()
    assert "No answer has been recorded" in page
    question = Question.unscoped.get()
    assert {row.kind for row in OutboxRow.objects.all()} == {"plan.question"}
    address = plan_at(cast, f"{asked.proposal_id}/reply/{question.pk}/")
    assert browser_of(cast.stranger).post(address, {"reply": "Yes."}).status_code == 404
    browser_of(cast.giver).post(address, {"reply": "Yes, behind the hall."})
    question.refresh_from_db()
    assert question.reply == "Yes, behind the hall."
    assert OutboxRow.objects.filter(kind="plan.reply").count() == 1


def test_the_lead_signed_in_answers_and_the_coordinator_may_not(cast: Cast) -> None:
    asked = asked_about(cast, cast.giver_school)
    address = plan_at(cast, f"{asked.proposal_id}/answer/{asked.pk}/")
    press = {"answer": "in", "shown": "1.1"}
    for nobody in (cast.coordinator, cast.partner, cast.giver):
        assert browser_of(nobody).post(address, press).status_code == 403
    assert browser_of(cast.stranger).post(address, press).status_code == 404
    assert browser_of(cast.giver_head).post(address, press).status_code == 200
    asked.refresh_from_db()
    assert asked.answer == "in"


def test_confirming_names_who_is_in_and_needs_owners_that_are_in(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school)
    made, browser = asked.proposal, browser_of(cast.giver)
    Client().post(link_of(asked), {"answer": "in", "shown": "1.1"})
    address = plan_at(cast, f"{made.pk}/confirm/")
    page = browser.post(address, {"version": "1"}, follow=True).content.decode()
    assert "At least two schools have to be in." in page
    other = made.asked.exclude(pk=asked.pk).get()
    Client().post(link_of(other), {"answer": "in_if", "condition_in_if": "it is dry", "shown": "1.1"})
    settle = plan_at(cast, f"{made.pk}/settle/{other.pk}/")
    browser.post(settle, {"condition": "it is dry", "words": "There is a tent."})
    assert "Confirmed, with 2 of 2 schools." in browser.post(address, {"version": "1"}, follow=True).content.decode()
    made.refresh_from_db()
    assert made.state == ProposalState.CONFIRMED


def test_a_condition_that_the_school_changed_meanwhile_is_not_settled(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school)
    Client().post(link_of(asked), {"answer": "in_if", "condition_in_if": "the coach is free", "shown": "1.1"})
    address = plan_at(cast, f"{asked.proposal_id}/settle/{asked.pk}/")
    browser_of(cast.giver).post(address, {"condition": "the coach is shared"})
    asked.refresh_from_db()
    assert asked.settled_at is None
