"""The timetable: rooms, sessions and who leads them; turns and rotations. Every change can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from django.utils.translation import gettext as _

from bothways.activities.actions import steps
from bothways.activities.actions.undoing import recorded, undo
from bothways.activities.models import Activity, Room, Session, SessionLeader
from bothways.activities.queries import timetable as read
from bothways.activities.queries.timetable_draft import COLUMNS, LeaderWanted, SessionWanted, relied_on, stamp
from bothways.core import audit
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.rules import timetable as rules
from bothways.schools.models import Person

__all__ = [
    "add_in_turn",
    "add_room",
    "add_rotation",
    "add_session",
    "change_room",
    "change_session",
    "copy_session",
    "move_session",
    "remove_room",
    "remove_session",
    "undo",
]
MOST_SESSIONS = 400


@action
def add_session(*, by: Person, activity: Activity, wanted: SessionWanted) -> Session:
    """Something more on the timetable."""
    held = steps.hold_to_set_up(activity, by=by)
    with recorded(held, _("Added: %(title)s") % {"title": wanted.title}, by=by):
        made = _make(held, wanted)
    audit.record(by=by, verb="session added", on=made)
    return made


@action
def change_session(*, by: Person, activity: Activity, session: str, wanted: SessionWanted, seen: str) -> None:
    """Save a session. ``seen`` is the stamp of what the page showed: Moved when somebody changed it meanwhile."""
    held = steps.hold_to_set_up(activity, by=by)
    row = _row(held, session)
    if stamp(row) != seen:
        raise steps.Moved
    _check(held, wanted)
    with recorded(held, _("Changed: %(title)s") % {"title": row.title}, by=by):
        held.sessions.filter(pk=session).update(**_columns(wanted))
        held.sessions.get(pk=session).leaders.all().delete()
        _lead(session, wanted.leaders)
    audit.record(by=by, verb="session changed", on=held, session=session)


@action
def copy_session(*, by: Person, activity: Activity, session: str) -> Session:
    """The same again, beside the first: same time, but no room and no leaders, as they are taken."""
    held = steps.hold_to_set_up(activity, by=by)
    source = held.sessions.filter(pk=session).first()
    if source is None:
        raise steps.Moved
    values = {name: getattr(source, name) for name in COLUMNS}
    title = _("%(title)s (copy)") % {"title": source.title}
    wanted = SessionWanted(**{**values, "title": title[:160], "room_id": None, "order": source.order + 1})
    with recorded(held, _("Copied: %(title)s") % {"title": source.title}, by=by):
        made = _make(held, wanted)
    audit.record(by=by, verb="session copied", on=made)
    return made


@action
def remove_session(*, by: Person, activity: Activity, session: str) -> None:
    """Take it off the timetable. Conflict when pupils or adults are booked into it, or places in it were dealt."""
    held = steps.hold_to_set_up(activity, by=by)
    row = _row(held, session)
    if relied_on(held, [session]):
        said = _("Somebody has chosen %(title)s or has a place in it. Change it, or move them first.")
        raise Conflict(said % {"title": row.title})
    with recorded(held, _("Taken off: %(title)s") % {"title": row.title}, by=by):
        held.sessions.filter(pk=session).delete()
    audit.record(by=by, verb="session removed", on=held, session=session)


@action
def move_session(*, by: Person, activity: Activity, session: str, later: bool) -> bool:
    """Change places with the neighbour before or after it; what stands side by side moves together.

    Lengths, the pause between the two and the ends of both stay. False at the beginning and the end of a day.
    """
    held = steps.hold_to_set_up(activity, by=by)
    row = _row(held, session)
    audit.record(by=by, verb="session moved", on=held, session=session)
    groups = _in_a_row([each for each in read.timetable(held) if each.day == row.day], row)
    here = next(number for number, group in enumerate(groups) if row in group)
    there = here + 1 if later else here - 1
    if not 0 <= there < len(groups):
        return False
    first, second = sorted((here, there))
    with recorded(held, _("Moved: %(title)s") % {"title": row.title}, by=by):
        _exchange(held, groups[first], groups[second])
    return True


def _in_a_row(rows: Sequence[read.SessionRow], moving: read.SessionRow) -> list[list[read.SessionRow]]:
    """What the moving one's people do, one after another; sessions of one block, or of the same time, together."""
    same = {moving.audience, "all"} if moving.audience != "all" else {"all", "pupils", "adults"}
    groups: list[list[read.SessionRow]] = []
    for each in rows:
        if each.audience not in same:
            continue
        last = groups[-1][-1] if groups else None
        together = last is not None and each.starts_at < max(one.ends_at for one in groups[-1])
        if together:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _span(group: Sequence[read.SessionRow]) -> tuple[int, int]:
    starts = min(read.minutes_of(each.starts_at) for each in group)
    return starts, max(read.minutes_of(each.ends_at) for each in group)


