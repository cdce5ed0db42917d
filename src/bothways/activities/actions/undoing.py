"""Changes of a timetable that can be taken back: what a change replaced is kept with the line of history it made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _

from bothways.activities.actions import steps
from bothways.activities.models import Activity, HappenedKind, Room, SessionLeader
from bothways.activities.queries.timetable import last_change
from bothways.activities.queries.timetable_draft import COLUMNS, relied_on
from bothways.core import audit
from bothways.core.actions import action
from bothways.core.errors import Conflict
from bothways.schools.models import Person

ROOM_COLUMNS = ("name", "holds", "step_free", "note")
LEADER_COLUMNS = ("school_id", "name", "post", "person_id", "preparing_hours", "pupils", "confirmed")
_encode = DjangoJSONEncoder().default
Picture = Mapping[str, Mapping[str, Any]]


@contextmanager
def recorded(held: Activity, words: str, *, by: Person) -> Iterator[None]:
    """What is done inside to rooms and sessions can be taken back later. Nothing done, nothing noted."""
    before = _picture(held)
    yield
    after = _picture(held)
    rows = [row for key, row in before.items() if after.get(key) != row]
    made = [key for key in after if key not in before]
    if rows or made:
        steps.note(held, HappenedKind.TIMETABLE, by=by, words=words[:500], undo={"rows": rows, "made": made})


@action
def undo(*, by: Person, activity: Activity, change: str) -> str:
    """Take back the last change of the timetable; ``change`` is the one that the page showed. Returns its words.

    Raises Moved when another came after it, Conflict when somebody relies on a session that it made.
    """
    held = steps.hold_to_set_up(activity, by=by)
    last = last_change(held)
    if last is None or last.pk != change:
        raise steps.Moved
    made = [key.partition(":")[2] for key in last.undo["made"]]
    used = relied_on(held, made)
    if used:
        said = _("%(sessions)s is in use by now, so this cannot be taken back. Change the session instead.")
        raise Conflict(said % {"sessions": ", ".join(used)})
    held.sessions.filter(pk__in=made).delete()
    _restore(held, last.undo["rows"])
    held.rooms.filter(pk__in=made).delete()
    held.happened.filter(pk=last.pk).update(undo={})
    steps.note(held, HappenedKind.UNDONE, by=by, words=last.words)
    audit.record(by=by, verb="timetable change taken back", on=held)
    return last.words


def _picture(held: Activity) -> Picture:
    """Every room and session as plain values, by kind and id. Three queries."""
    rooms = {f"room:{each.pk}": {"what": "room", "id": each.pk, **_values(each, ROOM_COLUMNS)} for each in _rooms(held)}
    sessions = {
        f"session:{each.pk}": {
            "what": "session",
            "id": each.pk,
            **_values(each, COLUMNS),
            "leaders": sorted((_values(one, LEADER_COLUMNS) for one in each.leaders.all()), key=str),
        }
        for each in held.sessions.prefetch_related("leaders")
    }
    return {**rooms, **sessions}


def _rooms(held: Activity) -> list[Room]:
    return list(held.rooms.all())


def _values(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool) else _encode(value)


def _restore(held: Activity, rows: list[dict[str, Any]]) -> None:
    """Rooms first, as sessions stand in them; what a session points at and is gone meanwhile is left empty."""
    for row in rows:
        if row["what"] == "room":
            values = {name: row[name] for name in ROOM_COLUMNS}
            held.rooms.update_or_create(pk=row["id"], defaults=values)
    sessions = [row for row in rows if row["what"] == "session"]
    for row in sessions:
        session, _made = held.sessions.update_or_create(pk=row["id"], defaults=_session(held, row))
        session.leaders.all().delete()
        SessionLeader.objects.bulk_create([SessionLeader(session=session, **each) for each in row["leaders"]])
    for row in sessions:
        there = held.sessions.filter(pk=row["instead_id"]).exists() if row["instead_id"] else False
        held.sessions.filter(pk=row["id"]).update(instead_id=row["instead_id"] if there else None)


def _session(held: Activity, row: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: row[name] for name in COLUMNS if name != "instead_id"}
    values["day"] = parse_date(row["day"])
    values["starts_at"], values["ends_at"] = parse_time(row["starts_at"]), parse_time(row["ends_at"])
    if not held.rooms.filter(pk=row["room_id"]).exists():
        values["room_id"] = None
    if not held.risks.filter(pk=row["risk_id"]).exists():
        values["risk_id"] = None
    return values
