"""Needs from every source, and one reminder to those who owe and to nobody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from bothways.core import clock, outbox
from bothways.core.errors import Conflict, NotFound, Refused, Unavailable
from bothways.core.models import AuditEntry, OutboxRow
from bothways.messages.render import render
from bothways.partnerships.actions import nudging as actions
from bothways.partnerships.actions import week as letters
from bothways.partnerships.models import Asked, Contact, Nudge, Partnership, Promise
from bothways.partnerships.needs import found as needs
from bothways.partnerships.needs.need import Need, Owing, Why
from bothways.partnerships.queries import needs as reads
from bothways.partnerships.queries import week
from bothways.rules import terms
from bothways.schools.models import Person
from tests.factories.partnerships import make_proposal
from tests.people import Cast

pytestmark = pytest.mark.django_db


def asking(cast: Cast) -> str:
    """A proposal that both schools owe an answer to; its need's key."""
    proposal = make_proposal(cast.partnership, answer_by=clock.today() + dt.timedelta(days=2))
    return f"answers:{proposal.pk}"


def broken(_partnership: object, _today: object) -> Any:
    raise RuntimeError("a source that fails")


def test_needs_come_to_whoever_runs_it_and_to_the_schools_that_they_are_for(cast: Cast) -> None:
    key = asking(cast)
    today = clock.today()
    assert key in [need.key for need in needs.found_for(cast.partnership, cast.coordinator, today).needs]
    assert key not in [need.key for need in needs.found_for(cast.partnership, cast.giver, today).needs]
    own = needs.found_for(cast.partnership, cast.giver, today).needs
    assert all(cast.giver_school.pk in need.for_schools for need in own)
    assert own
    assert not needs.found_for(cast.partnership, cast.stranger, today).needs


def test_a_source_that_fails_takes_nothing_else_down(cast: Cast) -> None:
    key = asking(cast)
    with override_settings(NEED_SOURCES=[f"{__name__}.broken", "bothways.partnerships.needs.answers.source"]):
        found = needs.found(cast.partnership, clock.today())
    assert found.broken
    assert key in [need.key for need in found.needs]


