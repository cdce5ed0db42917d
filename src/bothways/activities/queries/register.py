"""The register of an event: who is where, folded from all marks; and what a phone may hold of it.

Whoever calls `register` or `pack` has asked `policies` first: they read marks of a whole event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bothways.activities import policies
from bothways.activities.models import Activity, Device, Mark
from bothways.activities.queries import teams
from bothways.activities.queries.labels import Label, by_school, labels_for
from bothways.core import clock
from bothways.rules import register as rule
from bothways.rules.register import Fact, State, Where
from bothways.schools.models import Person

_LAST = dt.timedelta(hours=24)
"""How long after its window an event still takes the marks that a phone made in it."""
_OVERLAP = dt.timedelta(seconds=15)


@dataclass(frozen=True)
class Row:
    """One pupil on the register. ``seen`` says who saw what last, when and on which phone."""

    id: str
    words: str
    team: str
    state: State
    seen: tuple[str, ...] = ()
    number: int = 0

    @property
    def alarm(self) -> str:
        """Red, amber or nothing."""
        return "missing" if self.state.missing else "disagree" if self.state.disagree else ""


@dataclass(frozen=True)
class SchoolRows:
    """One school's pupils, whom to ring, and what is not yet said of them."""

    id: str
    name: str
    rows: tuple[Row, ...]
    contact: str = ""

    @property
    def unmarked(self) -> int:
        """How many have no mark."""
        return sum(row.state.where == Where.EXPECTED for row in self.rows)


@dataclass(frozen=True)
class Totals:
    """The numbers under the list. ``walk_ins`` are in ``here`` as well."""

    expected: int
    here: int
    absent: int
    left: int
    unmarked: int
    missing: int
    disagree: int
    walk_ins: int

    @property
    def marked(self) -> int:
        """How many of those expected have a mark."""
        return self.expected - self.unmarked


@dataclass(frozen=True)
class Register:
    """Everything on the page."""

    schools: tuple[SchoolRows, ...]
    walk_ins: tuple[Row, ...]
    totals: Totals

    def rows(self) -> list[Row]:
        """Everybody, those without a place too."""
        return [row for school in self.schools for row in school.rows] + list(self.walk_ins)


def states(activity: Activity) -> dict[str, State]:
    """Where every pupil is of whom there is a mark, by the participant's id; walk-ins by the id of their mark."""
    return rule.fold(facts(_marks(activity)))


def totals(activity: Activity) -> Totals:
    """The numbers alone."""
    marks = _marks(activity)
    return _count(tuple(labels_for(activity, None)), rule.fold(facts(marks)), _walked(marks))


def facts(marks: Iterable[Mark]) -> list[Fact]:
    """Marks as the rule reads them. The server's order is when it had them, then the phone's own count."""
    ordered = sorted(marks, key=lambda each: (each.received_at, each.device_order, each.pk))
    return [
        Fact(each.pk, _who(each), each.kind, each.device_id or "", each.device_order, order, each.undoes)
        for order, each in enumerate(ordered, start=1)
    ]


def register(activity: Activity, person: Person | None, schools: Sequence[str] | None = None) -> Register:
    """The register as one person reads it; ``schools`` narrows it to some."""
    marks = [each for each in _marks(activity) if schools is None or not each.school_id or each.school_id in schools]
    told = {each.pk: each for each in marks}
    found = rule.fold(facts(marks))
    labels = {
        key: each for key, each in labels_for(activity, person).items() if schools is None or each.school_id in schools
    }
    team_of = {who: row.name for row in teams.kept(activity) for who in row.participant_ids}
    contacts = {part.school_id: part.contact_name for part in activity.taking_part.all() if part.contact_name}
    grouped = []
    for name, rows in by_school(labels.values()).items():
        listed = tuple(_row(label, team_of, found, told, number) for number, label in enumerate(rows, start=1))
        grouped.append(SchoolRows(rows[0].school_id, name, listed, contacts.get(rows[0].school_id, "")))
    walked = _walked(marks)
    return Register(
        tuple(grouped),
        tuple(_walk_in(each, found[each.pk], told) for each in walked if found[each.pk].last),
        _count(tuple(labels), found, walked),
    )


def _row(label: Label, team_of: dict[str, str], found: dict[str, State], told: dict[str, Mark], number: int) -> Row:
    state = found.get(label.participant_id, State())
    return Row(
        label.participant_id, label.words, team_of.get(label.participant_id, ""), state, _seen(state, told), number
    )


