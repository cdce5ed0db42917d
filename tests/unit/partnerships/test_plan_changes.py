"""Changes of a proposal: whose yes they take back, and who is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bothways.core.errors import Conflict
from bothways.core.models import OutboxRow
from bothways.partnerships.actions import plan, plan_change, plan_steps
from bothways.partnerships.models import ProposalState
from tests.factories.partnerships import join, make_proposal
from tests.factories.schools import make_school
from tests.people import Cast
from tests.unit.partnerships.plan_deeds import (
    asked_of,
    change_share,
    change_terms,
    fresh_of,
    laid_beside,
    lead_at,
    mailed,
    say,
    wanted_of,
)

pytestmark = pytest.mark.django_db


def test_changing_the_terms_asks_every_yes_again_and_tells_the_others(cast: Cast) -> None:
    third = join(cast.partnership, make_school())
    made = make_proposal(cast.partnership, starts_at=dt.time(9))
    say(made, cast.giver_school)
    say(made, cast.partner_school, "not_this_time")
    found = change_terms(cast.coordinator, made, starts_at=dt.time(10))
    assert [each.membership.school for each in found.reopened] == [cast.giver_school]
    assert mailed("plan.changed") == [lead_at(cast, cast.giver_school)]
    assert mailed("plan.changed_told") == sorted([lead_at(cast, cast.partner_school), lead_at(cast, third.school)])
    row = OutboxRow.objects.get(kind="plan.changed")
    assert "from 9am → " in row.context["changes"]
    event = made.events.get(kind="changed")
    assert (event.reopened, event.version) == (1, 2)
    assert asked_of(made, cast.partner_school).answer == "not_this_time"


def test_changing_one_schools_share_asks_that_school_alone(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    say(made, cast.giver_school)
    say(made, cast.partner_school)
    plan.confirm(by=cast.coordinator, proposal=fresh_of(made), version=1)
    found = change_share(cast.coordinator, made, cast.partner_school, gives="The minibus")
    assert [each.membership.school for each in found.reopened] == [cast.partner_school]
    assert mailed("plan.changed") == [lead_at(cast, cast.partner_school)]
    assert asked_of(made, cast.giver_school).answer == "in"
    assert (fresh_of(made).version, fresh_of(made).state) == (1, ProposalState.ASKING)
    with pytest.raises(Conflict):
        say(made, cast.partner_school, shown="1.1")
    say(made, cast.partner_school, shown="1.2")
    assert fresh_of(made).state == ProposalState.AGREED


def test_changing_words_and_owners_takes_no_answer_back(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    say(made, cast.giver_school)
    fresh = fresh_of(made)
    owner = frozenset([asked_of(made, cast.giver_school).membership_id])
    wanted = replace(wanted_of(fresh), title="Another name", about="More", owners=owner)
    found = plan_change.change(by=cast.coordinator, proposal=fresh, version=1, **laid_beside(fresh, wanted))
    assert not found.reopened
    assert (fresh_of(made).version, fresh_of(made).title, made.owners.count()) == (1, "Another name", 1)
    assert asked_of(made, cast.giver_school).answer == "in"


def test_words_that_another_saved_between_a_look_and_a_press_are_not_written_over(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    fresh = fresh_of(made)
    later = laid_beside(fresh, replace(wanted_of(fresh), title="Mine"))
    first = laid_beside(fresh, replace(wanted_of(fresh), about="Nets, trays and boots."))
    plan_change.change(by=cast.coordinator, proposal=fresh, version=1, **first)
    with pytest.raises(plan_steps.Moved):
        plan_change.change(by=cast.giver, proposal=fresh, version=1, **later)
    assert (fresh_of(made).about, fresh_of(made).title, fresh_of(made).version) == (
        "Nets, trays and boots.",
        made.title,
        1,
    )


def test_a_school_that_was_asked_cannot_be_left_out_by_a_change(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    fresh = fresh_of(made)
    ours = asked_of(made, cast.giver_school).membership_id
    wanted = wanted_of(fresh)
    wanted = replace(wanted, owners=frozenset([ours]), shares={ours: wanted.shares[ours]})
    plan_change.change(by=cast.coordinator, proposal=fresh, version=1, **laid_beside(fresh, wanted))
    assert made.asked.count() == 2
