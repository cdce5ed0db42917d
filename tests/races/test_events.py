"""Many set up one proposal, take one change back and save one session at once: each happens once."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

import pytest

from bothways.activities.actions import activities as actions
from bothways.activities.actions import timetable as deeds
from bothways.activities.models import Activity, Happened, Session, TakingPart
from bothways.activities.queries import setting_up, timetable
from bothways.activities.queries.timetable_draft import SessionWanted, stamp, wanted_of
from bothways.core import clock
from tests.factories.activities import make_activity, make_session
from tests.people import Cast
from tests.races.crowd import all_at_once
from tests.unit.activities.test_setting_up import agreed, blank

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 12


def test_one_proposal_becomes_one_event_with_its_schools_and_sessions_once(cast: Cast) -> None:
    found = agreed(cast.partnership)
    wanted = setting_up.wanted_of(found, "conference", clock.today())

    def press() -> None:
        actions.begin(by=cast.giver, partnership=cast.partnership, wanted=wanted, proposal=found)

    assert all_at_once(press, presses=PRESSES) == {"ok": PRESSES}
    made = Activity.unscoped.get()
    assert TakingPart.unscoped.count() == 2
    assert made.sessions.count() == 13
    assert made.pools.count() == 2
    assert made.happened.count() == 1


def test_negative_control_look_then_make_makes_several(cast: Cast) -> None:
    """The same crowd without the constraint of one event a proposal: proof that the crowd would be seen."""
    wanted = blank(cast)

    def press() -> None:
        if Activity.unscoped.filter(title=wanted.details.title).exists():
            return
        time.sleep(0.05)
        actions.begin(by=cast.giver, partnership=cast.partnership, wanted=wanted)

    all_at_once(press, presses=PRESSES)
    assert Activity.unscoped.count() > 1


def test_one_change_is_taken_back_once(cast: Cast) -> None:
    made = make_activity(cast.partnership, cast.giver_school, cast.partner_school)
    for title in ("One", "Two"):
        wanted = SessionWanted(title, made.day, dt.time(13), dt.time(14))
        deeds.add_session(by=cast.giver, activity=made, wanted=wanted)
    last = timetable.last_change(made)
    assert last is not None
    key = last.pk
    results = all_at_once(lambda: deeds.undo(by=cast.giver, activity=made, change=key), presses=PRESSES)
    assert results == {"ok": 1, "Moved": PRESSES - 1}
    assert [row.title for row in timetable.timetable(made)] == ["One"]
    assert Happened.unscoped.filter(kind="undone").count() == 1


def test_of_many_who_save_one_session_one_is_kept_and_the_others_are_told(cast: Cast) -> None:
    made = make_activity(cast.partnership, cast.giver_school, cast.partner_school)
    make_session(made, title="Proof")
    (row,) = timetable.timetable(made)
    wanted, seen = replace(wanted_of(row), title="Mine"), stamp(row)

    def press() -> None:
        deeds.change_session(by=cast.giver, activity=made, session=row.id, wanted=wanted, seen=seen)

    assert all_at_once(press, presses=PRESSES) == {"ok": 1, "Moved": PRESSES - 1}
    assert Session.unscoped.get().title == "Mine"
    assert Happened.unscoped.filter(kind="timetable").count() == 1
