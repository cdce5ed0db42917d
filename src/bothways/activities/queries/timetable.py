"""The timetable of an event: its sessions with rooms and leaders, and where they get in each other's way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bothways.activities.models import (
    Activity,
    Audience,
    Happened,
    HappenedKind,
    Mode,
    Session,
    SessionKind,
    SessionLeader,
)


@dataclass(frozen=True)
class LeaderRow:
    """Somebody of one school who leads a session; ``pupils`` of that school help and are never named."""

    id: str
    school_id: str | None
    school: str
    name: str
    post: str
    preparing_hours: Decimal
    pupils: int
    confirmed: bool

    @property
    def words(self) -> str:
        """Name, school."""
        return ", ".join(part for part in (self.name, self.school) if part)


@dataclass(frozen=True)
class SessionRow:
    """One thing on the timetable, ready to be read. ``holds`` is its own number, 0 for as many as the room."""

    id: str
    title: str
    about: str
    kind: str
    mode: str
    audience: str
    day: dt.date
    starts_at: dt.time
    ends_at: dt.time
    room_id: str | None
    room: str
    room_holds: int
    step_free: bool
    block: str
    holds: int
    least: int
    opt_out: bool
    opt_out_words: str
    instead_id: str | None
    risk_id: str | None
    school_id: str | None
    school: str
    order: int
    leaders: tuple[LeaderRow, ...]

    @property
    def kind_words(self) -> str:
        """Seminar, Lunch…"""
        return str(SessionKind(self.kind).label)

    @property
    def mode_words(self) -> str:
        """Mixed teams, By school, As they like."""
        return str(Mode(self.mode).label)

    @property
    def audience_words(self) -> str:
        """Pupils, Adults, Everyone."""
        return str(Audience(self.audience).label)

    @property
    def places(self) -> int:
        """How many pupils it takes: its own number or the room's; 0 for not said."""
        both = [number for number in (self.holds, self.room_holds) if number]
        return min(both, default=0)

    @property
    def minutes(self) -> int:
        """How long it is."""
        return minutes_of(self.ends_at) - minutes_of(self.starts_at)


def minutes_of(at: dt.time) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute


def timetable(activity: Activity) -> tuple[SessionRow, ...]:
    """Every session in the order of the day. Two queries, however many there are."""
    rows = activity.sessions.select_related("room", "school").prefetch_related("leaders__school")
    return tuple(_row(each) for each in rows.order_by("day", "starts_at", "block", "order", "title", "pk"))


def _row(each: Session) -> SessionRow:
    return SessionRow(
        id=each.pk,
        title=each.title,
        about=each.about,
        kind=each.kind,
        mode=each.mode,
        audience=each.audience,
        day=each.day,
        starts_at=each.starts_at,
        ends_at=each.ends_at,
        room_id=each.room_id,
        room=each.room.name if each.room else "",
        room_holds=each.room.holds if each.room else 0,
        step_free=each.room.step_free if each.room else True,
        block=each.block,
        holds=each.holds,
        least=each.least,
        opt_out=each.opt_out,
        opt_out_words=each.opt_out_words,
        instead_id=each.instead_id,
        risk_id=each.risk_id,
        school_id=each.school_id,
        school=each.school.name if each.school else "",
        order=each.order,
        leaders=tuple(_leader(one) for one in _by_name(each.leaders.all())),
    )


def _by_name(leaders: Iterable[SessionLeader]) -> list[SessionLeader]:
    return sorted(leaders, key=lambda each: (each.name.casefold(), each.pk))


def _leader(one: SessionLeader) -> LeaderRow:
    school = one.school.name if one.school else ""
    return LeaderRow(one.pk, one.school_id, school, one.name, one.post, one.preparing_hours, one.pupils, one.confirmed)


def last_change(activity: Activity) -> Happened | None:
    """The last change of its timetable, if it can still be taken back."""
    found = activity.happened.filter(kind=HappenedKind.TIMETABLE).exclude(undo={}).order_by("-at", "-pk")
    newest: Happened | None = found.first()
    return newest