def _exchange(held: Activity, first: Sequence[read.SessionRow], second: Sequence[read.SessionRow]) -> None:
    before = (_span(first), _span(second))
    after = rules.exchanged(*before)
    for group, old, new in zip((first, second), before, after, strict=True):
        for each in group:
            starts, ends = read.minutes_of(each.starts_at), read.minutes_of(each.ends_at)
            moved = new[0] - old[0]
            held.sessions.filter(pk=each.id).update(starts_at=_time(starts + moved), ends_at=_time(ends + moved))


@action
def add_in_turn(
    *, by: Person, activity: Activity, first: SessionWanted, minutes: int, between: int, schools: Sequence[str] = ()
) -> int:
    """A slot for each school that takes part, one after another from where ``first`` begins. Returns how many."""
    held = steps.hold_to_set_up(activity, by=by)
    parts = held.taking_part.filter(left_at=None).select_related("school").order_by("school__search_text")
    known = [part.school for part in parts if not schools or part.school_id in schools]
    if not known:
        raise Invalid(_("No school takes part yet."))
    try:
        turns = rules.in_turn(read.minutes_of(first.starts_at), minutes, len(known), between=between)
    except ValueError as problem:
        raise Invalid(_("So many turns do not fit into the day. Make them shorter."), field="minutes") from problem
    with recorded(held, _("A turn for each school: %(title)s") % {"title": first.title}, by=by):
        for school, (starts, ends) in zip(known, turns, strict=True):
            own = replace(first, starts_at=_time(starts), ends_at=_time(ends), school_id=school.pk)
            _make(held, own)
    audit.record(by=by, verb="turns added", on=held, turns=len(known))
    return len(known)


@action
def add_rotation(
    *,
    by: Person,
    activity: Activity,
    first: SessionWanted,
    stations: Sequence[str],
    groups: int,
    minutes: int,
    between: int,
) -> int:
    """Every group at every station once, in rounds from where ``first`` begins. Returns how many sessions were made."""
    held = steps.hold_to_set_up(activity, by=by)
    rounds = rules.rotation(groups, len(stations))
    try:
        turns = rules.in_turn(read.minutes_of(first.starts_at), minutes, len(rounds), between=between)
    except ValueError as problem:
        raise Invalid(_("So many rounds do not fit into the day. Make them shorter."), field="minutes") from problem
    made = 0
    with recorded(held, _("A rotation: %(stations)s") % {"stations": ", ".join(stations)}, by=by):
        for number, (turn, (starts, ends)) in enumerate(zip(rounds, turns, strict=True), 1):
            block = _("%(title)s, round %(n)s") % {"title": first.title[:24], "n": number}
            for order, (station, group) in enumerate(zip(stations, turn, strict=True)):
                if group is None:
                    continue
                about = _("Group %(n)s") % {"n": group + 1}
                _make(
                    held,
                    replace(
                        first,
                        title=station,
                        about=about,
                        block=block[:40],
                        order=order,
                        starts_at=_time(starts),
                        ends_at=_time(ends),
                    ),
                )
                made += 1
    audit.record(by=by, verb="rotation added", on=held, sessions=made)
    return made


