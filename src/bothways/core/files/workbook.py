"""XLSX read as a stream: rows of text, whatever size the sheet says it has.

Written here because readers at hand either hold the whole rectangle up to the last used cell (a stray
space in row 1,048,576 costs hundreds of megabytes) or take a minute for a wide sheet.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bothways.core.files import limits
from bothways.core.files.archive import Archive
from bothways.core.files.refusal import Refusal
from bothways.core.files.sentences import _
from bothways.core.files.xml import parse

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# Cells and rows that are only formatted: a million of them is a common accident.
_CELL = rb'<c r="[A-Z]+[0-9]+"(?: [st]="[a-z0-9]+")* ?(?:/>|></c>)'
_BLANK = re.compile(rb'<row r="[0-9]+"[^>]*>(?:%b)*</row>|<row r="[0-9]+"[^>]*/>|%b' % (_CELL, _CELL))
_DATE_IDS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # ECMA-376 part 1, 18.8.30
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no zone
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet's dates have no zone


@dataclass
class Workbook:
    """The parts of a workbook that its sheets refer to."""

    archive: Archive
    sheets: list[tuple[str, str]] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    epoch: dt.datetime = _EPOCH
    unfinished: int = 0

    def rows(self, path: str) -> Iterator[tuple[int, list[str]]]:
        """The rows of one sheet that hold anything, with their numbers."""
        sheet = _Sheet(self)
        with self.archive.open(path, most=limits.SHEET_BYTES, counts=False) as stream:
            for _chunk in parse(stream, start=sheet.start, end=sheet.end, data=sheet.data, blank=_BLANK):
                yield from sheet.take()
        self.unfinished += sheet.unfinished


def open_workbook(archive: Archive) -> Workbook:
    """Read everything but the sheets: their names, the shared strings, which styles are dates."""
    book = Workbook(archive)
    main = _main_part(archive)
    links = _links(archive, main)
    for tag, attributes in _elements(archive, main):
        if tag == "sheet":
            target = links.get(_attribute(attributes, "id"), ("", ""))[1]
            book.sheets.append((attributes.get("name", ""), target))
        elif tag == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            book.epoch = _EPOCH_1904
    book.sheets = [(name, target) for name, target in book.sheets if target in archive.names and "chart" not in target]
    kinds = {kind.rpartition("/")[2]: target for kind, target in links.values() if target in archive.names}
    book.strings = _strings(archive, kinds["sharedStrings"]) if "sharedStrings" in kinds else []
    book.dates = _date_styles(archive, kinds["styles"]) if "styles" in kinds else set()
    return book


def _main_part(archive: Archive) -> str:
    if "_rels/.rels" in archive.names:
        for kind, target in _links(archive, "").values():
            if kind.endswith("/officeDocument"):
                return target
    return "xl/workbook.xml"


def _links(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: id to (kind, path in the archive)."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    found = _elements(archive, rels) if rels in archive.names else iter(())
    return {
        a.get("Id", ""): (a.get("Type", ""), posixpath.normpath(posixpath.join("/", folder, a.get("Target", "")))[1:])
        for tag, a in found
        if tag == "Relationship" and a.get("TargetMode") != "External"
    }


def _elements(archive: Archive, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    met: list[tuple[str, dict[str, str]]] = []
    with archive.open(part) as stream:
        for _chunk in parse(stream, start=lambda tag, attributes: met.append((tag, attributes))):
            yield from met
            met.clear()


def _attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute whatever its prefix."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name and ":" in key), "")


def _strings(archive: Archive, part: str) -> list[str]:
    reader = _Strings()
    with archive.open(part) as stream:
        for _chunk in parse(stream, start=reader.start, end=reader.end, data=reader.data):
            pass
    return reader.found


def _date_styles(archive: Archive, part: str) -> set[int]:
    """The cell styles that show a number as a date or a time."""
    custom: set[int] = set()
    styles: list[int] = []
    inside = False
    for tag, attributes in _elements(archive, part):
        inside = tag == "cellXfs" or (inside and tag not in {"cellStyles", "dxfs"})
        if tag == "numFmt" and _is_date(attributes.get("formatCode", "")):
            custom.add(_number(attributes.get("numFmtId", "")))
        elif tag == "xf" and inside:
            styles.append(_number(attributes.get("numFmtId", "")))
    return {place for place, code in enumerate(styles) if code in _DATE_IDS or code in custom}


def _is_date(code: str) -> bool:
    return any(sign in "ymdhs" for sign in _NOT_FORMAT.sub("", code.lower()))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


class _Strings:
    """Shared strings: runs joined, furigana left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._listening = False
        self._ruby = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        if tag == "rPh":
            self._ruby = True
        self._listening = tag == "t" and not self._ruby

    def data(self, text: str) -> None:
        if self._listening:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        self._listening = False
        if tag == "rPh":
            self._ruby = False
        elif tag == "si":
            self.found.append(_unescaped("".join(self._parts)))
            self._parts.clear()


