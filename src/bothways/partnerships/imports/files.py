"""A file of term dates through the door (`core.files`): .ics, table or plain text. Whatever it is, it ends well."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from bothways.core.errors import Invalid
from bothways.core.files import door, sniff
from bothways.core.files.refusal import big
from bothways.partnerships.imports import ics, said, understood
from bothways.partnerships.imports.understood import Understood
from bothways.rules.terms import AcademicYear

BYTES_AT_MOST = 5_000_000
LINES_AT_MOST = 2_000
_SECONDS = 10


def from_text(text: str, year: AcademicYear) -> Understood:
    """What pasted words say. A pasted calendar is read as one."""
    lines = text.splitlines()
    if ics.is_calendar(text):
        return _from_calendar(lines, year)
    return _from_lines(enumerate(lines, 1), year)


def from_file(chunks: Iterable[bytes], *, name: str, year: AcademicYear) -> Understood:
    """What a file says. Raises Invalid, with a sentence, for one that the door refuses."""
    with door.land(_bounded(chunks), kind="text") as path:
        if _is_text(path, name):
            return _from_text_file(path, name, year)
        with door.open_file(path, kind="register", name=name, seconds=_SECONDS) as opened:
            rows = itertools.chain.from_iterable(opened.tables)
            joined = ((number, "\t".join(_cell(cell) for cell in cells)) for number, cells in rows)
            return _from_lines(joined, year, notes=opened.verdict.warnings)


def _from_text_file(path: Path, name: str, year: AcademicYear) -> Understood:
    with door.open_file(path, kind="text", name=name, seconds=_SECONDS) as opened:
        if opened.clean is None:  # the door always leaves a clean text
            raise Invalid(_("The file could not be read."), field="file")
        with opened.clean.open(encoding="utf-8", newline="") as clean:
            if ics.is_calendar(clean.read(8192)):
                clean.seek(0)
                return _from_calendar(clean, year, notes=opened.verdict.warnings)
            clean.seek(0)
            return _from_lines(enumerate(clean, 1), year, notes=opened.verdict.warnings)


def _from_calendar(lines: Iterable[str], year: AcademicYear, *, notes: tuple[str, ...] = ()) -> Understood:
    read = ics.read(lines, year)
    return understood.understand(read.lines, year, notes=(*notes, *read.notes))


def _from_lines(lines: Iterator[tuple[int, str]], year: AcademicYear, *, notes: tuple[str, ...] = ()) -> Understood:
    """Lines of words. Of a very long text the first part is read, and that is said."""
    first = list(itertools.islice(lines, LINES_AT_MOST + 1))
    if len(first) > LINES_AT_MOST:
        notes = (*notes, _("We read the first %(n)s lines and left the rest.") % {"n": f"{LINES_AT_MOST:,}"})
    return understood.understand(said.read(iter(first[:LINES_AT_MOST]), year), year, notes=notes)


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Stop as soon as a file is larger than any calendar."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > BYTES_AT_MOST:
            raise Invalid(
                _("The most we take here is %(size)s. Send the dates of one year.") % {"size": big(BYTES_AT_MOST)},
                field="file", code="file_refused",
            )  # fmt: skip
        yield chunk


def _is_text(path: Path, name: str) -> bool:
    """A calendar or plain words, by what the file is; a table of text by its name."""
    with path.open("rb") as file:
        really = sniff.sniff(file.read(sniff.HEAD))
    if really == "calendar":
        return True
    return really in {"text", "json", "xml", "html"} and not name.lower().endswith((".csv", ".tsv"))


def _cell(cell: str) -> str:
    """A day of a spreadsheet without its midnight."""
    return cell.removesuffix(" 00:00:00").removesuffix("T00:00:00")
