"""No text becomes a formula in a spreadsheet, no other text is changed, and what was written can be read back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.core import exports
from bothways.core.errors import Invalid
from bothways.core.exports import Cell, csv_lines, download, file_name, plain_cell, safe_cell, xlsx_file
from bothways.core.files.archive import Archive
from bothways.core.files.workbook import open_workbook
from tests.unit.core.files_at_the_door import DATA

NAUGHTY = json.loads((DATA / "blns" / "blns.json").read_text(encoding="utf-8"))
RUN = [
    "=1+1",
    "+44",
    "-1",
    "@SUM(A1)",
    "|cmd",
    "%0A",
    "\t=1",
    "\tx",
    "\rx",
    "  =1",
    "\u3000=1",
    "\u200b=1",
    "＝1",
    "\x00=1",
]


@pytest.mark.parametrize("text", RUN)
def test_a_formula_is_kept_as_words(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_each_line_of_a_cell_is_guarded(newline: str) -> None:
    assert safe_cell(f"fine{newline}=1") == f"fine{newline}'=1"


@pytest.mark.parametrize("text", ["", "'", "Lunt's Heath", "'tis", "a=1", "7 + 1", "St Mary’s", "one\ntwo"])
def test_plain_words_are_left_alone(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text())
def test_only_apostrophes_are_ever_added(text: str) -> None:
    assert [char for char in safe_cell(text) if char != "'"] == [char for char in text if char != "'"]


@given(st.text(st.sampled_from("'=-+ \t\r\n\u2028ax")))
def test_the_way_back_is_always_found(text: str) -> None:
    assert plain_cell(safe_cell(text)) == text


def _csv_cells(rows: Iterable[Sequence[Cell]], header: Sequence[str] = ("text",)) -> list[list[str]]:
    whole = b"".join(csv_lines(header, rows))
    assert whole.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(whole.decode("utf-8-sig"), newline="")))[1:]


def _sheet_cells(rows: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """What a sheet holds, by our own reader, which knows Excel's escapes."""
    with xlsx_file(["text"], rows) as file:
        book = open_workbook(Archive(file))  # type: ignore[arg-type]  # a binary file by another name
        return [cells for _, cells in book.rows(book.sheets[0][1])][1:]


def test_naughty_strings_come_back_from_csv_byte_for_byte() -> None:
    assert [plain_cell(cell) for row in _csv_cells([text, "x"] for text in NAUGHTY) for cell in row[:1]] == NAUGHTY


def test_naughty_strings_come_back_from_a_workbook_byte_for_byte() -> None:
    kept = [text.replace("\ufffe", "�") for text in NAUGHTY]  # the one character of them that XML has no room for
    assert [cells[0] for cells in _sheet_cells([text, "x"] for text in NAUGHTY)] == kept


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=20) | st.sampled_from(RUN), min_size=1, max_size=30))
def test_no_text_is_a_formula(texts: list[str]) -> None:
    assert not [cell for (cell, _) in _csv_cells([text, "x"] for text in texts) if cell[:1] in {*"=+-@|%\t\r"} and cell]
    with xlsx_file(["text"], [[text] for text in texts]) as file:
        sheet = openpyxl.load_workbook(file).active
        assert sheet is not None
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
        assert not [
            cell for row in sheet.iter_rows() for cell in row if cell.data_type == "n" and cell.value is not None
        ]


ROW: list[Cell] = [
    -5,
    1.5,
    Decimal("2.50"),
    True,
    None,
    float("nan"),
    dt.date(2026, 9, 1),
    dt.datetime(2026, 7, 1, 9, 30, tzinfo=dt.UTC),
]


def test_numbers_and_dates_stay_what_they_are_in_csv() -> None:
    assert _csv_cells([ROW]) == [["-5", "1.5", "2.50", "Yes", "", "", "01/09/2026", "01/07/2026 10:30"]]


def test_numbers_and_dates_stay_what_they_are_in_a_workbook() -> None:
    with xlsx_file(["a"] * len(ROW), [ROW], title="What: [they] are?") as file:
        sheet = openpyxl.load_workbook(file).active
        assert sheet is not None
        assert sheet.title == "What they are"
        assert [cell.value for cell in sheet[2]] == [
            *(-5, 1.5, 2.5, "Yes", None, None),
            dt.datetime(2026, 9, 1),  # noqa: DTZ001 - sheets know no zones
            dt.datetime(2026, 7, 1, 10, 30),  # noqa: DTZ001 - sheets know no zones
        ]


def test_what_no_file_can_carry_is_shown_as_such() -> None:
    assert _csv_cells([["a\ud800b\uffff"]]) == [["a�b\uffff"]]
    assert _sheet_cells([["a\ud800b\uffff"]]) == [["a�b�"]]


def test_a_cell_longer_than_excel_takes_is_cut_with_a_sign() -> None:
    ((cell,),) = _sheet_cells([["x" * 40_000]])
    assert len(cell) == 32_767
    assert cell.endswith("x…")


def test_too_many_rows_for_a_sheet_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "SHEET_ROWS", 3)
    with pytest.raises(Invalid, match="Choose CSV instead"):
        xlsx_file(["a"], [["1"], ["2"], ["3"]])


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Places at Lunt’s Heath", "Places at Lunt’s Heath.csv"),
        ("../../etc/passwd", "etc passwd.csv"),
        ("a\r\nSet-Cookie: x", "a Set-Cookie x.csv"),
        ("invoice\u202egpj.exe", "invoice gpj.exe.csv"),
        ("CON", "CON file.csv"),
        (" . ", "export.csv"),
        ("\ud800", "export.csv"),
        ("x" * 300, "x" * 100 + ".csv"),
    ],
)
def test_a_file_name_every_system_takes(name: str, safe: str) -> None:
    assert file_name(name, "csv") == safe


@pytest.mark.django_db  # the end of a response looks after the connection
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_download_is_saved_and_never_cached(form: exports.Form) -> None:
    response = download("Été “places”", header=["a"], rows=[["1"]], form=form)
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%89t%C3%A9")
    assert response.headers["Cache-Control"] == "no-store"
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]  # both kinds stream
    assert body.startswith(b"PK" if form == "xlsx" else b"\xef\xbb\xbfa\r\n1\r\n")
    response.close()


def test_rows_are_asked_for_as_they_are_sent() -> None:
    asked: list[int] = []
    rows = ([asked.append(number) or str(number)] for number in range(1_000))  # type: ignore[func-returns-value]
    stream = csv_lines(["a"], rows)
    next(stream)
    next(stream)
    assert len(asked) == 200
