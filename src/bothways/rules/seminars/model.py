"""What a seminar day is asked: sessions in slots, pupils with ranked seminars, a share for each school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bothways.rules.errors import Clash, ImpossibleBrief, InvalidBrief
from bothways.rules.reading import need_int, need_known, need_list, need_text, need_unique

MAX_RANKS = 8
MAX_SLOTS = 8
POINTS = (0, 1, 3, 6, 10, 15, 21, 28)
"""Points of a place by rank: each step down hurts one more than the step before."""
UNPLACED_POINTS = 40


@dataclass(frozen=True, slots=True)
class Session:
    """One seminar in one slot. It runs with ``least`` to ``capacity`` pupils, or it is closed and has none."""

    id: str
    seminar: str
    slot: int
    capacity: int
    least: int = 1
    presenters: tuple[str, ...] = ()
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil and the seminars she would like, best first."""

    id: str
    school: str
    ranked: tuple[str, ...]


@dataclass(frozen=True)
class SeminarBrief:
    """A checked question. Pupils and sessions are in an order of our own: the file's order changes nothing.

    ``share`` is the most of a session's capacity that one school may fill (at least one seat).
    """

    pupils: tuple[Pupil, ...]
    sessions: tuple[Session, ...]
    slots: int
    schools: tuple[str, ...]
    guests: frozenset[str]
    share: Fraction = Fraction(1)

    def seats_for_school(self, session: Session) -> int:
        """The most seats of this session that one school can have."""
        return max(1, int(self.share * session.capacity))


def read_seminars(data: Mapping[str, Any]) -> SeminarBrief:
    """The brief in ``data`` (see docs/engine-formats.md). Raises InvalidBrief or ImpossibleBrief."""
    schools = [_object(row, "Each of the schools") for row in _filled(data, "schools")]
    names = [need_text(row.get("id"), "A school's id") for row in schools]
    need_unique(names, "The school")
    slots = need_int(data.get("K"), "“K”, the number of slots,", least=1, most=MAX_SLOTS)
    sessions = [_session(row, slots) for row in _filled(data, "sessions")]
    need_unique([each.id for each in sessions], "The session")
    pupils = [_pupil(row) for row in _filled(data, "pupils")]
    need_unique([each.id for each in pupils], "The pupil")
    need_known((each.school for each in pupils), set(names), "The school")
    known = _seminars(data, sessions)
    need_known((seminar for each in pupils for seminar in each.ranked), known, "The ranked seminar")
    brief = SeminarBrief(
        pupils=_ordered(pupils),
        sessions=tuple(sorted(sessions, key=lambda each: (each.slot, each.seminar, each.id))),
        slots=slots,
        schools=tuple(sorted({each.school for each in pupils})),
        guests=frozenset(name for name, row in zip(names, schools, strict=True) if row.get("guest") is True),
        share=_share(data.get("max_school_share", 1)),
    )
    _check_seats(brief)
    return brief


def _ordered(pupils: Sequence[Pupil]) -> tuple[Pupil, ...]:
    """By what they chose and how large their school is; names decide only between equals."""
    size: dict[str, int] = {}
    for each in pupils:
        size[each.school] = size.get(each.school, 0) + 1
    return tuple(sorted(pupils, key=lambda each: (each.ranked, size[each.school], each.school, each.id)))


def _seminars(data: Mapping[str, Any], sessions: Sequence[Session]) -> set[str]:
    """Every seminar there is. With “M”, seminars 0 to M-1 exist even when one has no session."""
    known = {each.seminar for each in sessions}
    if "M" in data:
        known |= {str(n) for n in range(need_int(data["M"], "“M”, the number of seminars,", least=1, most=100_000))}
    return known


def _session(row: object, slots: int) -> Session:
    fields = _object(row, "Each of the sessions")
    name = need_text(fields.get("id"), "A session's id")
    capacity = need_int(fields.get("cap"), f"The capacity of session “{name}”", least=1)
    least = need_int(fields.get("min", 1), f"The least number of session “{name}”", least=0)
    if least > capacity:
        raise InvalidBrief(f"Session “{name}” needs {least} to run but holds {capacity}. Lower one or raise the other.")
    return Session(
        id=name,
        seminar=_key(fields.get("seminar"), f"The seminar of session “{name}”"),
        slot=need_int(fields.get("slot"), f"The slot of session “{name}”", least=0, most=slots - 1),
        capacity=capacity,
        least=least,
        presenters=_presenters(fields, name),
        room=None if fields.get("room") is None else _key(fields["room"], f"The room of session “{name}”"),
    )


def _presenters(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    listed = fields.get("presenters", [fields["presenter"]] if fields.get("presenter") is not None else [])
    if not isinstance(listed, list):
        raise InvalidBrief(f"The presenters of session “{name}” must be a list.")
    return tuple(_key(each, f"A presenter of session “{name}”") for each in listed)


def _pupil(row: object) -> Pupil:
    fields = _object(row, "Each of the pupils")
    name = need_text(fields.get("id"), "A pupil's id")
    ranked = [_key(each, f"A choice of pupil “{name}”") for each in need_list(fields, "prefs")]
    if len(ranked) > MAX_RANKS:
        raise InvalidBrief(f"Pupil “{name}” ranks {len(ranked)} seminars. Keep the first {MAX_RANKS}.")
    need_unique(ranked, f"Among the choices of pupil “{name}”, the seminar")
    return Pupil(name, need_text(fields.get("school"), f"The school of pupil “{name}”"), tuple(ranked))


def _key(value: object, what: str) -> str:
    """A number or a text, as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return need_text(value, what)


def _share(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise InvalidBrief("“max_school_share” must be a number above 0 and at most 1, such as 0.4.")
    return Fraction(repr(value))


def _filled(data: Mapping[str, Any], key: str) -> list[Any]:
    rows = need_list(data, key)
    if not rows:
        raise InvalidBrief(f"“{key}” is empty. Give at least one.")
    return rows


def _object(row: object, what: str) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise InvalidBrief(f"{what} must be an object with an “id”.")
    return row


def _check_seats(brief: SeminarBrief) -> None:
    """Refuse a slot that cannot hold everybody, or a school its share cannot hold, with the numbers."""
    sizes: dict[str, int] = {}
    for each in brief.pupils:
        sizes[each.school] = sizes.get(each.school, 0) + 1
    for slot in range(brief.slots):
        here = [each for each in brief.sessions if each.slot == slot]
        seats = sum(each.capacity for each in here)
        if seats < len(brief.pupils):
            words = f"slot {slot} has {seats} seats for {len(brief.pupils)} pupils"
            raise ImpossibleBrief((Clash(f"slot {slot}", words),))
        _check_shares(brief, slot, sizes)


def _check_shares(brief: SeminarBrief, slot: int, sizes: Mapping[str, int]) -> None:
    room = sum(brief.seats_for_school(each) for each in brief.sessions if each.slot == slot)
    for school in sorted(sizes):
        if sizes[school] > room:
            share = Clash("max_school_share", f"one school may fill {float(brief.share):.0%} of a session")
            words = f"school “{school}” has {sizes[school]} pupils and so at most {room} seats in slot {slot}"
            raise ImpossibleBrief((share, Clash(f"slot {slot}", words)))
