"""A change of a proposal on its page: whom it asks again, and two who change it at once."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
from django.test import Client

from bothways.core.models import OutboxRow
from bothways.partnerships.models import GivenAnswer
from tests.factories.partnerships import make_proposal
from tests.people import Cast, browser_of
from tests.unit.web.plan_pages import (
    asked_about,
    link_of,
    member_of,
    plan_at,
    press_change,
    seen_by,
)

pytestmark = pytest.mark.django_db


def test_an_answer_to_terms_that_moved_on_is_not_recorded_and_the_new_terms_are_shown(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school, starts_at=dt.time(9))
    press_change(cast, asked.proposal, browser_of(cast.coordinator), starts_at="10:00")
    answer = Client().post(link_of(asked), {"answer": "in", "shown": "1.1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was recorded." in page
    assert "from 9am" in page
    assert "from 10am" in page
    assert 'value="2.1"' in page
    assert not GivenAnswer.unscoped.exists()


def test_what_changed_for_another_school_is_not_shown_behind_a_link(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school, starts_at=dt.time(9))
    other = f"gives_{member_of(cast, cast.giver_school).pk}"
    own = f"gives_{asked.membership_id}"
    words = {other: "A secret cellar", own: "Our minibus"}
    press_change(cast, asked.proposal, browser_of(cast.coordinator), starts_at="10:00", **words)
    page = Client().post(link_of(asked), {"answer": "in", "shown": "1.1"}).content.decode()
    assert "from 10am" in page
    assert "nothing → Our minibus" in page
    assert "cellar" not in page
    assert "Giver School" not in page


def test_a_change_shows_first_whom_it_asks_again_and_then_asks_them(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school, starts_at=dt.time(9))
    Client().post(link_of(asked), {"answer": "in", "shown": "1.1"})
    browser = browser_of(cast.giver)
    shown = press_change(cast, asked.proposal, browser, deed="", starts_at="10:00").content.decode()
    assert "1 school will be asked again" in shown
    assert "Partner School" in shown
    asked.refresh_from_db()
    assert asked.answer == "in"
    press_change(cast, asked.proposal, browser, starts_at="10:00")
    asked.refresh_from_db()
    assert (asked.answer, asked.given.count()) == ("", 1)
    assert OutboxRow.objects.filter(kind="plan.changed", about_id=asked.pk).count() == 1
    page = browser.get(plan_at(cast, f"{asked.proposal_id}/answers/")).content.decode()
    assert "Asked again after a change, and not yet in again: Partner School." in page


def test_a_change_that_takes_nothing_back_is_saved_at_once(cast: Cast) -> None:
    asked = asked_about(cast, cast.partner_school)
    Client().post(link_of(asked), {"answer": "in", "shown": "1.1"})
    answer = press_change(cast, asked.proposal, browser_of(cast.giver), deed="", title="A better name")
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert asked.answer == "in"


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused_with_all_that_was_typed(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    browser = browser_of(cast.giver)
    before = seen_by(cast, made, browser)
    press_change(cast, made, browser, starts_at="10:00")
    answer = press_change(cast, made, browser, starts_at="11:00", version="1", seen=before, place="The barn")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The barn" in page
    assert "→" in page
    assert 'name="version" value="2"' in page
    made.refresh_from_db()
    assert (made.starts_at, made.version) == (dt.time(10), 2)
    assert press_change(cast, made, browser, starts_at="11:00", place="The barn").status_code == 302


def test_two_who_change_only_words_keep_what_each_of_them_wrote(cast: Cast) -> None:
    """Neither the description nor one school's share makes a new version of the terms."""
    made = make_proposal(cast.partnership, title="Pond day", about="Nets and trays.")
    giver, partner = member_of(cast, cast.giver_school).pk, member_of(cast, cast.partner_school).pk
    browser = browser_of(cast.giver)
    before = seen_by(cast, made, browser)
    press_change(cast, made, browser, about="Nets, trays and boots.", **{f"gives_{giver}": "The pond"})
    own = {f"gives_{partner}": "The minibus", f"gives_{giver}": "", "about": "Nets and trays."}
    answer = press_change(cast, made, browser_of(cast.partner), seen=before, title="Pond and hedge", **own)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Somebody else changed it while this page was open. Nothing was saved" in page
    assert "<li>What we would do: Nets and trays. → Nets, trays and boots.</li>" in page
    assert "<li>Giver School: It would give: nothing → The pond</li>" in page
    for kept in ("Pond and hedge", "The minibus", "The pond", "Nets, trays and boots.</textarea>"):
        assert kept in page
    made.refresh_from_db()
    assert (made.title, made.about, made.version) == ("Pond day", "Nets, trays and boots.", 1)
    assert {each.gives for each in made.asked.all()} == {"The pond", ""}
