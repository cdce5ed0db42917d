"""Setting up: an event of a proposal or from a blank page, its course to its day, and what its proposal changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail

from bothways.activities.actions import activities as actions
from bothways.activities.kinds import KINDS
from bothways.activities.models import Activity, ActivityState, HappenedKind, Pool, Session, TakingPart
from bothways.activities.queries import setting_up, timetable
from bothways.core import clock, outbox
from bothways.core.errors import Conflict, Invalid, Refused
from bothways.core.models import AuditEntry
from bothways.partnerships.models import Asked, MembershipKind, Partnership, Proposal, ProposalOwner
from bothways.partnerships.queries.partnerships import members
from bothways.schools.models import School
from tests.factories.activities import make_activity, take_part
from tests.factories.partnerships import join, make_proposal
from tests.factories.schools import make_school
from tests.people import Cast

pytestmark = pytest.mark.django_db


def agreed(partnership: Partnership, *not_in: School, **values: Any) -> Proposal:
    """A proposal that every school but these said yes to, confirmed."""
    made = make_proposal(partnership, state="confirmed", pupils=80, place="The hall", **values)
    first = partnership.memberships.filter(school__name__in=["Giver School", "Partner School"])
    made.owners.all().delete()
    ProposalOwner.unscoped.bulk_create([ProposalOwner(proposal=made, membership=each) for each in first])
    made.asked.exclude(membership__school__in=not_in).update(answer="in", version=made.version, gives="A seminar")
    made.asked.filter(membership__school__in=not_in).update(answer="not_this_time", version=made.version)
    return made


def blank(cast: Cast, kind: str = "conference", owners: int = 2) -> setting_up.Wanted:
    """An event in three weeks, owned by the first of the partnership's schools."""
    day = clock.today() + dt.timedelta(days=21)
    terms = setting_up.Terms(day, day, dt.time(9, 30), dt.time(15), places=80, host_id=cast.giver_school.pk)
    schools = [setting_up.School(each, number < owners) for number, each in enumerate(members(cast.partnership))]
    return setting_up.Wanted(terms, setting_up.Details(kind, "OMEC Years 7 and 8"), schools)


def begun(cast: Cast, proposal: Proposal, kind: str = "conference") -> Activity:
    """The event of a proposal, set up by the giver."""
    wanted = setting_up.wanted_of(proposal, kind, clock.today())
    return actions.begin(by=cast.giver, partnership=cast.partnership, wanted=wanted, proposal=proposal)


def test_the_schools_that_are_in_take_part_with_what_each_gives(cast: Cast) -> None:
    guest, later, condition = (make_school(name=name) for name in ("Guest", "Not this time", "In if"))
    join(cast.partnership, guest, kind=MembershipKind.GUEST)
    join(cast.partnership, later)
    join(cast.partnership, condition)
    found = agreed(cast.partnership, later, starts_at=dt.time(9, 30), ends_at=dt.time(15), host=cast.giver_school)
    found.asked.filter(membership__school=condition).update(answer="in_if", condition="the coach is shared")
    made = begun(cast, found)
    rows = {part.school.name: part for part in made.taking_part.select_related("school")}
    assert sorted(rows) == ["Giver School", "Guest", "Partner School"]
    assert [rows[name].is_owner for name in sorted(rows)] == [True, False, True]
    assert rows["Guest"].is_guest
    assert {part.gives for part in rows.values()} == {"A seminar"}
    assert all(part.contact_email for part in rows.values())
    kept = (made.title, made.day, made.starts_at, made.place, made.places, made.host)
    assert kept == (found.title, found.day, dt.time(9, 30), "The hall", 80, cast.giver_school)
    assert dict(made.pools.values_list("kind", "capacity")) == {"pupils": 80, "training": 0}
    assert made.state == ActivityState.PLANNING
    found.asked.filter(membership__school=condition).update(settled_at=clock.now())
    assert "In if" in {each.membership.school.name for each in setting_up.schools_of(found)}


def test_set_up_twice_it_is_the_same_event(cast: Cast) -> None:
    found = agreed(cast.partnership)
    assert begun(cast, found) == begun(cast, found)
    assert Activity.unscoped.count() == 1
    assert TakingPart.unscoped.count() == 2


def test_a_yes_to_older_terms_is_no_yes(cast: Cast) -> None:
    found = agreed(cast.partnership)
    Asked.unscoped.filter(proposal=found, membership__school=cast.partner_school).update(version=0)
    with pytest.raises(Invalid, match="owned by at least 2 schools"):
        begun(cast, found)


@pytest.mark.parametrize("state", ["proposed", "asking", "called_off", "done"])
def test_what_is_not_agreed_cannot_be_set_up(cast: Cast, state: str) -> None:
    found = agreed(cast.partnership)
    found.state = state
    with pytest.raises(Invalid, match="once the schools have agreed"):
        begun(cast, found)
    assert not Activity.unscoped.exists()


@pytest.mark.parametrize("kind", [kind.key for kind in KINDS])
def test_every_kind_begins_with_a_timetable_inside_its_hours(cast: Cast, kind: str) -> None:
    wanted = blank(cast, kind)
    longest = next(each for each in KINDS if each.key == kind)
    terms = replace(wanted.terms, starts_at=None, ends_at=None, ends_on=wanted.terms.day + dt.timedelta(days=1))
    made = actions.begin(by=cast.giver, partnership=cast.partnership, wanted=replace(wanted, terms=terms))
    rows = timetable.timetable(made)
    assert len(rows) >= 3
    assert rows[0].starts_at == longest.starts
    assert {row.day for row in rows} <= {made.day, made.ends_on}
    assert longest.days == len({row.day for row in rows})
    for row in rows:
        assert row.minutes > 0
        assert row.kind_words
        assert row.mode_words
        assert row.audience_words


