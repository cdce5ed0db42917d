"""The parent's side of the door. A file goes in; a verdict and clean copies come out, or one plain sentence."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bothways.core.errors import Invalid
from bothways.core.files.table import Table


@dataclass(frozen=True)
class Verdict:
    """What the product would do with a file. ``reason`` is a whole sentence, empty when it is accepted."""

    accepted: bool
    kind: str
    reason: str = ""
    rows: int | None = None
    warnings: tuple[str, ...] = ()
    stats: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """An accepted file: its clean copies live until the door closes.

    ``clean`` is the JPEG of an image, or the UTF-8 of a text.
    """

    verdict: Verdict
    sha256: str
    tables: tuple[Table, ...] = ()
    clean: Path | None = None


@contextlib.contextmanager
def open_file(file: Path, *, kind: str, name: str = "") -> Iterator[Opened]:
    """Take a file through the door. Raises Invalid with the reason when it is refused."""
    raise NotImplementedError
    yield


@contextlib.contextmanager
def open_tables(file: Path, *, kind: str = "register", name: str = "") -> Iterator[Opened]:
    """The tables of a spreadsheet, CSV or archive of CSVs. ``kind`` is "register" or "roster"."""
    if kind not in {"register", "roster"}:
        raise Invalid(f"‘{kind}’ is not a kind of table.", field="file")
    with open_file(file, kind=kind, name=name) as opened:
        yield opened
