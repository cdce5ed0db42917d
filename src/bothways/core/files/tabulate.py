"""Whatever a table came as, written down as clean tables in the door's folder. Runs in the child."""

from __future__ import annotations

import io
import itertools
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from gzip import BadGzipFile, GzipFile
from pathlib import Path
from typing import Any, BinaryIO

from bothways.core.files import limits
from bothways.core.files.archive import Archive, Counted
from bothways.core.files.delimited import Delimited
from bothways.core.files.never_held import Sieve, header_place
from bothways.core.files.refusal import Refusal, big
from bothways.core.files.sentences import Sentence, _, ngettext
from bothways.core.files.sniff import HEAD, sniff, words
from bothways.core.files.table import write_table
from bothways.core.files.text import Repairs
from bothways.core.files.workbook import open_workbook

Row = tuple[int, list[str]]
_HEAD_ROWS = 200
_BLANK_RUN = 20


def tabulate(file: BinaryIO, *, kind: str, really: str, out: Path) -> dict[str, Any]:
    """Read every table of the file and write each to ``out``. Raises Refusal."""
    desk = _Desk(kind=kind, out=out)
    if really == "zip":
        _archive(file, desk)
    elif really == "ole":
        _old_workbook(file, desk)
    elif really == "gz":
        _compressed(file, desk)
    elif really == "text":
        _delimited(file, "", desk)
    else:
        raise Refusal(_("This is %(kind)s, not a table. Send a table as CSV, XLSX or ODS.", kind=words(really)))
    return desk.result()


class _Desk:
    """Where tables are written and what is said of them is gathered."""

    def __init__(self, *, kind: str, out: Path) -> None:
        self.kind = kind
        self.out = out
        self.tables: list[dict[str, Any]] = []
        self.warnings: list[Sentence] = []

    def put(self, name: str, rows: Iterable[Row], *, encoding: str = "", delimiter: str = "") -> dict[str, Any]:
        """Write one table; it is listed unless nothing is in it."""
        stream = _without_blank_runs(iter(rows))
        head = list(itertools.islice(stream, _HEAD_ROWS))
        sieve = Sieve([cells for _number, cells in head] if self.kind == "roster" else [])
        count = _Count(head)
        file = f"table-{len(self.tables) + 1:03}.csv"
        every = count.see(itertools.chain(head, stream))
        clean = ((n, sieve.row(n, cells)) for n, cells in every) if self.kind == "roster" else every
        write_table(self.out / file, clean)
        warnings = [*sieve.sentences(), *count.sentences()]
        facts = {"encoding": encoding, "delimiter": delimiter, "repaired": [], "dropped": sieve.dropped}
        table = {
            "name": name,
            "file": file,
            "rows": count.rows,
            "columns": count.columns - sieve.gone,
            "reading": facts | {"warnings": warnings},
        }
        if count.total:
            self.tables.append(table)
        return table

    def sheet(self, name: str, rows: Iterable[Row]) -> None:
        """Write one sheet of a workbook, its cells repaired as a text's lines are."""
        repairs = Repairs()
        clean = ((number, [repairs.line(cell) for cell in cells]) for number, cells in rows)
        self.put(name, clean)["reading"]["repaired"] += repairs.sentences(example=self.kind == "register")

    def result(self) -> dict[str, Any]:
        if not self.tables:
            raise Refusal(_("The file is empty: there is nothing in it to read."))
        several = len(self.tables) > 1
        for table in self.tables:
            told = (*table["reading"]["repaired"], *table["reading"]["warnings"])
            self.warnings += [_of(table["name"], each) if several else each for each in told]
        if several:
            names = ", ".join(table["name"] for table in self.tables)
            self.warnings.append(_("Several tables were found: %(names)s.", names=names))
        return {"rows": sum(t["rows"] for t in self.tables), "warnings": self.warnings, "tables": self.tables}


def _of(table: str, sentence: Sentence) -> Sentence:
    return _("%(table)s: %(sentence)s", table=table, sentence=sentence)


