"""What forming still needs, said once each, in a number of queries that does not grow."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from bothways.core import clock, tokens
from bothways.messages.catalogue import BY_KIND
from bothways.messages.render import render
from bothways.partnerships import links
from bothways.partnerships.actions import joining
from bothways.partnerships.models import Contact, MembershipState
from bothways.partnerships.needs.forming import QUIET_DAYS, link_for, source
from bothways.partnerships.needs.need import Need
from bothways.partnerships.queries.once import for_one_page
from tests.counting import as_rows_grow, questions
from tests.factories.partnerships import join
from tests.factories.schools import make_school
from tests.people import Cast
from tests.unit.partnerships.forming_people import LEAD, ask, links_in_mail

pytestmark = pytest.mark.django_db


def _needs(cast: Cast, days: int = 0) -> dict[str, Need]:
    return {need.key: need for need in source(cast.partnership, clock.today() + dt.timedelta(days=days))}


def _key(what: str, cast: Cast) -> str:
    return f"forming.{what}:{cast.partnership.pk}"


def test_a_school_is_left_in_peace_for_some_days_and_then_asked_again_by_a_fresh_link(cast: Cast) -> None:
    asked = ask(cast)
    (first,) = links_in_mail()
    assert _key("unanswered", cast) not in _needs(cast, QUIET_DAYS - 1)
    need = _needs(cast, QUIET_DAYS)[_key("unanswered", cast)]
    assert need.title == "1 school has not said whether it joins"
    (owing,) = need.owed_by
    assert (owing.membership_id, owing.about_id, owing.email, owing.first_name) == (asked.pk, asked.pk, LEAD, "Ann")
    assert LEAD not in repr(owing)
    link = link_for(owing)
    token = link.rstrip("/").rsplit("/", 1)[1]
    for each in (token, first):
        assert tokens.find(each, purpose=links.MEMBERSHIP).subject_id == asked.pk


def test_an_answer_ends_the_need(cast: Cast) -> None:
    ask(cast)
    joining.answer_by_link(token=links_in_mail()[0], said="yes")
    assert _key("unanswered", cast) not in _needs(cast, QUIET_DAYS)


def test_the_reminder_can_be_written_from_what_the_need_gives(cast: Cast) -> None:
    ask(cast)
    need = _needs(cast, QUIET_DAYS)[_key("unanswered", cast)]
    context = {**need.nudge_context, "school": need.owed_by[0].school, "link": link_for(need.owed_by[0])}
    assert BY_KIND[need.nudge].sample.keys() == context.keys()
    assert "Asked School" in render(need.nudge, context).subject


def test_a_question_waits_for_a_reply_and_then_no_more(cast: Cast) -> None:
    ask(cast)
    question = joining.ask_something(token=links_in_mail()[0], words="How many meetings?")
    need = _needs(cast)[f"forming.question:{question.pk}"]
    assert need.title == "Asked School asks something before it answers"
    joining.reply(by=cast.coordinator, question=question, words="Six")
    assert f"forming.question:{question.pk}" not in _needs(cast)


def test_schools_that_nobody_can_write_to_are_one_need(cast: Cast) -> None:
    assert _key("nobody", cast) not in _needs(cast)
    Contact.unscoped.filter(membership__school=cast.giver_school).update(email="")
    need = _needs(cast)[_key("nobody", cast)]
    assert (need.text, need.route) == ("Giver School", "partnership_school")
    Contact.unscoped.filter(membership__school=cast.partner_school).update(ends_on=clock.today())
    need = _needs(cast)[_key("nobody", cast)]
    assert (need.text, need.route) == ("Giver School, Partner School", "partnership_schools")


def test_fewer_than_four_is_a_need_until_enough_are_asked(cast: Cast) -> None:
    assert _needs(cast)[_key("few", cast)].text.startswith("2 of 4 schools")
    join(cast.partnership, make_school())
    join(cast.partnership, make_school(), state=MembershipState.ASKED)
    assert _key("few", cast) not in _needs(cast)


def test_every_need_leads_somewhere(cast: Cast) -> None:
    ask(cast)
    joining.ask_something(token=links_in_mail()[0], words="How many meetings?")
    Contact.unscoped.filter(membership__school=cast.giver_school).update(email="")
    found = _needs(cast, QUIET_DAYS)
    assert len(found) == 4
    for need in found.values():
        assert reverse(need.route, kwargs=dict(need.args))


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    def counted() -> int:
        for_one_page(cast.partnership)
        return questions(lambda: _needs(cast, QUIET_DAYS))

    counts = as_rows_grow(lambda _: join(cast.partnership, make_school(), state=MembershipState.ASKED), counted)
    assert counts == [3, 3, 3]