def _walk_in(mark: Mark, state: State, told: dict[str, Mark]) -> Row:
    return Row(mark.pk, mark.tag, mark.school.name if mark.school else "", state, _seen(state, told))


def _seen(state: State, told: dict[str, Mark]) -> tuple[str, ...]:
    """What was seen last, or every mark that has to be looked at: "Here, 09:12, by the phone at the door"."""
    ids = dict.fromkeys((*state.missing, *state.disagree, state.last))
    rows = sorted((told[each] for each in ids if each in told), key=lambda each: each.received_at)
    return tuple(said(each) for each in rows)


def said(mark: Mark) -> str:
    """One mark in words, with the time at which the server had it and who made it."""
    at = mark.received_at.astimezone(clock.LONDON)
    return f"{mark.get_kind_display()}, {at:%H:%M}, {mark.by_name}"


def _count(expected: Sequence[str], found: dict[str, State], walked: Sequence[Mark]) -> Totals:
    of = [found.get(each, State()) for each in expected]
    more = [found[each.pk] for each in walked if found[each.pk].last]
    where = [each.where for each in of]
    everyone = [*of, *more]
    return Totals(
        expected=len(of),
        here=sum(each.where == Where.HERE for each in everyone),
        absent=where.count(Where.ABSENT),
        left=sum(each.where == Where.LEFT for each in everyone),
        unmarked=where.count(Where.EXPECTED),
        missing=sum(bool(each.missing) for each in everyone),
        disagree=sum(bool(each.disagree) for each in everyone),
        walk_ins=len(more),
    )


def _marks(activity: Activity) -> list[Mark]:
    return list(Mark.unscoped.filter(activity=activity).select_related("school"))


def _walked(marks: Iterable[Mark]) -> list[Mark]:
    return [each for each in marks if each.kind == rule.WALK_IN]


def _who(mark: Mark) -> str:
    return mark.participant_id or (mark.pk if mark.kind == rule.WALK_IN else mark.tag)


def takes_marks(activity: Activity) -> bool:
    """Whether marks of a phone are still taken: from the window's beginning until a day after it shut."""
    begins, ends = policies.window_of(activity)
    return begins <= clock.now() <= ends + _LAST and activity.state != "called_off"


def pack(device: Device) -> dict[str, Any]:
    """What one phone may hold: opaque ids, labels, teams, schools. Never food, access, consent or a contact.

    Labels are those of the day's paper, never the full name that a school reads of its own pupils.
    """
    activity = device.activity
    everyone = labels_for(activity, None).values()
    labels = [each for each in everyone if device.school_id in {None, each.school_id}]
    team_of = {who: row.name for row in teams.kept(activity) for who in row.participant_ids}
    _begins, ends = policies.window_of(activity)
    names = {each.school_id: each.school_name for each in labels}
    return {
        "event": activity.title,
        "ends": round(ends.timestamp() * 1000),
        "schools": [{"id": key, "name": name} for key, name in names.items()],
        "rows": [
            {"id": each.participant_id, "label": each.words, "school": each.school_id,
             "team": team_of.get(each.participant_id, "")}
            for each in labels
        ],
    }  # fmt: skip


def since(device: Device, moment: dt.datetime | None) -> list[dict[str, Any]]:
    """Marks that reached us since a moment, a little overlapping, as phones read them; all of them without one."""
    rows = Mark.unscoped.filter(activity_id=device.activity_id)
    if device.school_id:
        rows = rows.filter(school_id=device.school_id)
    if moment is not None:
        rows = rows.filter(received_at__gte=moment - _OVERLAP)
    return [
        {"id": each.pk, "who": _who(each), "kind": each.kind, "device": each.device_id or "", "own": each.device_order,
         "at": round(each.received_at.timestamp() * 1000), "follows": each.undoes, "by": each.by_name,
         "tag": each.tag if each.kind == rule.WALK_IN else "", "school": each.school_id or ""}
        for each in rows.order_by("received_at", "device_order", "pk")
    ]  # fmt: skip


def device_of(key_hash: str) -> Device | None:
    """The phone whose key has this hash, with its event."""
    found: Device | None = (
        Device.unscoped.select_related("activity__partnership", "activity__host").filter(token_hash=key_hash).first()
    )
    return found


def devices(activity: Activity) -> list[Device]:
    """Every phone that keeps this register, newest first."""
    return list(Device.unscoped.filter(activity=activity).select_related("school").order_by("-made_at"))