class _Sheet:
    """One worksheet's rows. ``take`` gives those that are whole. There may be millions of blank cells."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.unfinished = 0
        self._done: list[tuple[int, list[str]]] = []
        self._row = 0
        self._cells: dict[int, str] = {}
        self._cell: dict[str, str] = {}
        self._reference = ""
        self._steps = 0  # cells since the last that said where it is
        self._parts: list[str] = []
        self._listening = False
        self._ruby = False
        self._formula = False

    def take(self) -> list[tuple[int, list[str]]]:
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._cell = attributes
            if "r" in attributes:
                self._reference, self._steps = attributes["r"], 0
            else:
                self._steps += 1
        elif tag in {"v", "t"}:
            self._listening = not self._ruby
        elif tag == "row":
            self._row = _number(attributes.get("r", "")) or self._row + 1
            self._reference, self._steps = "", 0
        elif tag == "f":
            self._formula = True
        elif tag == "rPh":
            self._ruby = True

    def data(self, text: str) -> None:
        if self._listening:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        self._listening = False
        if tag == "c":
            if self._parts or self._formula:
                self._keep("".join(self._parts))
        elif tag == "row":
            if self._cells:
                last = max(self._cells) + 1
                self._done.append((self._row, [self._cells.get(place, "") for place in range(last)]))
                self._cells = {}
        elif tag == "rPh":
            self._ruby = False

    def _keep(self, raw: str) -> None:
        text = self._text(raw) if raw else ""
        if text:
            self._cells[_column(self._reference) + self._steps] = text
        self.unfinished += self._formula and not raw
        self._parts.clear()
        self._formula = False

    def _text(self, raw: str) -> str:
        kind = self._cell.get("t", "n")
        if kind == "s":
            return _shared(self.book.strings, raw)
        if kind == "n":
            dated = _number(self._cell.get("s", "")) in self.book.dates
            return _date(raw, self.book.epoch) if dated else _plain(raw)
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        return _unescaped(raw)


def _shared(strings: list[str], raw: str) -> str:
    place = _number(raw.strip())
    if not raw.strip().isdigit() or place >= len(strings):
        raise Refusal(
            _("The workbook is damaged: a cell refers to a text that is not there. Save it anew and send that.")
        )
    return strings[place]


def _column(reference: str) -> int:
    """``"AB12"`` is column 27, and ``""`` is before the first."""
    place = 0
    for sign in reference[:8]:
        if not "A" <= sign <= "Z":
            break
        place = place * 26 + ord(sign) - 64
    if place > limits.COLUMNS:
        raise Refusal(_("The workbook is damaged: it has a column further right than any spreadsheet can."))
    return place - 1


def _plain(raw: str) -> str:
    """A number as a person would type it: 100000, not 100000.0 or 1E5."""
    try:
        value = float(raw)
    except ValueError:
        return raw.strip()
    if value != value or abs(value) == float("inf"):  # noqa: PLR0124 - not a number is not itself
        return raw.strip()
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def _date(raw: str, epoch: dt.datetime) -> str:
    """A serial date as ISO text. Numbers that are no date in any calendar stay numbers."""
    try:
        days = float(raw)
        if 1 <= days < 60 and epoch == _EPOCH:
            days += 1  # Excel believes that there was a 29 February 1900
        moment = epoch + dt.timedelta(seconds=round(days * 86_400))
    except (ValueError, OverflowError):
        return _plain(raw)
    if 0 <= days < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(sep=" ")


def _unescaped(text: str) -> str:
    """Excel writes control characters as ``_x000D_``."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text