@action
def add_room(*, by: Person, activity: Activity, name: str, holds: int, step_free: bool, note: str = "") -> Room:
    """A room, hall or field. Refused when the event has one of that name."""
    held = steps.hold_to_set_up(activity, by=by)
    _only_one(held, name)
    with recorded(held, _("Added: %(title)s") % {"title": name}, by=by):
        made: Room = Room.objects.create(activity=held, name=name, holds=holds, step_free=step_free, note=note)
    audit.record(by=by, verb="room added", on=made)
    return made


@action
def change_room(
    *, by: Person, activity: Activity, room: str, name: str, holds: int, step_free: bool, note: str = ""
) -> None:
    """Save a room."""
    held = steps.hold_to_set_up(activity, by=by)
    _only_one(held, name, but=room)
    with recorded(held, _("Changed: %(title)s") % {"title": name}, by=by):
        held.rooms.filter(pk=room).update(name=name, holds=holds, step_free=step_free, note=note)
    audit.record(by=by, verb="room changed", on=held, room=room)


@action
def remove_room(*, by: Person, activity: Activity, room: str) -> None:
    """Take a room away; sessions in it stay, without one."""
    held = steps.hold_to_set_up(activity, by=by)
    name = held.rooms.filter(pk=room).values_list("name", flat=True).first()
    with recorded(held, _("Taken away: %(title)s") % {"title": name or ""}, by=by):
        held.rooms.filter(pk=room).delete()
    audit.record(by=by, verb="room removed", on=held, room=room)


def _only_one(held: Activity, name: str, *, but: str = "") -> None:
    if held.rooms.filter(name__iexact=name).exclude(pk=but).exists():
        raise Invalid(_("There is a room of that name already."), field="name")


def _row(held: Activity, session: str) -> read.SessionRow:
    found = next((each for each in read.timetable(held) if each.id == session), None)
    if found is None:
        raise steps.Moved
    return found


def _make(held: Activity, wanted: SessionWanted) -> Session:
    _check(held, wanted)
    if held.sessions.count() >= MOST_SESSIONS:
        raise Invalid(_("That is more than %(n)s sessions. Take some off first.") % {"n": MOST_SESSIONS})
    values: Any = {"activity": held, **_columns(wanted)}
    made: Session = Session.objects.create(**values)
    _lead(made.pk, wanted.leaders)
    return made


def _lead(session: str, leaders: Sequence[LeaderWanted]) -> None:
    SessionLeader.objects.bulk_create([SessionLeader(session_id=session, **asdict(each)) for each in leaders])


def _columns(wanted: SessionWanted) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in COLUMNS}


def _check(held: Activity, wanted: SessionWanted) -> None:
    """Only this event's own rooms, sessions, risk assessments and schools, and times that run forwards."""
    if wanted.ends_at <= wanted.starts_at:
        raise Invalid(_("It has to end after it starts."), field="ends_at")
    if not held.day <= wanted.day <= held.ends_on:
        raise Invalid(_("The event is not on that day."), field="day")
    own = (
        (wanted.room_id, held.rooms, "room_id"),
        (wanted.instead_id, held.sessions, "instead_id"),
        (wanted.risk_id, held.risks, "risk_id"),
    )
    for key, rows, field in own:
        if key and not rows.filter(pk=key).exists():
            raise Invalid(_("What was chosen here is no longer there. Choose again."), field=field)
    schools = {each.school_id for each in wanted.leaders} | ({wanted.school_id} if wanted.school_id else set())
    if schools - {held.host_id, *held.taking_part.values_list("school_id", flat=True)}:
        raise Invalid(_("Only schools that take part lead or perform. Add the school first."), field="leaders")


def _time(minutes: int) -> dt.time:
    return dt.time(minutes // 60, minutes % 60)
