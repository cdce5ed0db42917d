"""Where a timetable gets in its own way, in words. What is wrong stands in `rules.timetable`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from bothways.activities.models import Activity, NeedKind, PoolKind
from bothways.activities.queries.timetable import SessionRow, minutes_of
from bothways.partnerships.queries.plan_words import times
from bothways.rules import timetable as rules
from bothways.rules.timetable import Clash, ClashKind, Slot

STEP_FREE = frozenset({"step_free", "wheelchair"})


@dataclass(frozen=True)
class ClashRow:
    """One thing that is wrong: a sentence, and the sessions that it is about."""

    words: str
    sessions: tuple[str, ...]


def clashes(activity: Activity, rows: Sequence[SessionRow]) -> tuple[ClashRow, ...]:
    """Everything that is wrong, worst first; what says the same of the same sessions once."""
    slots = [_slot(row) for row in rows]
    said = {row.id: row for row in rows}
    leaders = {_key(each.school_id, each.name): each.words for row in rows for each in row.leaders}
    found = rules.clashes(slots, _event(activity))
    return tuple(ClashRow(_words(each, said, leaders), each.slots) for each in _together(found))


def _together(found: Sequence[Clash]) -> list[Clash]:
    """Sessions that miss something else to go to, or the event's hours, are told in one sentence each kind."""
    grouped: dict[ClashKind, list[str]] = defaultdict(list)
    rest: list[Clash] = []
    for each in found:
        if each.kind in {ClashKind.OUTSIDE, ClashKind.NOTHING_INSTEAD, ClashKind.STEPS}:
            grouped[each.kind] += each.slots
        else:
            rest.append(each)
    rest += [Clash(kind, tuple(ids)) for kind, ids in grouped.items()]
    order = list(ClashKind)
    return sorted(rest, key=lambda each: order.index(each.kind))


def _slot(row: SessionRow) -> Slot:
    return Slot(
        id=row.id,
        day=row.day,
        starts=minutes_of(row.starts_at),
        ends=minutes_of(row.ends_at),
        kind=row.kind,
        audience=row.audience,
        block=row.block,
        room=row.room_id or "",
        room_holds=row.room_holds,
        step_free=row.step_free,
        holds=row.holds,
        leaders=frozenset(_key(each.school_id, each.name) for each in row.leaders if each.name),
        opt_out=row.opt_out,
        instead=row.instead_id or "",
    )


def _key(school_id: str | None, name: str) -> str:
    return f"{school_id or ''}:{' '.join(name.casefold().split())}"


def _event(activity: Activity) -> rules.Event:
    """What it has to fit. Adults count as booked; pupils as many as there are places."""
    taken = dict(activity.pools.values_list("kind", "taken"))
    found = rules.Event(
        first=activity.day,
        last=activity.ends_on,
        pupils=max(activity.places, taken.get(PoolKind.PUPILS, 0)),
        adults=sum(_adults(activity)),
        training=max(activity.training_places, taken.get(PoolKind.TRAINING, 0)),
        step_free_needed=step_free_needed(activity),
    )
    starts = minutes_of(activity.starts_at) if activity.starts_at else None
    return replace(found, starts=starts, ends=minutes_of(activity.ends_at) if activity.ends_at else None)


def _adults(activity: Activity) -> list[int]:
    booked = activity.taking_part.filter(bookings__state="booked")
    return [number or 0 for number in booked.values_list("bookings__adults", flat=True)]


def step_free_needed(activity: Activity) -> bool:
    """Whether anybody who comes needs a way without steps: yes or no, never who or how many."""
    pupils = "bookings__participants"
    coming = {f"{pupils}__withdrawn_at": None, f"{pupils}__needs__kind": NeedKind.ACCESS}
    choices = activity.taking_part.filter(**coming).values_list(f"{pupils}__needs__choice", flat=True)
    return any(each in STEP_FREE for each in choices)


def _words(clash: Clash, rows: Mapping[str, SessionRow], leaders: Mapping[str, str]) -> str:
    said = [rows[each] for each in clash.slots]
    names = _listed([f"“{each.title}”" for each in said])
    first = said[0]
    facts = {
        "sessions": names,
        "room": first.room,
        "who": leaders.get(clash.who, ""),
        "when": times(first.starts_at, first.ends_at),
        "have": clash.have,
        "want": clash.want,
    }
    return _SENTENCES[clash.kind]() % facts


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


_SENTENCES = {
    ClashKind.ROOM_TWICE: lambda: _("%(sessions)s are both in %(room)s at %(when)s."),
    ClashKind.LEADER_TWICE: lambda: _("%(who)s leads %(sessions)s at the same time."),
    ClashKind.OUTSIDE: lambda: _("Outside the hours of the event: %(sessions)s."),
    ClashKind.OVER_A_PAUSE: lambda: _("%(sessions)s are at the same time, so some miss their break."),
    ClashKind.TOO_FULL: lambda: _("%(sessions)s: %(room)s holds %(have)s, and %(want)s may come."),
    ClashKind.TOO_FEW_PLACES: lambda: _(
        "%(sessions)s together have %(have)s places, and %(want)s may come. Make one larger, or add another."
    ),
    ClashKind.NOTHING_INSTEAD: lambda: _(
        "Parents can say no to this, and there is nothing else to go to: %(sessions)s. Choose what pupils do instead."
    ),
    ClashKind.STEPS: lambda: _("Somebody needs a way without steps, and there is none to: %(sessions)s."),
}
