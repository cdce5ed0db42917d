"""Answers, changes and confirmations pressed at once: none is lost, and none belongs to other terms than were shown."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from collections import Counter
from dataclasses import replace

import pytest
from django.db import transaction

from bothways.core import clock
from bothways.core.models import OutboxRow
from bothways.partnerships.actions import plan, plan_answer, plan_asking, plan_change, plan_copy, plan_steps
from bothways.partnerships.models import Asked, GivenAnswer, Proposal, ProposalState
from bothways.partnerships.queries import plan as queries
from bothways.partnerships.queries import plan_draft, plan_waiting
from tests.factories.partnerships import join, make_partnership, make_proposal
from tests.factories.schools import make_school
from tests.people import Cast
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
SCHOOLS = 12


def _wide(cast: Cast) -> Proposal:
    """A proposal that twelve schools are asked about, two of them its owners."""
    for _ in range(SCHOOLS - 2):
        join(cast.partnership, make_school())
    return make_proposal(cast.partnership, starts_at=dt.time(9))


def _answer(asked_id: str, said: str = "in", shown: str = "1.1") -> None:
    plan_answer.answer(by=None, asked=plan_waiting.asked_by_link(asked_id), shown=shown, said=said)


def _later(cast: Cast, made: Proposal, hour: int) -> None:
    """The same proposal at another hour, saved by somebody who saw version 1."""
    fresh = cast.partnership.proposals.select_related("partnership", "host").get(pk=made.pk)
    standing = plan_draft.wanted_of(fresh, queries.asked_rows(fresh))
    wanted = replace(standing, terms=replace(standing.terms, starts_at=dt.time(hour)))
    plan_change.change(by=cast.coordinator, proposal=fresh, version=1, standing=standing, wanted=wanted)


def _assert_nobody_is_held_to_other_terms(made: Proposal) -> None:
    made.refresh_from_db()
    for each in made.asked.all():
        if each.answer in {"in", "in_if"}:
            assert each.version == made.version
            last = each.given.order_by("at").last()
            assert last is not None
            assert (last.version, last.answer) == (each.version, each.answer)


def test_twelve_schools_at_once_each_keep_their_answer_and_the_last_makes_it_agreed(cast: Cast) -> None:
    made = _wide(cast)
    turn = itertools.cycle(made.asked.values_list("pk", flat=True))
    results = all_at_once(lambda: _answer(next(turn)), presses=SCHOOLS)
    assert results == Counter({"ok": SCHOOLS})
    assert GivenAnswer.unscoped.count() == SCHOOLS
    made.refresh_from_db()
    assert made.state == ProposalState.AGREED


def test_two_schools_that_answer_last_at_once_cannot_both_miss_each_other(cast: Cast) -> None:
    for _ in range(5):
        made = make_proposal(cast.partnership)
        turn = itertools.cycle(made.asked.values_list("pk", flat=True))
        all_at_once(lambda turn=turn: _answer(next(turn)), presses=2)
        made.refresh_from_db()
        assert made.state == ProposalState.AGREED


def test_a_double_press_is_one_answer(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    asked = made.asked.first()
    assert asked is not None
    assert all_at_once(lambda: _answer(asked.pk), presses=20) == Counter({"ok": 20})
    assert GivenAnswer.unscoped.count() == 1


def test_answers_and_a_change_at_once_leave_no_yes_to_what_was_not_shown(cast: Cast) -> None:
    made = _wide(cast)
    ids = list(made.asked.values_list("pk", flat=True))
    turn = itertools.count()

    def press() -> None:
        number = next(turn)
        if number == SCHOOLS // 2:
            _later(cast, made, 10)
        else:
            _answer(ids[number % SCHOOLS])

    results = all_at_once(press, presses=SCHOOLS + 1)
    assert set(results) <= {"ok", "Moved"}
    _assert_nobody_is_held_to_other_terms(made)
    assert made.version == 2
    assert made.asked.exclude(answer="").count() == 0


def test_negative_control_without_the_held_version_a_yes_survives_the_change(cast: Cast) -> None:
    """The same crowd against look-then-write: proof that the crowd would be seen."""
    for _ in range(40):
        made = _wide(cast) if not Proposal.unscoped.exists() else make_proposal(cast.partnership, starts_at=dt.time(9))
        ids = list(made.asked.values_list("pk", flat=True))
        turn = itertools.count()

        def press(made: Proposal = made, ids: list[str] = ids, turn: itertools.count[int] = turn) -> None:
            number = next(turn)
            if number == SCHOOLS // 2:
                _later(cast, made, 10)
            else:
                _look_then_write(made.pk, ids[number % SCHOOLS])

        all_at_once(press, presses=SCHOOLS + 1)
        made.refresh_from_db()
        if made.asked.filter(answer="in").exclude(version=made.version).exists():
            return
    pytest.fail("no answer was ever lost to a change, so the crowd proves nothing")


def _look_then_write(proposal_id: str, asked_id: str) -> None:
    version = Proposal.unscoped.get(pk=proposal_id).version
    if version != 1:
        raise plan_steps.Moved
    time.sleep(0.02)
    Asked.unscoped.filter(pk=asked_id).update(answer="in", version=version)


def test_two_changes_at_once_are_one_change_and_one_that_is_told(cast: Cast) -> None:
    made = _wide(cast)
    hours = itertools.count(10)
    results = all_at_once(lambda: _later(cast, made, next(hours)), presses=8)
    assert results == Counter({"ok": 1, "Moved": 7})
    made.refresh_from_db()
    assert made.version == 2
    assert made.events.filter(kind="changed").count() == 1


def test_an_answer_to_what_is_being_called_off_is_either_before_it_or_refused(cast: Cast) -> None:
    made = _wide(cast)
    ids = list(made.asked.values_list("pk", flat=True))
    turn = itertools.count()

    def press() -> None:
        number = next(turn)
        if number == SCHOOLS // 2:
            plan.call_off(by=cast.coordinator, proposal=_fresh(cast, made))
        else:
            _answer(ids[number % SCHOOLS])

    results = all_at_once(press, presses=SCHOOLS)
    off = made.events.get(kind="called_off").at
    assert set(results) <= {"ok", "Moved"}
    assert all(given.at <= off for given in GivenAnswer.unscoped.all())
    assert GivenAnswer.unscoped.count() == results["ok"] - 1


def _fresh(cast: Cast, made: Proposal) -> Proposal:
    found: Proposal = cast.partnership.proposals.select_related("partnership", "host").get(pk=made.pk)
    return found


def test_ask_schools_pressed_twenty_times_writes_to_each_school_once(cast: Cast) -> None:
    made = make_proposal(cast.partnership, asked=False)
    until = clock.today() + dt.timedelta(days=3)

    def press() -> None:
        plan_asking.ask_schools(by=cast.coordinator, proposal=_fresh(cast, made), version=1, answer_by=until)

    assert all_at_once(press, presses=20) == Counter({"ok": 20})
    assert OutboxRow.objects.filter(kind="plan.ask").count() == 2
    assert made.events.filter(kind="asked").count() == 1


def test_confirm_pressed_twice_confirms_once(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    for pk in made.asked.values_list("pk", flat=True):
        _answer(pk)
    results = all_at_once(lambda: plan.confirm(by=cast.coordinator, proposal=_fresh(cast, made), version=1), presses=6)
    assert results == Counter({"ok": 1, "Moved": 5})


def test_confirming_and_leaving_at_once_never_confirms_what_lost_its_owners(cast: Cast) -> None:
    for _ in range(4):
        made = make_proposal(cast.partnership)
        ids = list(made.asked.values_list("pk", flat=True))
        for pk in ids:
            _answer(pk)
        turn = itertools.count()

        def press(made: Proposal = made, ids: list[str] = ids, turn: itertools.count[int] = turn) -> None:
            if next(turn) % 2:
                plan.confirm(by=cast.coordinator, proposal=_fresh(cast, made), version=1)
            else:
                _answer(ids[0], "not_this_time")

        assert set(all_at_once(press, presses=2)) <= {"ok", "Moved", "Invalid"}
        made.refresh_from_db()
        assert made.state == ProposalState.ASKING


def test_last_years_plan_copied_by_two_at_once_is_there_once(cast: Cast) -> None:
    then = clock.today() - dt.timedelta(days=364)
    old = [make_proposal(cast.partnership, day=then, state=ProposalState.DONE) for _ in range(3)]

    def press() -> None:
        rows = [_fresh(cast, each) for each in old]
        plan_copy.copy_plan(by=cast.giver, partnership=cast.partnership, proposals=rows, year=old[0].year + 1)

    assert all_at_once(press, presses=8) == Counter({"ok": 8})
    assert Proposal.unscoped.filter(copied_from__in=old).count() == 3
    assert Asked.unscoped.filter(proposal__copied_from__in=old).count() == 6


def test_a_refused_answer_leaves_nothing_behind(cast: Cast) -> None:
    other = make_partnership(make_school(), make_school())
    made = make_proposal(other)
    asked = made.asked.first()
    assert asked is not None
    with pytest.raises(plan_steps.Moved), transaction.atomic():
        _answer(asked.pk, shown="7.1")
    assert not GivenAnswer.unscoped.exists()
