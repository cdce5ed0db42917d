"""What somebody wants a session to be, and which sessions others already rely on."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import Q

from bothways.activities.models import Activity
from bothways.activities.queries.timetable import SessionRow


@dataclass(frozen=True)
class LeaderWanted:
    """Somebody who shall lead, of one school; ``pupils`` of that school help."""

    school_id: str
    name: str
    post: str = ""
    preparing_hours: Decimal = Decimal(0)
    pupils: int = 0
    confirmed: bool = True


@dataclass(frozen=True)
class SessionWanted:
    """A session as it should be. Ids are of this event's rooms, sessions, risk assessments and schools."""

    title: str
    day: dt.date
    starts_at: dt.time
    ends_at: dt.time
    kind: str = "seminar"
    mode: str = "free"
    audience: str = "pupils"
    about: str = ""
    room_id: str | None = None
    block: str = ""
    holds: int = 0
    least: int = 0
    opt_out: bool = False
    opt_out_words: str = ""
    instead_id: str | None = None
    risk_id: str | None = None
    school_id: str | None = None
    order: int = 0
    leaders: tuple[LeaderWanted, ...] = field(default_factory=tuple)


COLUMNS = tuple(name for name in SessionWanted.__dataclass_fields__ if name != "leaders")


def wanted_of(row: SessionRow) -> SessionWanted:
    """The session as it stands."""
    leaders = tuple(
        LeaderWanted(each.school_id or "", each.name, each.post, each.preparing_hours, each.pupils, each.confirmed)
        for each in row.leaders
    )
    return SessionWanted(**{name: getattr(row, name) for name in COLUMNS}, leaders=leaders)


def stamp(row: SessionRow) -> str:
    """Changes whenever the session does: a page carries it, so that nobody saves over what another changed."""
    plain = replace(row, leaders=tuple(replace(each, id="") for each in row.leaders))
    return hashlib.sha256(repr(plain).encode()).hexdigest()[:16]


def relied_on(activity: Activity, ids: Iterable[str]) -> tuple[str, ...]:
    """The titles of those among these sessions that pupils chose, adults booked, parents answered about, or places were
    dealt for.
    """
    rows = activity.sessions.filter(pk__in=list(ids))
    asked = "bookings__participants__consents__session"
    answered = activity.taking_part.filter(**{f"{asked}__in": rows}).values_list(asked, flat=True)
    used = Q(chosen__isnull=False) | Q(learners__isnull=False) | Q(team_sets__isnull=False) | Q(pk__in=list(answered))
    return tuple(sorted(set(rows.filter(used).values_list("title", flat=True))))
