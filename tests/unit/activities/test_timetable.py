"""A timetable is changed and taken back, follows its event and its proposal, and is copied without answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bothways.activities.actions import activities as actions
from bothways.activities.actions import timetable as deeds
from bothways.activities.models import Activity, Choice, Need, Session, TakingPart
from bothways.activities.queries import following, overview, running_again, setting_up, timetable
from bothways.activities.queries.activities import parts_of
from bothways.activities.queries.clashes import clashes
from bothways.activities.queries.timetable_draft import LeaderWanted, SessionWanted, stamp, wanted_of
from bothways.core import clock
from bothways.core.errors import Conflict, Invalid, Refused
from bothways.core.models import AuditEntry
from bothways.partnerships.models import Proposal
from tests.factories.activities import (
    make_activity,
    make_booking,
    make_participant,
    make_room,
    make_session,
    take_part,
)
from tests.factories.partnerships import join
from tests.factories.schools import make_school
from tests.people import Cast
from tests.unit.activities.test_setting_up import agreed, begun

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(cast: Cast) -> Activity:
    made = make_activity(cast.partnership, cast.giver_school, cast.partner_school, state="planning")
    hall = make_room(made, name="Hall")
    first = make_session(made, title="Proof", room=hall)
    first.leaders.create(school=cast.partner_school, name="Head of maths", preparing_hours=Decimal("2.5"), pupils=3)
    make_session(made, title="Break", kind="break", starts_at=dt.time(11), ends_at=dt.time(11, 20))
    make_session(made, title="Codes", starts_at=dt.time(11, 30), ends_at=dt.time(12))
    return made


def as_it_is(event: Activity) -> tuple[Any, ...]:
    """Everything that a page shows of the timetable."""
    rows = timetable.timetable(event)
    return [(row.id, stamp(row)) for row in rows], [(room.pk, room.name, room.holds) for room in event.rooms.all()]


def session(event: Activity, title: str) -> str:
    return str(event.sessions.get(title=title).pk)


def changed(cast: Cast, event: Activity, which: str, **values: Any) -> None:
    row = next(each for each in timetable.timetable(event) if each.title == which)
    wanted = replace(wanted_of(row), **values)
    deeds.change_session(by=cast.giver, activity=event, session=row.id, wanted=wanted, seen=stamp(row))


def each_deed(cast: Cast, event: Activity) -> dict[str, Any]:
    """Every change of a timetable, ready to be done."""
    by: dict[str, Any] = {"by": cast.giver, "activity": event}
    new = SessionWanted("New", event.day, dt.time(13), dt.time(14))
    room = event.rooms.get(name="Hall").pk
    return {
        "change": lambda: changed(cast, event, "Proof", title="Other", room_id=None, leaders=()),
        "add": lambda: deeds.add_session(**by, wanted=new),
        "copy": lambda: deeds.copy_session(**by, session=session(event, "Proof")),
        "remove": lambda: deeds.remove_session(**by, session=session(event, "Proof")),
        "move": lambda: deeds.move_session(**by, session=session(event, "Proof"), later=True),
        "turns": lambda: deeds.add_in_turn(**by, first=new, minutes=10, between=5),
        "rotation": lambda: deeds.add_rotation(
            **by, first=new, stations=("A", "B", "C"), groups=3, minutes=15, between=0
        ),
        "add room": lambda: deeds.add_room(**by, name="Loft", holds=20, step_free=False),
        "change room": lambda: deeds.change_room(**by, room=room, name="Great Hall", holds=9, step_free=True),
        "remove room": lambda: deeds.remove_room(**by, room=room),
    }


@pytest.mark.parametrize(
    "deed",
    ["change", "add", "copy", "remove", "move", "turns", "rotation", "add room", "change room", "remove room"],
)
def test_every_change_is_taken_back_to_the_letter(cast: Cast, event: Activity, deed: str) -> None:
    before = as_it_is(event)
    each_deed(cast, event)[deed]()
    assert as_it_is(event) != before
    last = timetable.last_change(event)
    assert last is not None
    audits = AuditEntry.objects.count()
    deeds.undo(by=cast.giver, activity=event, change=last.pk)
    assert as_it_is(event) == before
    assert AuditEntry.objects.count() == audits + 1
    assert timetable.last_change(event) is None
    with pytest.raises(Conflict):
        deeds.undo(by=cast.giver, activity=event, change=last.pk)


def test_changes_are_taken_back_one_after_another(cast: Cast, event: Activity) -> None:
    pictures = [as_it_is(event)]
    for title in ("One", "Two"):
        deeds.add_session(
            by=cast.giver, activity=event, wanted=SessionWanted(title, event.day, dt.time(13), dt.time(14))
        )
        pictures.append(as_it_is(event))
    first = event.happened.order_by("at").first()
    assert first is not None
    with pytest.raises(Conflict):  # not the last one
        deeds.undo(by=cast.giver, activity=event, change=first.pk)
    for picture in reversed(pictures[:-1]):
        last = timetable.last_change(event)
        assert last is not None
        deeds.undo(by=cast.giver, activity=event, change=last.pk)
        assert as_it_is(event) == picture


def test_what_somebody_chose_is_neither_removed_nor_taken_back(cast: Cast, event: Activity) -> None:
    made = deeds.add_session(
        by=cast.giver, activity=event, wanted=SessionWanted("New", event.day, dt.time(13), dt.time(14))
    )
    part = event.taking_part.get(school=cast.partner_school)
    pupil = make_participant(make_booking(part))
    Choice.unscoped.create(participant=pupil, session=made, rank=1)
    last = timetable.last_change(event)
    assert last is not None
    with pytest.raises(Conflict, match="in use by now"):
        deeds.undo(by=cast.giver, activity=event, change=last.pk)
    with pytest.raises(Conflict, match="has chosen New"):
        deeds.remove_session(by=cast.giver, activity=event, session=made.pk)
    assert Choice.unscoped.count() == 1


@pytest.mark.parametrize("deed", ["change", "add", "remove", "add room"])
def test_a_school_that_only_comes_changes_nothing(cast: Cast, event: Activity, deed: str) -> None:
    TakingPart.unscoped.filter(activity=event, school=cast.giver_school).update(is_owner=False)
    Activity.unscoped.filter(pk=event.pk).update(host=cast.partner_school)
    before = as_it_is(event)
    with pytest.raises(Refused):
        each_deed(cast, event)[deed]()
    assert as_it_is(event) == before


def test_rooms_leaders_and_days_of_others_are_refused(cast: Cast, event: Activity) -> None:
    elsewhere = make_room(make_activity(cast.other_partnership, cast.stranger_school))
    wrong: tuple[tuple[str, dict[str, Any]], ...] = (
        ("no longer there", {"room_id": elsewhere.pk}),
        ("Only schools that take part", {"leaders": (LeaderWanted(cast.stranger_school.pk, "Somebody"),)}),
        ("not on that day", {"day": event.day + dt.timedelta(days=1)}),
        ("end after it starts", {"ends_at": dt.time(9)}),
    )
    for words, values in wrong:
        with pytest.raises(Invalid, match=words):
            changed(cast, event, "Proof", **values)


def test_a_session_changes_places_with_its_neighbour_and_stops_at_the_ends(cast: Cast, event: Activity) -> None:
    def order() -> list[tuple[str, str]]:
        return [(row.title, f"{row.starts_at:%H:%M}-{row.ends_at:%H:%M}") for row in timetable.timetable(event)]

    assert not deeds.move_session(by=cast.giver, activity=event, session=session(event, "Proof"), later=False)
    assert deeds.move_session(by=cast.giver, activity=event, session=session(event, "Proof"), later=True)
    assert order() == [("Break", "10:00-10:20"), ("Proof", "10:20-11:20"), ("Codes", "11:30-12:00")]
    assert deeds.move_session(by=cast.giver, activity=event, session=session(event, "Codes"), later=False)
    assert order() == [("Break", "10:00-10:20"), ("Codes", "10:20-10:50"), ("Proof", "11:00-12:00")]


def test_what_stands_side_by_side_moves_together(cast: Cast, event: Activity) -> None:
    event.sessions.filter(title="Proof").update(block="First")
    make_session(event, title="Knots", block="First")
    deeds.move_session(by=cast.giver, activity=event, session=session(event, "Knots"), later=True)
    times = dict(event.sessions.values_list("title", "starts_at"))
    assert times["Proof"] == times["Knots"] == dt.time(10, 20)


def test_somebody_who_needs_no_steps_is_thought_of_but_never_named(cast: Cast, event: Activity) -> None:
    event.rooms.update(step_free=False)
    part = event.taking_part.get(school=cast.partner_school)
    pupil = make_participant(make_booking(part))

    def steps() -> list[str]:
        return [each.words for each in clashes(event, timetable.timetable(event)) if "steps" in each.words]

    Need.unscoped.create(participant=pupil, kind="access", choice="loop")
    assert steps() == []
    Need.unscoped.create(participant=pupil, kind="access", choice="wheelchair")
    assert steps() == ["Somebody needs a way without steps, and there is none to: “Proof”."]
    pupil.withdrawn_at = clock.now()
    pupil.save()
    assert steps() == []


def test_an_event_without_a_proposal_changes_its_own_terms_and_its_sessions_move(cast: Cast, event: Activity) -> None:
    Activity.unscoped.filter(pk=event.pk).update(names_by=event.day - dt.timedelta(days=7))
    event.refresh_from_db()
    terms = setting_up.terms_of(event)
    later = terms.day + dt.timedelta(days=7)
    wanted = replace(terms, day=later, ends_on=later, starts_at=dt.time(10), places=90)
    actions.change(by=cast.giver, activity=event, details=setting_up.details_of(event), terms=wanted)
    event.refresh_from_db()
    assert (event.day, event.names_by) == (later, later - dt.timedelta(days=7))
    assert next((row.day, row.starts_at) for row in timetable.timetable(event)) == (later, dt.time(10, 30))
    assert event.pools.get(kind="pupils").capacity == 90
    said = event.happened.get(kind="changed").changes
    assert said["Places"] == ["80 places", "90 places"]


def test_the_terms_of_a_proposal_are_not_changed_here(cast: Cast) -> None:
    made = begun(cast, agreed(cast.partnership))
    terms = replace(setting_up.terms_of(made), places=12)
    with pytest.raises(Invalid, match="changed in the plan"):
        actions.change(by=cast.giver, activity=made, details=setting_up.details_of(made), terms=terms)


def test_following_takes_terms_and_new_schools_and_names_who_is_out(cast: Cast) -> None:
    late, out = make_school(name="Late School"), make_school(name="Out School")
    join(cast.partnership, late)
    join(cast.partnership, out)
    found = agreed(cast.partnership, late, starts_at=dt.time(9, 30), ends_at=dt.time(15))
    made = begun(cast, found)
    assert not following.following(made, parts_of(made))
    Proposal.unscoped.filter(pk=found.pk).update(day=found.day and found.day + dt.timedelta(days=7), version=2)
    found.asked.update(version=2, answer="in")
    found.asked.filter(membership__school=out).update(answer="not_this_time")
    found.asked.filter(membership__school=cast.partner_school).update(answer="", version=0)
    made = Activity.unscoped.get(pk=made.pk)
    seen = following.following(made, parts_of(made))
    assert (list(seen.changes), seen.new) == (["When"], ("Late School",))
    assert (seen.asked_again, seen.not_in) == (("Partner School",), ("Out School",))
    days = {row.day for row in timetable.timetable(made)}
    actions.take_over(by=cast.giver, activity=made)
    made = Activity.unscoped.get(pk=made.pk)
    assert {row.day for row in timetable.timetable(made)} == {day + dt.timedelta(days=7) for day in days}
    assert made.taking_part.filter(school=late).exists()
    seen = following.following(made, parts_of(made))
    assert not seen.to_take_over
    assert seen.asked_again == ("Partner School",)


def test_a_proposal_that_was_called_off_is_told(cast: Cast) -> None:
    found = agreed(cast.partnership)
    made = begun(cast, found)
    Proposal.unscoped.filter(pk=found.pk).update(state="called_off")
    made = Activity.unscoped.get(pk=made.pk)
    assert following.following(made, parts_of(made)).called_off


def test_run_again_copies_what_it_lists_and_nothing_about_a_child(cast: Cast, event: Activity) -> None:
    guest = make_school(name="Guest")
    take_part(event, guest, is_guest=True)
    pupil = make_participant(make_booking(event.taking_part.get(school=cast.partner_school)))
    event.sessions.filter(title="Proof").update(opt_out=True, instead=event.sessions.get(title="Codes"))
    Choice.unscoped.create(participant=pupil, session=event.sessions.get(title="Codes"), rank=1)
    event.risks.create(title="Hall", reviewer="Visits", reviewed_on=clock.today(), link="https://giver.example/risk")
    event.visitors.create(name="Astronomer")
    day = clock.today() + dt.timedelta(days=300)
    made = actions.run_again(by=cast.giver, activity=event, day=day)
    assert actions.run_again(by=cast.giver, activity=event, day=day) == made
    rows = timetable.timetable(made)
    assert [(row.title, row.starts_at, row.day) for row in rows] == [
        (row.title, row.starts_at, day) for row in timetable.timetable(event)
    ]
    (leader,) = rows[0].leaders
    assert (leader.name, leader.pupils, leader.confirmed) == ("Head of maths", 3, False)
    assert rows[0].instead_id == rows[2].id
    assert rows[0].room == "Hall"
    assert set(made.taking_part.values_list("school__name", flat=True)) == {"Giver School", "Partner School"}
    assert made.pools.get(kind="pupils").taken == 0
    risk = made.risks.get()
    assert (risk.title, risk.reviewer, risk.reviewed_on) == ("Hall", "", None)
    assert not made.visitors.exists()
    assert not Session.unscoped.filter(activity=made, chosen__isnull=False).exists()
    assert overview.next_step(made, rows, ()) == overview.Next.OPEN


def test_run_again_of_what_schools_agreed_to_asks_them_afresh(cast: Cast) -> None:
    found = agreed(cast.partnership)
    other = make_school(name="Third School")
    join(cast.partnership, other)
    made = begun(cast, found)
    day = running_again.new_day(made) + dt.timedelta(days=1)
    copied = actions.run_again(by=cast.giver, activity=made, day=day)
    assert copied.proposal is not None
    assert copied.proposal.state == "proposed"
    assert copied.proposal.day == copied.day == day
    assert not copied.proposal.asked.exclude(answer="").exists()
    assert set(copied.taking_part.values_list("is_owner", flat=True)) == {True}
    rows = timetable.timetable(copied)
    assert overview.next_step(copied, rows, ()) == overview.Next.ASK
    assert actions.run_again(by=cast.giver, activity=made, day=day) == copied
    with pytest.raises(Invalid, match="has passed"):
        actions.run_again(by=cast.giver, activity=made, day=clock.today())