class _Count:
    """Counts rows as they pass, and those that do not fit the header."""

    def __init__(self, head: Sequence[Row]) -> None:
        cells = [row for _number, row in head]
        self._top = header_place(cells) if cells else 0
        self._header = cells[self._top] if cells else []
        self.columns = len(self._header)
        self.total = 0
        self._long: list[int] = []
        self._longs = 0

    @property
    def rows(self) -> int:
        return max(self.total - self._top - 1, 0)

    def see(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The same rows, counted."""
        for number, cells in rows:
            self.total += 1
            if len(cells) > self.columns and any(cell.strip() for cell in cells[self.columns :]):
                self._longs += 1
                self._long += [number] if len(self._long) < 5 else []
            yield number, cells

    def sentences(self) -> Iterator[Sentence]:
        if self.total and not self.rows:
            yield _("There are no rows under the header.")
        if self._longs:
            rows = ", ".join(str(number) for number in self._long)
            count = f"{self._longs:,}"
            yield _("Rows with more cells than the header: %(n)s, of which the first are %(rows)s.", n=count, rows=rows)
        names = Counter(cell.strip().casefold() for cell in self._header if cell.strip())
        twice = [cell for cell in self._header if names[cell.strip().casefold()] > 1]
        if twice:
            yield _("The header has ‘%(name)s’ more than once: the first of them is used.", name=twice[0])


def _without_blank_runs(rows: Iterator[Row]) -> Iterator[Row]:
    """A few blank rows are somebody's rows; more than twenty on end are formatting."""
    for blank, run in itertools.groupby(rows, key=lambda row: not any(cell and cell.strip() for cell in row[1])):
        if not blank:
            yield from run
            continue
        few = list(itertools.islice(run, _BLANK_RUN + 1))
        if len(few) <= _BLANK_RUN:
            yield from few


def _delimited(file: BinaryIO, name: str, desk: _Desk) -> None:
    table = Delimited(file)
    facts = desk.put(name, table, encoding=table.encoding, delimiter=table.delimiter)
    if table.encoding != "UTF-8":
        facts["reading"]["repaired"].append(table.text.foreign())
    facts["reading"]["repaired"] += table.text.repairs.sentences(example=desk.kind == "register")


def _compressed(file: BinaryIO, desk: _Desk) -> None:
    """A gzip of one CSV, as registers are often published."""
    file.seek(0)
    size = file.seek(0, 2)
    file.seek(0)
    most = min(limits.TOTAL_BYTES, max(size * limits.RATIO, limits.RATIO_FLOOR))
    try:
        with GzipFile(fileobj=file) as stream:
            _unpack(stream, most, "", desk)
    except (BadGzipFile, EOFError, zlib.error):
        raise Refusal(_("The compressed file is damaged or was cut short. Send it again.")) from None


def _unpack(stream: GzipFile | Counted, most: int, name: str, desk: _Desk) -> None:
    """Unpack one CSV, counting, and read it. A roster stays in memory until it has been sieved."""
    with io.BytesIO() if desk.kind == "roster" else tempfile.TemporaryFile(dir=desk.out) as plain:
        left = most
        while chunk := stream.read(1 << 20):
            left -= len(chunk)
            if left < 0:
                raise Refusal(
                    _(
                        "It unpacks to more than %(most)s, which no table of its size does. It was not opened.",
                        most=big(most),
                    )
                )
            plain.write(chunk)
        plain.seek(0)
        really = sniff(plain.read(HEAD))
        if really in {"zip", "gz", "ole"}:
            raise Refusal(_("The archive holds another archive. Unpack it and send what is inside."))
        if really != "text":
            raise Refusal(
                _("The archive holds %(kind)s, not a table. Send a table as CSV, XLSX or ODS.", kind=words(really))
            )
        _delimited(plain, name, desk)


def _archive(file: BinaryIO, desk: _Desk) -> None:
    archive = Archive(file)
    if "[Content_Types].xml" in archive.names:
        _office(archive, desk)
    elif "mimetype" in archive.names:
        _open_document(file, archive, desk)
    else:
        _csvs(archive, desk)


def _office(archive: Archive, desk: _Desk) -> None:
    if any(name.startswith(("word/", "ppt/")) for name in archive.names):
        raise Refusal(_("This is a Word document or a presentation, not a table. Send a table as CSV, XLSX or ODS."))
    if "xl/workbook.bin" in archive.names:
        raise Refusal(_("This is a binary Excel workbook (.xlsb). Save it as .xlsx and send that."))
    book = open_workbook(archive)
    for name, path in book.sheets:
        desk.sheet(name, book.rows(path))
    if book.unfinished:
        desk.warnings.append(
            ngettext(
                "%(n)s formula has no stored result and was read as blank.",
                "%(n)s formulas have no stored result and were read as blank.",
                book.unfinished,
                n=f"{book.unfinished:,}",
            )
        )
    if any(name.endswith("vbaProject.bin") for name in archive.names):
        desk.warnings.append(_("The workbook holds macros. They were left out."))


def _open_document(file: BinaryIO, archive: Archive, desk: _Desk) -> None:
    from bothways.core.files import older, xml

    if b"opendocument.spreadsheet" not in archive.read("mimetype"):
        raise Refusal(_("This is a document, not a table. Send a table as CSV, XLSX or ODS."))
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Refusal(_("The spreadsheet is protected by a password. Take the password off and send it again."))
    with archive.open("content.xml") as content:
        for _chunk in xml.parse(content, start=lambda *_element: None):
            pass
    for name, rows in older.sheets(file):
        desk.sheet(name, rows)


def _old_workbook(file: BinaryIO, desk: _Desk) -> None:
    from bothways.core.files import older

    file.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in file.read(30 * limits.MB):
        raise Refusal(_("The workbook is protected by a password. Take the password off and send it again."))
    for name, rows in older.sheets(file):
        desk.sheet(name, rows)


def _csvs(archive: Archive, desk: _Desk) -> None:
    """An archive of CSVs, as OneRoster has it."""
    tables = [name for name in archive.names if name.lower().endswith((".csv", ".txt")) and "__MACOSX" not in name]
    if not tables:
        raise Refusal(_("The archive holds no CSV files. Send the table itself as CSV, XLSX or ODS."))
    others = [
        name for name in archive.names if name not in tables and not name.endswith("/") and "__MACOSX" not in name
    ]
    for name in tables:
        with archive.open(name) as stream:
            _unpack(stream, limits.ENTRY_BYTES, name, desk)
    if others:
        desk.warnings.append(
            ngettext(
                "%(n)s other file in the archive was left alone.",
                "%(n)s other files in the archive were left alone.",
                len(others),
                n=f"{len(others):,}",
            )
        )
