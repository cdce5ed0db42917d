"""What somebody may call each child of an activity: the one function for pages, paper, exports and phones alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bothways.activities import policies
from bothways.activities.models import Activity, Participant
from bothways.core import clock
from bothways.rules import disclosure
from bothways.schools.models import Person, Pupil
from bothways.schools.models.pupil import schools_where
from bothways.schools.roles import Permission


@dataclass(frozen=True)
class Label:
    """One child as the reader may know it. ``words`` is a tag, a name or an alias: the reader cannot tell which."""

    participant_id: str
    school_id: str
    school_name: str
    words: str
    year_group: str


def labels_for(
    activity: Activity, person: Person | None, rows: Iterable[Any] | None = None, *, at: dt.datetime | None = None
) -> dict[str, Label]:
    """Every active child's label by the participant's id, in the order in which the reader sees them.

    The reader's own school's children have their names. Others are tags ("Oak 7") before and after the window of the
    day; in it they are what their school chose, for whom `policies.may_read_labels` allows it. ``person`` None is
    whoever holds the day's paper or phone. ``rows`` narrows: participants, rows with ``participant_id``, or ids.
    ``at`` is the moment at which it will be read (now): a badge printed the day before is read on the day.
    """
    found = Participant.unscoped.filter(booking__taking_part__activity=activity, withdrawn_at=None)
    if rows is not None:
        found = found.filter(pk__in=[_id_of(row) for row in rows])
    reader = _Reader(activity, person, at or clock.now())
    labels = [reader.label(each) for each in found.select_related("booking__taking_part", "pupil")]
    return {each.participant_id: each for each in sorted(labels, key=_order)}


def by_school(labels: Iterable[Label]) -> dict[str, list[Label]]:
    """Labels under their school's name, in order."""
    grouped: dict[str, list[Label]] = {}
    for each in labels:
        grouped.setdefault(each.school_name, []).append(each)
    return grouped


def _id_of(row: Any) -> str:
    return row if isinstance(row, str) else str(getattr(row, "participant_id", None) or row.pk)


def _order(label: Label) -> tuple[str, str, int, str]:
    """By school, then by what is read, numbers as numbers. Never by what is not shown."""
    head, _, last = label.words.rpartition(" ")
    number = int(last) if last.isdecimal() else 0
    return label.school_name, head if number else label.words, number, label.participant_id


class _Reader:
    """What one reader may read at one moment."""

    def __init__(self, activity: Activity, person: Person | None, moment: dt.datetime) -> None:
        self._own = frozenset(schools_where(person, Permission.SEE_PUPILS) if person is not None else ())
        self._names = {part.school_id: part.school.name for part in activity.taking_part.select_related("school")}
        self._short = disclosure.short_names(self._names)
        self._moment, self._window = moment, policies.window_of(activity)
        self._on_the_day = person is None or bool(policies.may_read_labels(person, activity))

    def label(self, participant: Participant) -> Label:
        part = participant.booking.taking_part
        tag = disclosure.tag_words(self._short[part.school_id], participant.tag)
        named = _named(participant.pupil)
        if part.school_id in self._own:
            words = disclosure.own_words(named, tag)
        else:
            chosen = part.disclosure if self._on_the_day else disclosure.TAG
            words = disclosure.words_for(named, tag, disclosure.level_at(chosen, self._moment, *self._window))
        return Label(participant.pk, part.school_id, self._names[part.school_id], words, participant.year_group)


def _named(pupil: Pupil | None) -> disclosure.Named:
    if pupil is None:
        return disclosure.Named("", "", "", hidden=False)
    return disclosure.Named(pupil.first_name, pupil.initial, pupil.alias, hidden=pupil.shielded == "1")