def test_the_starting_timetable_ends_when_the_event_does(cast: Cast) -> None:
    wanted = blank(cast)
    made = actions.begin(
        by=cast.giver,
        partnership=cast.partnership,
        wanted=replace(wanted, terms=replace(wanted.terms, ends_at=dt.time(12, 30))),
    )
    rows = timetable.timetable(made)
    assert max(row.ends_at for row in rows) == dt.time(12, 30)
    assert "Team circus" not in {row.title for row in rows}


def test_a_performance_day_has_a_slot_for_each_school(cast: Cast) -> None:
    made = actions.begin(by=cast.giver, partnership=cast.partnership, wanted=blank(cast, "singing"))
    slots = made.sessions.filter(kind="performance", school__isnull=False).order_by("starts_at")
    assert [slot.school for slot in slots] == [cast.giver_school, cast.partner_school]
    first, second = slots
    assert first.ends_at == second.starts_at


def test_a_blank_event_needs_owners_from_two_schools(cast: Cast) -> None:
    with pytest.raises(Invalid, match="owned by at least 2 schools here, and so far 1") as refused:
        actions.begin(by=cast.giver, partnership=cast.partnership, wanted=blank(cast, owners=1))
    assert refused.value.field == "owners"
    Partnership.unscoped.filter(pk=cast.partnership.pk).update(owners_needed=1)
    cast.partnership.refresh_from_db()
    assert actions.begin(by=cast.giver, partnership=cast.partnership, wanted=blank(cast, owners=1)).pk


def test_a_stranger_cannot_begin_one(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.begin(by=cast.stranger, partnership=cast.partnership, wanted=blank(cast))


def test_it_opens_closes_is_done_and_comes_back(cast: Cast) -> None:
    made = make_activity(cast.partnership, cast.giver_school, day=clock.today(), state="planning")
    actions.open_booking(by=cast.giver, activity=made)
    actions.close_booking(by=cast.giver, activity=made)
    actions.mark_done(by=cast.giver, activity=made)
    actions.put_back(by=cast.giver, activity=made)
    made.refresh_from_db()
    assert made.state == ActivityState.CLOSED
    kinds = ["opened", "closed", "done", "put_back"]
    assert list(made.happened.values_list("kind", flat=True)) == kinds
    assert AuditEntry.objects.filter(object_id=made.pk).count() == 6


def test_it_is_not_done_before_its_last_day_and_not_opened_without_places(cast: Cast) -> None:
    made = make_activity(cast.partnership, cast.giver_school, state="planning", places=0)
    with pytest.raises(Invalid, match="how many places"):
        actions.open_booking(by=cast.giver, activity=made)
    with pytest.raises(Invalid, match="day has not come"):
        actions.mark_done(by=cast.giver, activity=made)


def test_done_and_back_are_said_to_the_plan_as_well(cast: Cast) -> None:
    found = agreed(cast.partnership, day=clock.today())
    made = begun(cast, found)
    actions.mark_done(by=cast.giver, activity=made)
    found.refresh_from_db()
    assert found.state == "done"
    actions.put_back(by=cast.giver, activity=Activity.unscoped.get(pk=made.pk))
    found.refresh_from_db()
    assert found.state == "confirmed"


def test_called_off_every_school_hears_it_once(cast: Cast) -> None:
    guest = make_school(name="Guest")
    found = agreed(cast.partnership)
    made = begun(cast, found)
    take_part(made, guest, is_guest=True)
    unknown = make_school(name="Nobody known")
    take_part(made, unknown, is_guest=True, contact_email="")
    assert actions.call_off(by=cast.giver, activity=made, reason="Snow") == 1
    outbox.drain()
    told = sorted((tuple(message.to), message.subject.split(":")[0]) for message in mail.outbox)
    assert len(told) == len(set(told)) == 3
    assert {subject for _to, subject in told} == {"Called off"}
    assert all("Snow" in message.body for message in mail.outbox)
    found.refresh_from_db()
    assert found.state == "called_off"
    actions.put_back(by=cast.giver, activity=made)
    outbox.drain()
    assert sum(message.subject.startswith("On after all") for message in mail.outbox) == 3


def test_two_who_call_it_off_do_it_once(cast: Cast) -> None:
    made = make_activity(cast.partnership, cast.giver_school)
    actions.call_off(by=cast.giver, activity=made, reason="Snow")
    with pytest.raises(Conflict):
        actions.call_off(by=cast.giver, activity=made, reason="Snow")


@pytest.mark.parametrize("deed", ["open_booking", "close_booking", "mark_done"])
def test_a_school_that_does_not_own_it_cannot_move_it_on(cast: Cast, deed: str) -> None:
    made = make_activity(cast.partnership, cast.giver_school, state="open", day=clock.today())
    take_part(made, cast.partner_school)
    if deed == "open_booking":
        Activity.unscoped.filter(pk=made.pk).update(state="planning")
    with pytest.raises(Refused):
        getattr(actions, deed)(by=cast.partner, activity=made)
    assert not made.happened.filter(kind=HappenedKind.OPENED).exists()


def test_the_timetable_takes_two_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    made = actions.begin(by=cast.giver, partnership=cast.partnership, wanted=blank(cast))
    for session in made.sessions.all()[:5]:
        session.leaders.create(school=cast.partner_school, name="Somebody")
    with django_assert_num_queries(3):
        rows = timetable.timetable(made)
    assert sum(len(row.leaders) for row in rows) == 5
    assert rows[0].places == 0
    assert Session.unscoped.count() == len(rows)
    assert Pool.unscoped.filter(activity=made).count() == 2