def broken_in_the_database(_partnership: object, _today: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


@pytest.mark.parametrize("source", ["broken", "broken_in_the_database"])
def test_a_source_that_fails_keeps_no_reminder_back(cast: Cast, source: str) -> None:
    key = asking(cast)
    with override_settings(NEED_SOURCES=[f"{__name__}.{source}", "bothways.partnerships.needs.answers.source"]):
        actions.nudge(by=cast.coordinator, partnership=cast.partnership, key=key)
    assert OutboxRow.objects.filter(kind="plan.nudge").count() == 2


def test_nobody_is_said_to_owe_nothing_while_a_source_fails(cast: Cast) -> None:
    key = asking(cast)
    with override_settings(NEED_SOURCES=[f"{__name__}.broken"]), pytest.raises(Unavailable, match="cannot tell"):
        actions.nudge(by=cast.coordinator, partnership=cast.partnership, key=key)
    assert not OutboxRow.objects.exists()


def test_a_nudge_reaches_exactly_those_who_owe(cast: Cast) -> None:
    key = asking(cast)
    Asked.unscoped.filter(membership__school=cast.giver_school).update(answer="in", version=1)
    made = actions.nudge(by=cast.coordinator, partnership=cast.partnership, key=key)
    lead = Contact.unscoped.get(membership__school=cast.partner_school)
    assert [row.recipient for row in OutboxRow.objects.filter(kind="plan.nudge")] == [lead.email]
    assert [line.membership.school for line in made.lines.all()] == [cast.partner_school]
    assert AuditEntry.objects.filter(verb="schools reminded").exists()


def test_whoever_answers_between_looking_and_pressing_is_left_alone(cast: Cast) -> None:
    key = asking(cast)
    need, _link = needs.need_of(cast.partnership, key, clock.today())
    assert len(need.owed_by) == 2
    Asked.unscoped.update(answer="in", version=1)
    with pytest.raises(NotFound):
        actions.nudge(by=cast.coordinator, partnership=cast.partnership, key=key)
    assert not OutboxRow.objects.exists()


def test_nobody_is_reminded_of_one_thing_twice_within_three_days(cast: Cast) -> None:
    key = asking(cast)
    actions.nudge(by=cast.coordinator, partnership=cast.partnership, key=key)
    with pytest.raises(Conflict, match="last three days"):
        actions.nudge(by=cast.coordinator, partnership=cast.partnership, key=key)
    Nudge.unscoped.update(sent_at=clock.now() - dt.timedelta(days=4))
    actions.nudge(by=cast.coordinator, partnership=cast.partnership, key=key)
    assert OutboxRow.objects.filter(kind="plan.nudge").count() == 4


def test_only_whoever_runs_it_nudges(cast: Cast) -> None:
    key = asking(cast)
    for who in (cast.giver_head, cast.stranger, cast.other_coordinator):
        with pytest.raises(Refused):
            actions.nudge(by=who, partnership=cast.partnership, key=key)


def test_a_school_where_nobody_is_known_is_named_and_not_written_to(cast: Cast) -> None:
    key = asking(cast)
    Contact.unscoped.filter(membership__school=cast.partner_school).delete()
    need, _link = needs.need_of(cast.partnership, key, clock.today())
    reach = actions.reach(cast.partnership, need)
    assert [each.school for each in reach.unknown] == ["Partner School"]
    actions.nudge(by=cast.coordinator, partnership=cast.partnership, key=key)
    assert OutboxRow.objects.filter(kind="plan.nudge").count() == 1


def test_delivery_is_told_by_the_outbox(cast: Cast) -> None:
    made = actions.nudge(by=cast.coordinator, partnership=cast.partnership, key=asking(cast))
    assert {row.state for row in reads.deliveries(made)} == {"queued"}
    outbox.drain()
    assert {row.state for row in reads.deliveries(made)} == {"sent"}
    OutboxRow.objects.update(state="failed")
    assert {row.label for row in reads.deliveries(made)} == {"Could not be delivered"}


def test_every_need_that_can_be_nudged_makes_a_message_that_renders(cast: Cast) -> None:
    """Whatever the sources say: the kind is known and its values are all there."""
    asking(cast)
    cast.partnership.memberships.create(school=cast.stranger_school, asked_at=clock.now() - dt.timedelta(days=9))
    tried = 0
    for need in needs.found(cast.partnership, clock.today() + dt.timedelta(days=1)).needs:
        for owing in need.owed_by[:1]:
            kind, told = actions.message(cast.partnership, need, owing, "/help/")
            assert render(kind, told).subject
            tried += 1
    assert tried >= 2


def test_giving_and_getting_of_the_year_come_from_what_is_done(cast: Cast) -> None:
    year = terms.academic_year(clock.today()).start
    first = terms.usual_half_terms(terms.AcademicYear(year))[0].first
    done = make_proposal(cast.partnership, state="done", day=first)
    Asked.unscoped.filter(proposal=done).update(answer="in", version=1)
    Asked.unscoped.filter(proposal=done, membership__school=cast.giver_school).update(hours=6)
    rows = {row.school: (row.gives, row.receives) for row in week.giving(cast.partnership, year).chart.rows}
    assert rows == {"Giver School": (6.0, 0.0), "Partner School": (0.0, 6.0)}
    assert week.giving(cast.partnership, year).only_gets == ["Partner School"]
    giver, receiver = (
        cast.partnership.memberships.get(school=each) for each in (cast.partner_school, cast.giver_school)
    )
    kept = Promise(partnership=cast.partnership, giver=giver, receiver=receiver, due_on=first, hours=2)
    kept.words, kept.kind, kept.state = "x", "staff", "kept"
    kept.save()
    assert week.giving(cast.partnership, year).only_gets == []


def test_the_week_by_mail_goes_once_in_term_and_only_with_something_in_it(cast: Cast) -> None:
    asking(cast)
    year = terms.academic_year(clock.today()).start
    in_term = terms.usual_half_terms(terms.AcademicYear(year))[2].first + dt.timedelta(days=10)
    assert letters.weekly_letters(by=None, today=dt.date(year, 12, 25)) == 0
    assert letters.weekly_letters(by=None, today=in_term) >= 1
    assert letters.weekly_letters(by=None, today=in_term) == 0
    assert cast.coordinator.email in {row.recipient for row in OutboxRow.objects.filter(kind="needs.week")}


def test_whoever_wants_no_letter_gets_none_and_nobody_decides_for_another(cast: Cast) -> None:
    asking(cast)
    year = terms.academic_year(clock.today()).start
    in_term = terms.usual_half_terms(terms.AcademicYear(year))[2].first + dt.timedelta(days=10)

    def wants(*, by: Person, wanted: bool) -> None:
        letters.letters_wanted(by=by, partnership=cast.partnership, person=cast.coordinator, wanted=wanted)

    with pytest.raises(Refused):
        wants(by=cast.giver_head, wanted=False)
    wants(by=cast.coordinator, wanted=False)
    letters.weekly_letters(by=None, today=in_term)
    assert cast.coordinator.email not in {row.recipient for row in OutboxRow.objects.filter(kind="needs.week")}
    wants(by=cast.coordinator, wanted=True)
    letters.weekly_letters(by=None, today=in_term)
    stops = [row.context["unsubscribe"] for row in OutboxRow.objects.filter(kind="needs.week") if row.context]
    assert cast.coordinator.email in {row.recipient for row in OutboxRow.objects.filter(kind="needs.week")}
    assert all("/letters/" in stop for stop in stops)


def test_a_press_that_can_reach_nobody_says_so(cast: Cast) -> None:
    key = asking(cast)
    Contact.unscoped.all().delete()
    with pytest.raises(Conflict, match="Nobody is known"):
        actions.nudge(by=cast.coordinator, partnership=cast.partnership, key=key)
    assert not OutboxRow.objects.exists()


def unbalanced_and_unanswered(partnership: Partnership, _today: dt.date) -> list[Need]:
    """Three schools that only receive, and one that has not answered: neither with a day."""
    about: dict[str, Any] = {"text": "", "minutes": 1, "button": "Look", "route": "plan", "args": {}}
    owing = [Owing(str(number), str(number), f"School {number}") for number in range(3)]
    return [
        Need(key="a", why=Why.UNBALANCED, title="Three only receive", owed_by=tuple(owing), **about),
        Need(key="b", why=Why.UNANSWERED, title="One has not answered", owed_by=(owing[0],), **about),
    ]


def test_a_question_about_giving_holds_nobody_up(cast: Cast) -> None:
    with override_settings(NEED_SOURCES=[f"{__name__}.unbalanced_and_unanswered"]):
        found = needs.found(cast.partnership, clock.today())
    assert [need.key for need in found.needs] == ["b", "a"]


def test_a_school_that_gave_its_hall_and_no_hours_is_not_said_to_only_receive(cast: Cast) -> None:
    year = terms.academic_year(clock.today()).start
    done = make_proposal(cast.partnership, state="done", day=terms.usual_half_terms(terms.AcademicYear(year))[0].first)
    done.asked.update(answer="in", version=1)
    done.asked.filter(membership__school=cast.giver_school).update(hours=6)
    done.asked.filter(membership__school=cast.partner_school).update(gives="its hall", gives_kind="facilities")
    giving = week.giving(cast.partnership, year)
    assert giving.only_gets == []
    assert giving.kinds == [("Giver School", "Staff time"), ("Partner School", "Rooms and grounds")]
    assert [(row.school, row.flag) for row in giving.chart.rows] == [
        ("Partner School", ""),
        ("Giver School", "only gives so far"),
    ]


def broken_source(_partnership: Partnership, _today: dt.date) -> list[Need]:
    """A source whose query the database refuses: on PostgreSQL that ends the transaction it is in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM partnerships_partnership")
    return []


def test_a_source_that_the_database_refuses_does_not_stop_the_weeks_letters(cast: Cast, settings: Any) -> None:
    asking(cast)
    year = terms.academic_year(clock.today()).start
    in_term = terms.usual_half_terms(terms.AcademicYear(year))[2].first + dt.timedelta(days=10)
    settings.NEED_SOURCES = [f"{__name__}.broken_source", *settings.NEED_SOURCES]
    assert letters.weekly_letters(by=None, today=in_term) >= 1
    assert cast.coordinator.email in {row.recipient for row in OutboxRow.objects.filter(kind="needs.week")}
