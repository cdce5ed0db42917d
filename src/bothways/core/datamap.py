"""The data map: for every field of every model, how private it is; for every model, how long it stays.

``@data_map`` stands on each model of ours; `declare` does the same for models that a library brings.
The start-up check refuses a model or a field without an entry, so the generated page cannot drift.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.apps import apps
from django.db import models

M = TypeVar("M", bound=type[models.Model])


class Level(enum.StrEnum):
    """How dangerous a fact is in the wrong hands. What must never be held (P4) has no level: it is refused."""

    PUBLIC = "P0"
    WORKING = "P1"
    CHILD = "P2"
    SENSITIVE = "P3"
    SECRET = "S"  # noqa: S105 - the name of a level, not a secret

    @property
    def words(self) -> str:
        """What the level means, for the data-map page."""
        return _WORDS[self]


_WORDS = {
    Level.PUBLIC: "anyone may know it",
    Level.WORKING: "people of the partnership work with it",
    Level.CHILD: "about a child, ordinary",
    Level.SENSITIVE: "about a child or a parent, sensitive",
    Level.SECRET: "a secret of the system: nobody reads it",
}


@dataclass(frozen=True)
class Keep:
    """How long rows stay. ``after`` names a date or datetime field; None means as long as the thing exists.

    ``blank`` lists fields that are emptied instead of the row being deleted (the row stays as a count).
    """

    why: str
    days: int | None = None
    after: str | None = None
    blank: Mapping[str, object] = field(default_factory=dict)
    only: Mapping[str, object] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The rule as a sentence."""
        if self.days is None:
            return f"Kept while it is needed: {self.why}"
        deed = "emptied" if self.blank else "deleted"
        return f"{deed.capitalize()} {self.days} days after {(self.after or '').replace('_', ' ')}: {self.why}"


@dataclass(frozen=True)
class Entry:
    """What the map says of one model."""

    label: str
    purpose: str
    keep: tuple[Keep, ...]
    levels: Mapping[str, Level]


_entries: dict[str, Entry] = {}


def _spread(levels: Mapping[Level, str]) -> dict[str, Level]:
    return {name: level for level, names in levels.items() for name in names.split()}


def declare(label: str, *, purpose: str, keep: Keep | tuple[Keep, ...], levels: Mapping[Level, str]) -> None:
    """Put a library's model on the map. ``levels`` lists field names, separated by spaces, under each level."""
    rules = keep if isinstance(keep, tuple) else (keep,)
    _entries[label.lower()] = Entry(label, purpose, rules, _spread(levels))


def data_map(*, purpose: str, keep: Keep | tuple[Keep, ...], levels: Mapping[Level, str]) -> Callable[[M], M]:
    """Class decorator: put a model of ours on the map."""

    def mark(model: M) -> M:
        declare(model._meta.label, purpose=purpose, keep=keep, levels=levels)
        return model

    return mark


def entry_for(model: type[models.Model]) -> Entry | None:
    """The map's entry for a model, or None."""
    return _entries.get(model._meta.label_lower)


def entries() -> Iterator[tuple[type[models.Model], Entry]]:
    """Every installed model that is on the map, by app and name."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda m: m._meta.label_lower):
        entry = entry_for(model)
        if entry:
            yield model, entry


def gaps() -> list[str]:
    """What the map lacks, as sentences: a model without an entry, a field without a level, a level without a field."""
    found: list[str] = []
    for model in apps.get_models(include_auto_created=True):
        entry = entry_for(model)
        if entry is None:
            found.append(f"{model._meta.label} is not on the data map.")
            continue
        fields = {f.attname.removesuffix("_id") if f.is_relation else f.attname for f in model._meta.concrete_fields}
        found += [f"{model._meta.label}.{name} has no privacy level." for name in sorted(fields - entry.levels.keys())]
        found += [
            f"{model._meta.label}.{name} is on the data map but not in the model."
            for name in sorted(entry.levels.keys() - fields)
        ]
        found += [f"{model._meta.label} has no retention rule." for _ in range(not entry.keep)]
    return found
