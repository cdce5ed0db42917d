"""Acts on a proposal: who may, what is written down, and how it moves from its beginning to its day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bothways.core import clock
from bothways.core.errors import Conflict, Invalid, Refused
from bothways.core.models import AuditEntry
from bothways.partnerships.actions import plan, plan_asking, plan_copy
from bothways.partnerships.models import Membership, Proposal, ProposalState
from bothways.partnerships.queries import plan as queries
from bothways.partnerships.queries import plan_draft
from bothways.rules import consent
from bothways.schools.roles import TEACHER
from tests.factories.partnerships import join, make_proposal
from tests.factories.schools import give_role, make_person, make_school
from tests.people import Cast
from tests.unit.partnerships.plan_deeds import (
    fresh_of,
    lead_at,
    mailed,
    say,
)

pytestmark = pytest.mark.django_db


def test_a_guest_and_a_stranger_may_not_propose(cast: Cast) -> None:
    school, person = make_school(), make_person(name="Guest")
    join(cast.partnership, school, kind="guest")
    give_role(person, TEACHER, school)
    wanted = plan_draft.Wanted(title="Day", terms=consent.Terms(2026, 1))
    for somebody in (person, cast.stranger):
        with pytest.raises(Refused):
            plan.propose(by=somebody, partnership=cast.partnership, wanted=wanted)


def test_only_members_own_only_those_asked_own_and_somebody_owns(cast: Cast) -> None:
    ours = Membership.unscoped.get(partnership=cast.partnership, school=cast.giver_school).pk
    theirs = Membership.unscoped.get(partnership=cast.other_partnership).pk
    share = consent.Share()
    for owners, shares in (((), (ours,)), ((ours,), ()), ((ours,), (ours, theirs)), ((theirs,), (ours,))):
        wanted = plan_draft.Wanted(
            "Day", consent.Terms(2026, 1), owners=frozenset(owners), shares=dict.fromkeys(shares, share)
        )
        with pytest.raises(Invalid):
            plan.propose(by=cast.giver, partnership=cast.partnership, wanted=wanted)
    assert not Proposal.unscoped.exists()


def test_the_day_places_a_proposal_in_its_year_and_half_term(cast: Cast) -> None:
    terms = consent.Terms(2020, 0, day=dt.date(2027, 3, 10))
    found = plan_draft.placed(cast.partnership, terms)
    assert (found.year, found.half_term) == (2026, 3)
    assert plan_draft.placed(cast.partnership, replace(terms, day=None)).year == 2020


@pytest.mark.parametrize("act", ["confirm", "call_off", "mark_done", "put_back", "take_up_again"])
def test_whoever_neither_runs_nor_owns_it_moves_nothing(cast: Cast, act: str) -> None:
    states = {"mark_done": "confirmed", "put_back": "done", "take_up_again": "called_off"}
    made = make_proposal(cast.partnership, state=states.get(act, "asking"))
    made.owners.filter(membership__school=cast.partner_school).delete()
    more = {"version": 1} if act == "confirm" else {}
    with pytest.raises(Refused):
        getattr(plan, act)(by=cast.partner, proposal=fresh_of(made), **more)
    assert fresh_of(made).state == made.state


def test_every_act_leaves_its_audit_row_and_its_line_of_history(cast: Cast) -> None:
    made = make_proposal(cast.partnership, day=clock.today())
    say(made, cast.giver_school)
    say(made, cast.partner_school)
    plan.confirm(by=cast.coordinator, proposal=fresh_of(made), version=1)
    plan.mark_done(by=cast.giver, proposal=fresh_of(made))
    plan.put_back(by=cast.giver, proposal=fresh_of(made))
    plan.put_back(by=cast.giver, proposal=fresh_of(made))
    assert fresh_of(made).state == ProposalState.AGREED
    plan.call_off(by=cast.coordinator, proposal=fresh_of(made), reason="Rain")
    plan.take_up_again(by=cast.coordinator, proposal=fresh_of(made))
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    said = {"school answered", "proposal confirmed", "proposal done", "proposal put back", "proposal called off"}
    assert said | {"proposal taken up again"} <= verbs
    kinds = list(made.events.values_list("kind", flat=True))
    assert kinds == [
        "agreed",
        "confirmed",
        "done",
        "reopened",
        "reopened",
        "agreed",
        "called_off",
        "reopened",
    ]


def test_taken_up_again_nobody_is_in_and_the_old_link_is_asked_anew(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    say(made, cast.giver_school)
    say(made, cast.partner_school, "not_this_time")
    plan.call_off(by=cast.coordinator, proposal=fresh_of(made))
    assert mailed("plan.called_off") == sorted([lead_at(cast, cast.giver_school), lead_at(cast, cast.partner_school)])
    plan.take_up_again(by=cast.coordinator, proposal=fresh_of(made))
    said = {each.membership.school.pk: each.answer for each in queries.asked_rows(made)}
    assert said == {cast.giver_school.pk: "", cast.partner_school.pk: "not_this_time"}
    with pytest.raises(Conflict):
        say(made, cast.giver_school, shown="1.1")
    until = clock.today()
    plan_asking.ask_schools(by=cast.coordinator, proposal=fresh_of(made), version=2, answer_by=until)
    assert mailed("plan.ask") == [lead_at(cast, cast.giver_school)]


def test_it_is_not_done_before_its_day(cast: Cast) -> None:
    made = make_proposal(cast.partnership, state=ProposalState.CONFIRMED)
    with pytest.raises(Invalid):
        plan.mark_done(by=cast.coordinator, proposal=fresh_of(made))


def test_copied_to_the_same_week_and_without_those_who_left(cast: Cast) -> None:
    third = join(cast.partnership, make_school())
    day = dt.date(2025, 12, 3)
    old = make_proposal(cast.partnership, day=day, state=ProposalState.DONE, pupils=30)
    old.asked.update(answer="in", version=1, gets="A morning")
    Membership.unscoped.filter(pk=third.pk).update(state="left")
    made = plan_copy.copy_one(by=cast.giver, proposal=fresh_of(old))
    assert (made.day, made.half_term, made.pupils) == (dt.date(2026, 12, 2), 1, 30)
    assert made.asked.count() == 2
    assert {each.gets for each in made.asked.all()} == {"A morning"}
    assert plan_copy.copy_one(by=cast.giver, proposal=fresh_of(old)) == made
