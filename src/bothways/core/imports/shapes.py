"""The words an importer is written in. None of them knows what is being imported.

A `Format` says which columns a kind of file has and how one row is checked. A `Target` says what a
checked row would change, writes it and takes it back. An `Importer` is the pair, listed in a tuple.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from django.utils.functional import Promise

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)
REJECTS_LISTED = 10_000
SAMPLES = 5


@dataclass(frozen=True, kw_only=True)
class Column:
    """One thing a row may say. ``synonyms`` are other headers for it; case, space and signs never matter."""

    name: str
    title: str
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Reject:
    """A row that cannot be used. A checker gives ``column`` (a Column's name) and ``mend``; the engine the rest."""

    column: str
    mend: str
    row: int = 0
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Format(Generic[T]):
    """A kind of file. ``check`` gets the mapped cells of one row, stripped, and returns what it means or a Reject.

    ``subject`` groups formats that write the same things: of these, the latest import is undone first.
    """

    name: str
    title: str | Promise
    columns: tuple[Column, ...]
    check: Callable[[Mapping[str, str]], T | Reject]
    subject: str = ""


@dataclass(frozen=True)
class Match:
    """How well a format fits a table. ``mapping`` is column name to position, as confirmed or corrected by a person."""

    format: Format[Any]
    header_row: int
    header: tuple[str, ...]
    mapping: Mapping[str, int]
    confidence: float
    reasons: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether every required column was found."""
        return not self.missing


@dataclass(frozen=True)
class Change:
    """What one row would do. ``before`` and ``after`` hold only fields that differ, as JSON values.

    A new thing has no ``before``. ``kinds`` are what is counted ("added", "renamed"): one change may be several.
    """

    kinds: tuple[str, ...]
    key: str
    after: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    row: int = 0


@dataclass
class Tally:
    """What a run has met so far. A target counts rows that change nothing with ``counts["unchanged"] += 1``."""

    rows: int = 0
    rejected: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    samples: dict[str, list[Change]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def reject(self, reject: Reject) -> None:
        """Count a reject, and list it while the list is of a length that anyone would read."""
        self.rejected += 1
        if len(self.rejects) < REJECTS_LISTED:
            self.rejects.append(reject)

    def change(self, change: Change) -> None:
        """Count a change under each of its kinds, and keep the first few to show."""
        for kind in change.kinds:
            self.counts[kind] += 1
            shown = self.samples.setdefault(kind, [])
            if len(shown) < SAMPLES:
                shown.append(change)


class Target(Protocol[T_contra]):
    """Where checked rows go. ``write`` and ``unwrite`` run inside one transaction, in batches of up to 1,000.

    Both raise Conflict when what they find is not what the change says it was: nothing is then written.
    """

    def plan(self, rows: Iterator[tuple[int, T_contra]], tally: Tally) -> Iterator[Change]:
        """Compare rows (each with its number) with what is held, and say what would change. Writes nothing.

        May call ``tally.reject`` for what only shows across rows, such as a key that comes twice.
        """
        ...

    def write(self, changes: Sequence[Change]) -> None:
        """Make the changes."""
        ...

    def unwrite(self, changes: Sequence[Change]) -> None:
        """Take the changes back, given in the opposite order."""
        ...


@dataclass(frozen=True)
class Importer(Generic[T]):
    """A format and where its rows go. ``target`` makes a fresh target for each run."""

    format: Format[T]
    target: Callable[[], Target[T]]
