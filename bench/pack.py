"""The papers of an event: everything for 80 pupils of 11 schools in one press, and 300 badges."""

from __future__ import annotations

import time
from typing import Any

import django

MOST_PACK, MOST_BADGES = 10.0, 2.0
TEAMS, SESSIONS = 16, 8


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row a goal. CPU seconds; a database of its own."""
    del quick
    django.setup()
    from bench.pages import _database

    with _database():
        return _measured()


def _measured() -> list[dict[str, Any]]:
    from bothways.activities.queries.pack import pack_for
    from bothways.activities.queries.pack_papers import badges, zipped

    event, person = _event()
    badges(pack_for(event, person))  # typst reads its fonts once
    spent, (_data, papers) = _timed(lambda: zipped(pack_for(event, person)))
    first = _row(f"event pack, 80 pupils, 11 schools, {papers} papers", spent, MOST_PACK)
    _more(event, 220)
    spent, _made = _timed(lambda: badges(pack_for(event, person)))
    return [first, _row("300 badges", spent, MOST_BADGES)]


def _timed(deed: Any) -> tuple[float, Any]:
    begun = time.process_time()
    made = deed()
    return time.process_time() - begun, made


def _row(what: str, spent: float, most: float) -> dict[str, Any]:
    target, measured = f"at most {most:g} s", f"{spent:.2f} s CPU"
    return {"goal": what, "target": target, "measured": measured, "cpu_s": spent, "ok": spent <= most, "note": ""}


def _event() -> tuple[Any, Any]:
    """Eleven schools, ten of which bring eight pupils each, in sixteen teams with a timetable of eight sessions."""
    import datetime as dt

    from tests.factories.activities import (
        make_activity,
        make_booking,
        make_participant,
        make_room,
        make_session,
        take_part,
    )
    from tests.factories.partnerships import make_partnership
    from tests.factories.schools import give_role, make_person, make_school

    from bothways.activities.models import SetState, Team, TeamPlace, TeamSet
    from bothways.core import clock
    from bothways.schools.roles import TEACHER

    host, person = make_school(name="Host School"), make_person(name="Head of maths")
    give_role(person, TEACHER, host)
    event = make_activity(make_partnership(host), host, day=clock.today() + dt.timedelta(days=1), places=400)
    bookings = [make_booking(take_part(event, make_school(name=f"School {n}")), 8) for n in range(10)]
    pupils = [make_participant(booking) for booking in bookings for _place in range(8)]
    deal = TeamSet.unscoped.create(activity=event, state=SetState.KEPT)
    for n in range(TEAMS):
        team = Team.unscoped.create(team_set=deal, number=n + 1, name=f"Team {n + 1}", colour="orange")
        for pupil in pupils[n::TEAMS]:
            TeamPlace.unscoped.create(team=team, participant=pupil, forget_on=pupil.forget_on)
    for n in range(SESSIONS):
        begins, ends = dt.time(9 + n % 6), dt.time(10 + n % 6)
        make_session(event, title=f"Session {n}", starts_at=begins, ends_at=ends, room=make_room(event))
    return event, person


def _more(event: Any, pupils: int) -> None:
    from tests.factories.activities import make_booking, make_participant, take_part
    from tests.factories.schools import make_school

    booking = make_booking(take_part(event, make_school(name="Large School")), pupils)
    for _place in range(pupils):
        make_participant(booking)
