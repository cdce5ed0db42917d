"""Acts on a proposal: who may, what is written down, who is told; and what the year, schools and needs read of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bothways.core import clock
from bothways.core.errors import Conflict, Invalid, Refused, TooMany
from bothways.core.models import AuditEntry, OutboxRow
from bothways.partnerships import links, policies
from bothways.partnerships.actions import plan, plan_answer, plan_asking, plan_change, plan_copy, plan_steps
from bothways.partnerships.models import Asked, Contact, Membership, Proposal, ProposalState
from bothways.partnerships.needs import answers as needs
from bothways.partnerships.queries import plan as queries
from bothways.partnerships.queries import plan_draft, plan_waiting, plan_warnings, plan_words
from bothways.rules import consent
from bothways.schools.roles import TEACHER
from tests.factories.partnerships import join, make_meeting, make_proposal
from tests.factories.schools import give_role, make_person, make_school
from tests.people import Cast

pytestmark = pytest.mark.django_db


def _fresh(made: Proposal) -> Proposal:
    found: Proposal = made.partnership.proposals.select_related("partnership", "host").get(pk=made.pk)
    return found


def _asked(made: Proposal, school: Any) -> Asked:
    return plan_waiting.asked_by_link(made.asked.get(membership__school=school).pk)


def _say(made: Proposal, school: Any, said: str = "in", condition: str = "", shown: str = "") -> Asked:
    asked = _asked(made, school)
    terms = shown or plan_words.shown(asked, asked.proposal)
    return plan_answer.answer(by=None, asked=asked, shown=terms, said=said, condition=condition)


def _wanted(made: Proposal, **terms: Any) -> plan_draft.Wanted:
    standing = plan_draft.wanted_of(made, queries.asked_rows(made))
    return replace(standing, terms=replace(standing.terms, **terms))


def _laid_beside(made: Proposal, wanted: plan_draft.Wanted) -> Any:
    """What is wanted, and what stood when it was."""
    return {"standing": _wanted(made), "wanted": wanted}


def _change(by: Any, made: Proposal, **terms: Any) -> plan_draft.Effect:
    fresh = _fresh(made)
    return plan_change.change(
        by=by, proposal=fresh, version=fresh.version, **_laid_beside(fresh, _wanted(fresh, **terms))
    )


def _share(by: Any, made: Proposal, school: Any, **share: Any) -> plan_draft.Effect:
    fresh = _fresh(made)
    wanted = _wanted(fresh)
    key = _asked(made, school).membership_id
    shares = {**wanted.shares, key: replace(wanted.shares[key], **share)}
    both = _laid_beside(fresh, replace(wanted, shares=shares))
    return plan_change.change(by=by, proposal=fresh, version=fresh.version, **both)


def _mail(kind: str) -> list[str]:
    return sorted(OutboxRow.objects.filter(kind=kind).values_list("recipient", flat=True))


def _lead(cast: Cast, school: Any) -> str:
    return str(Contact.unscoped.get(membership__school=school, membership__partnership=cast.partnership).email)


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
        getattr(plan, act)(by=cast.partner, proposal=_fresh(made), **more)
    assert _fresh(made).state == made.state


def test_every_act_leaves_its_audit_row_and_its_line_of_history(cast: Cast) -> None:
    made = make_proposal(cast.partnership, day=clock.today())
    _say(made, cast.giver_school)
    _say(made, cast.partner_school)
    plan.confirm(by=cast.coordinator, proposal=_fresh(made), version=1)
    plan.mark_done(by=cast.giver, proposal=_fresh(made))
    plan.put_back(by=cast.giver, proposal=_fresh(made))
    plan.put_back(by=cast.giver, proposal=_fresh(made))
    assert _fresh(made).state == ProposalState.AGREED
    plan.call_off(by=cast.coordinator, proposal=_fresh(made), reason="Rain")
    plan.take_up_again(by=cast.coordinator, proposal=_fresh(made))
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
    _say(made, cast.giver_school)
    _say(made, cast.partner_school, "not_this_time")
    plan.call_off(by=cast.coordinator, proposal=_fresh(made))
    assert _mail("plan.called_off") == sorted([_lead(cast, cast.giver_school), _lead(cast, cast.partner_school)])
    plan.take_up_again(by=cast.coordinator, proposal=_fresh(made))
    said = {each.membership.school.pk: each.answer for each in queries.asked_rows(made)}
    assert said == {cast.giver_school.pk: "", cast.partner_school.pk: "not_this_time"}
    with pytest.raises(Conflict):
        _say(made, cast.giver_school, shown="1.1")
    until = clock.today()
    plan_asking.ask_schools(by=cast.coordinator, proposal=_fresh(made), version=2, answer_by=until)
    assert _mail("plan.ask") == [_lead(cast, cast.giver_school)]


def test_it_is_not_done_before_its_day(cast: Cast) -> None:
    made = make_proposal(cast.partnership, state=ProposalState.CONFIRMED)
    with pytest.raises(Invalid):
        plan.mark_done(by=cast.coordinator, proposal=_fresh(made))


def test_changing_the_terms_asks_every_yes_again_and_tells_the_others(cast: Cast) -> None:
    third = join(cast.partnership, make_school())
    made = make_proposal(cast.partnership, starts_at=dt.time(9))
    _say(made, cast.giver_school)
    _say(made, cast.partner_school, "not_this_time")
    found = _change(cast.coordinator, made, starts_at=dt.time(10))
    assert [each.membership.school for each in found.reopened] == [cast.giver_school]
    assert _mail("plan.changed") == [_lead(cast, cast.giver_school)]
    assert _mail("plan.changed_told") == sorted([_lead(cast, cast.partner_school), _lead(cast, third.school)])
    row = OutboxRow.objects.get(kind="plan.changed")
    assert "from 9am → " in row.context["changes"]
    event = made.events.get(kind="changed")
    assert (event.reopened, event.version) == (1, 2)
    assert _asked(made, cast.partner_school).answer == "not_this_time"


def test_changing_one_schools_share_asks_that_school_alone(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    _say(made, cast.giver_school)
    _say(made, cast.partner_school)
    plan.confirm(by=cast.coordinator, proposal=_fresh(made), version=1)
    found = _share(cast.coordinator, made, cast.partner_school, gives="The minibus")
    assert [each.membership.school for each in found.reopened] == [cast.partner_school]
    assert _mail("plan.changed") == [_lead(cast, cast.partner_school)]
    assert _asked(made, cast.giver_school).answer == "in"
    assert (_fresh(made).version, _fresh(made).state) == (1, ProposalState.ASKING)
    with pytest.raises(Conflict):
        _say(made, cast.partner_school, shown="1.1")
    _say(made, cast.partner_school, shown="1.2")
    assert _fresh(made).state == ProposalState.AGREED


def test_changing_words_and_owners_takes_no_answer_back(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    _say(made, cast.giver_school)
    fresh = _fresh(made)
    owner = frozenset([_asked(made, cast.giver_school).membership_id])
    wanted = replace(_wanted(fresh), title="Another name", about="More", owners=owner)
    found = plan_change.change(by=cast.coordinator, proposal=fresh, version=1, **_laid_beside(fresh, wanted))
    assert not found.reopened
    assert (_fresh(made).version, _fresh(made).title, made.owners.count()) == (1, "Another name", 1)
    assert _asked(made, cast.giver_school).answer == "in"


def test_words_that_another_saved_between_a_look_and_a_press_are_not_written_over(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    fresh = _fresh(made)
    later = _laid_beside(fresh, replace(_wanted(fresh), title="Mine"))
    first = _laid_beside(fresh, replace(_wanted(fresh), about="Nets, trays and boots."))
    plan_change.change(by=cast.coordinator, proposal=fresh, version=1, **first)
    with pytest.raises(plan_steps.Moved):
        plan_change.change(by=cast.giver, proposal=fresh, version=1, **later)
    assert (_fresh(made).about, _fresh(made).title, _fresh(made).version) == ("Nets, trays and boots.", made.title, 1)


def test_a_school_that_was_asked_cannot_be_left_out_by_a_change(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    fresh = _fresh(made)
    ours = _asked(made, cast.giver_school).membership_id
    wanted = _wanted(fresh)
    wanted = replace(wanted, owners=frozenset([ours]), shares={ours: wanted.shares[ours]})
    plan_change.change(by=cast.coordinator, proposal=fresh, version=1, **_laid_beside(fresh, wanted))
    assert made.asked.count() == 2


def test_leaving_after_it_was_confirmed_tells_those_who_look_after_it(cast: Cast) -> None:
    third = join(cast.partnership, make_school())
    made = make_proposal(cast.partnership)
    owners = {each.membership.school_id for each in queries.owners_of(made)}
    rows = [each.membership.school for each in queries.asked_rows(made)]
    for school in rows:
        _say(made, school)
    plan.confirm(by=cast.coordinator, proposal=_fresh(made), version=1)
    leaver = next(school for school in (third.school, *rows) if school.pk not in owners)
    _say(made, leaver, "not_this_time")
    assert len(_mail("plan.left")) == 2
    assert _fresh(made).state == ProposalState.CONFIRMED


def test_the_coordinator_answers_for_nobody_and_a_lead_teacher_for_the_own_school(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    asked = _asked(made, cast.giver_school)
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
            plan_answer.answer(by=None, asked=_asked(made, cast.giver_school), shown=shown or " ", said="in")
    with pytest.raises(Invalid):
        _say(made, cast.giver_school, said="maybe")


def test_questions_are_limited_for_each_school(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    asked = _asked(made, cast.giver_school)
    for number in range(10):
        plan_answer.ask_question(by=None, asked=asked, words=f"Question {number}?")
    with pytest.raises(TooMany):
        plan_answer.ask_question(by=None, asked=asked, words="One more?")


def test_a_question_does_not_reach_somebody_who_no_longer_works_there(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    made.owners.filter(membership__school=cast.giver_school).update(person=cast.giver)
    made.owners.filter(membership__school=cast.partner_school).update(person=cast.stranger)
    plan_answer.ask_question(by=None, asked=_asked(made, cast.giver_school), words="Is there parking?")
    assert _mail("plan.question") == sorted([cast.giver.email, _lead(cast, cast.partner_school)])


def test_a_school_without_anybody_to_write_to_is_named(cast: Cast) -> None:
    made = make_proposal(cast.partnership, asked=False)
    Contact.unscoped.filter(membership__school=cast.partner_school).update(email="")
    sent = plan_asking.ask_schools(by=cast.coordinator, proposal=_fresh(made), version=1, answer_by=clock.today())
    assert [each.membership.school for each in sent.unknown] == [cast.partner_school]
    assert sent.reached == 1


def test_asking_again_writes_to_the_silent_once_a_day(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    _say(made, cast.giver_school)
    for _ in range(2):
        plan_asking.ask_again(by=cast.coordinator, proposal=_fresh(made))
    assert _mail("plan.ask") == [_lead(cast, cast.partner_school)]


def test_the_answer_by_lies_between_today_and_the_day(cast: Cast) -> None:
    made = make_proposal(cast.partnership, asked=False)
    for days in (-1, 8):
        until = clock.today() + dt.timedelta(days=days)
        with pytest.raises(Invalid):
            plan_asking.ask_schools(by=cast.coordinator, proposal=_fresh(made), version=1, answer_by=until)


def test_a_link_lasts_until_its_day(cast: Cast) -> None:
    from bothways.core.models import LinkToken

    made = make_proposal(cast.partnership, asked=False, day=clock.today() + dt.timedelta(days=90))
    plan_asking.ask_schools(by=cast.coordinator, proposal=_fresh(made), version=1, answer_by=clock.today())
    ends = set(LinkToken.objects.filter(purpose=links.ANSWER).values_list("expires_at__date", flat=True))
    assert min(ends) >= clock.today() + dt.timedelta(days=90)


def test_copied_to_the_same_week_and_without_those_who_left(cast: Cast) -> None:
    third = join(cast.partnership, make_school())
    day = dt.date(2025, 12, 3)
    old = make_proposal(cast.partnership, day=day, state=ProposalState.DONE, pupils=30)
    old.asked.update(answer="in", version=1, gets="A morning")
    Membership.unscoped.filter(pk=third.pk).update(state="left")
    made = plan_copy.copy_one(by=cast.giver, proposal=_fresh(old))
    assert (made.day, made.half_term, made.pupils) == (dt.date(2026, 12, 2), 1, 30)
    assert made.asked.count() == 2
    assert {each.gets for each in made.asked.all()} == {"A morning"}
    assert plan_copy.copy_one(by=cast.giver, proposal=_fresh(old)) == made


def test_the_year_is_read_with_as_many_queries_however_full_it_is(cast: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for more in (1, 2, 27):
        for _ in range(more):
            made = make_proposal(cast.partnership)
            make_meeting(cast.partnership)
        cast.giver.held  # noqa: B018 - roles are read once a request, before
        partnership = _fresh(made).partnership
        queries.calendars.half_terms(partnership, made.year)
        with CaptureQueriesContext(connection) as captured:
            found = queries.timeline(partnership, made.year, cast.giver)
        counts.append(len(captured))
        assert len(found) == 6
    assert counts == [2, 2, 2]
    assert sum(len(term.items) for term in found) == 60


def test_the_needs_of_the_plan_are_read_with_as_many_queries_however_many(cast: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bothways.partnerships.queries.once import for_one_page

    counts = []
    for more in (1, 2, 27):
        for _ in range(more):
            join(cast.partnership, make_school())
            make_proposal(cast.partnership)
        with CaptureQueriesContext(connection) as captured:
            list(needs.source(for_one_page(cast.partnership), clock.today()))
        counts.append(len(captured))
    assert counts == [6, 6, 6]


def _found(cast: Cast, prefix: str, today: dt.date | None = None) -> list[Any]:
    found = needs.source(cast.partnership, today or clock.today())
    return [each for each in found if each.key.startswith(f"{prefix}:")]


def test_whoever_owes_an_answer_is_named_with_whom_a_reminder_reaches(cast: Cast) -> None:
    made = make_proposal(cast.partnership, title="Pond day")
    _say(made, cast.giver_school)
    (need,) = _found(cast, "answers")
    assert need.title == "Partner School has not answered “Pond day”"
    (owing,) = need.owed_by
    assert (owing.school, owing.email, owing.about_id) == (
        "Partner School",
        _lead(cast, cast.partner_school),
        _asked(made, cast.partner_school).pk,
    )
    assert needs.link_for(owing, cast.coordinator).startswith("http://testserver/reply/plan/")
    (own,) = _found(cast, "answer")
    assert own.for_schools == {cast.partner_school.pk}
    assert not own.for_run


def test_what_else_waits_for_somebody(cast: Cast) -> None:
    made = make_proposal(cast.partnership, title="Pond day")
    plan_answer.ask_question(by=None, asked=_asked(made, cast.partner_school), words="Is there parking?")
    assert [need.text for need in _found(cast, "question")] == ["Is there parking?"]
    _say(made, cast.giver_school)
    _say(made, cast.partner_school, "in_if", "it is dry")
    (condition,) = _found(cast, "condition")
    assert "In if it is dry" in condition.text
    asked = _asked(made, cast.partner_school)
    plan_answer.settle_condition(by=cast.coordinator, asked=asked, condition="it is dry")
    assert not _found(cast, "condition")
    assert len(_found(cast, "confirm")) == 1
    plan.confirm(by=cast.coordinator, proposal=_fresh(made), version=1)
    assert not _found(cast, "confirm")
    assert not _found(cast, "past")
    assert len(_found(cast, "past", made.day + dt.timedelta(days=1))) == 1  # type: ignore[operator]


def test_what_waits_for_a_school_and_what_it_said_yes_to(cast: Cast) -> None:
    made = make_proposal(cast.partnership, title="Pond day")
    made.asked.update(gives="A pond", gets="A morning")
    mine = [cast.partner_school.pk]
    (waiting,) = plan_waiting.asked_of_school(mine)
    assert (waiting.title, waiting.gives, waiting.gets, waiting.shown) == ("Pond day", "A pond", "A morning", "1.1")
    assert plan_waiting.next_for_schools(mine) == ()
    _say(made, cast.partner_school)
    assert plan_waiting.asked_of_school(mine) == ()
    assert [each.title for each in plan_waiting.next_for_schools(mine)] == ["Pond day"]
    assert plan_waiting.next_for_schools([cast.stranger_school.pk]) == ()
    _change(cast.coordinator, made, starts_at=dt.time(10))
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
