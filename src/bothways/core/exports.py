"""The one writer of CSV and XLSX. Text for spreadsheets that no spreadsheet will run as a formula.

return download("Places at Lunts Heath", header=["School", "Places"], rows=rows, form="xlsx")
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any, Literal

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from bothways.core import clock
from bothways.core.errors import Invalid

Cell = str | int | float | Decimal | bool | dt.date | dt.datetime | None
Form = Literal["csv", "xlsx"]

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_ROWS = 1_048_576
_CELL_CHARS = 32_767  # Excel's own limit; the whole text is in the CSV
_BLOCK = 200  # rows sent at a time
_NAME_CHARS = 100

# What Excel, LibreOffice and Google Sheets read as the start of a formula or a command, wide forms included.
_STARTERS = frozenset("=+-@|%＝＋－＠｜％")
_HALVES = re.compile("[\ud800-\udfff]")  # of a character: UTF-8 cannot carry them
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
# Path signs, controls, and marks that turn the direction of writing, in a file's name.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def safe_cell(text: str) -> str:
    """The same words, with an apostrophe before each line that a spreadsheet might run.

    Looks behind spaces and invisible characters of every alphabet, because programs trim them before they decide.
    Lines that are guarded already get one more, so that `plain_cell` always finds the way back.
    """
    return "".join(f"'{line}" if _guards(line) else line for line in text.splitlines(keepends=True))


def plain_cell(text: str) -> str:
    """What was given to `safe_cell`."""
    lines = text.splitlines(keepends=True)
    return "".join(line[1:] if line.startswith("'") and _guards(line[1:]) else line for line in lines)


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A CSV that Excel opens rightly, in blocks: UTF-8 with its mark, CRLF, text made safe."""
    block = _Block()
    writer = csv.writer(block)
    yield b"\xef\xbb\xbf"
    writer.writerow([_csv_text(cell) for cell in header])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_csv_text(cell) for cell in row])
        if number % _BLOCK == 0:
            yield block.take()
    yield block.take()


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "") -> IO[bytes]:
    """An XLSX in an unnamed file, ready to read. Memory stays flat. Text is always text, never a formula or a link.

    Raises Invalid when there are more rows than a sheet has.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response that sends it closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    try:
        _fill(book, header, rows, title=title)
    except BaseException:
        book.close()
        file.close()
        raise
    book.close()
    file.seek(0)
    return file


def download(
    name: str, *, header: Sequence[str], rows: Iterable[Sequence[Cell]], form: Form = "csv"
) -> HttpResponseBase:
    """A response that saves the rows under a safe form of ``name``, and that nobody caches."""
    response: HttpResponseBase
    if form == "xlsx":
        response = FileResponse(xlsx_file(header, rows, title=name), content_type=XLSX_TYPE)
    else:
        response = StreamingHttpResponse(csv_lines(header, rows), content_type=CSV_TYPE)
    response.headers["Content-Disposition"] = attachment(name, form)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def attachment(name: str, ending: str) -> str:
    """A Content-Disposition header for saving a file, as RFC 6266 has it."""
    return str(content_disposition_header(as_attachment=True, filename=file_name(name, ending)))


def file_name(name: str, ending: str) -> str:
    """A file name that every system takes: no paths, controls, hidden turns of direction or device names."""
    whole = unicodedata.normalize("NFC", _NOT_IN_XML.sub("", name))
    stem = " ".join(_NOT_IN_NAMES.sub(" ", whole).split())[:_NAME_CHARS].strip(". ")
    if _DEVICES.match(stem):
        stem = f"{stem} file"
    return f"{stem or 'export'}.{ending}"


class _Block:
    """Where the CSV writer puts its lines until they are sent."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def write(self, line: str) -> None:
        self._lines.append(line)

    def take(self) -> bytes:
        lines, self._lines = self._lines, []
        return "".join(lines).encode("utf-8")


def _guards(line: str) -> bool:
    """Whether a line is guarded: it would run, or it looks like one that was guarded before."""
    bare = line.lstrip("'")
    return bool(bare) and _runs(bare)


def _runs(line: str) -> bool:
    first = next((char for char in line if not _unseen(char)), None)
    return first in _STARTERS or line[0] == "\t" or line == "\r"


def _unseen(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in {"Cc", "Cf"}


def _csv_text(cell: Cell) -> str:
    """A cell as CSV text. Numbers cannot run, so a negative one stays a number."""
    if isinstance(cell, str):
        return safe_cell(_HALVES.sub("�", cell))
    if isinstance(cell, dt.datetime):
        return _local(cell).strftime("%d/%m/%Y %H:%M")
    if isinstance(cell, dt.date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, bool):
        return _yes_no(cell)
    return "" if cell is None or not math.isfinite(cell) else str(cell)


def _fill(book: Any, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> None:
    sheet = book.add_worksheet(_sheet_name(title))
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(header):
        sheet.write_string(0, place, _fitted(name), bold)
    for number, row in enumerate(rows, start=1):
        if number >= SHEET_ROWS:
            raise Invalid(_("There are more rows than a sheet can hold. Choose CSV instead."))
        for place, cell in enumerate(row):
            _put(sheet, number, place, cell, day=day, moment=moment)


def _put(sheet: Any, number: int, place: int, cell: Cell, *, day: Any, moment: Any) -> None:
    """Write one cell by its own type; nothing is left for the library to guess."""
    if isinstance(cell, bool):
        sheet.write_string(number, place, _yes_no(cell))
    elif isinstance(cell, str):
        sheet.write_string(number, place, _fitted(cell))
    elif isinstance(cell, dt.datetime):
        sheet.write_datetime(number, place, _local(cell), moment)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(number, place, cell, day)
    elif cell is not None and math.isfinite(cell):
        sheet.write_number(number, place, cell)


def _fitted(text: str) -> str:
    whole = _NOT_IN_XML.sub("�", text)
    return whole if len(whole) <= _CELL_CHARS else whole[: _CELL_CHARS - 1] + "…"


def _sheet_name(title: str) -> str:
    """A sheet's name: at most 31 characters, without the signs that Excel keeps for itself."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", _NOT_IN_NAMES.sub(" ", _NOT_IN_XML.sub("", title)))
    name = " ".join(plain.split())[:31].strip()
    return "Sheet1" if not name or name.casefold() == "history" else name


def _local(moment: dt.datetime) -> dt.datetime:
    """The time on a wall in London; sheets know no zones."""
    return moment.astimezone(clock.LONDON).replace(tzinfo=None) if moment.tzinfo else moment


def _yes_no(fact: bool) -> str:
    return _("Yes") if fact else _("No")
