"""Kinds of event, as data: one file each, listed in `KINDS`. A new kind is one file and one line here."""

from __future__ import annotations

from bothways.activities.kinds import (
    ambassadors,
    challenge,
    community,
    conference,
    cpd,
    festival,
    masterclass,
    online,
    programme_visit,
    singing,
    technicians,
    transition,
    workshop,
)
from bothways.activities.kinds.kind import Kind
from bothways.activities.models import Activity

KINDS: tuple[Kind, ...] = (
    conference.KIND,
    challenge.KIND,
    workshop.KIND,
    cpd.KIND,
    online.KIND,
    singing.KIND,
    festival.KIND,
    masterclass.KIND,
    programme_visit.KIND,
    ambassadors.KIND,
    community.KIND,
    technicians.KIND,
    transition.KIND,
)


def by_key(key: str) -> Kind:
    """The kind of a key. Raises KeyError for one that there is not."""
    for kind in KINDS:
        if kind.key == key:
            return kind
    raise KeyError(key)


def kind_of(activity: Activity) -> Kind:
    """What an event is; a workshop where its kind was taken out of the list since."""
    return next((kind for kind in KINDS if kind.key == activity.kind), workshop.KIND)


def choices() -> list[tuple[str, str]]:
    """(key, name) of every kind, for forms and filters."""
    return [(kind.key, str(kind.name)) for kind in KINDS]
