"""Tables are read as they were meant, whatever they came as, and what was mended is said."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow
from odf.text import P

from tests.unit.core.files_at_the_door import DATA, inline, judge, photo, refusal, rows, workbook, zipped

SPECTRUM = sorted((DATA / "csv-spectrum" / "csvs").glob("*.csv"))
PLAIN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"), max_size=12)


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_csv_spectrum_is_read_exactly(path: Path) -> None:
    ends = b"\r\n" if path.stem.endswith("_crlf") else b"\n"  # the stored copies lost theirs on the way here
    header, *records = rows(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", ends))
    expected = json.loads((DATA / "csv-spectrum" / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
    assert [dict(zip(header, record, strict=True)) for record in records] == expected


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_the_encoding_is_found(codec: str) -> None:
    text = "URN,Name\r\n1,St Mary’s École\r\n2,Plain\r\n"
    assert rows(text.encode(codec)) == [["URN", "Name"], ["1", "St Mary’s École"], ["2", "Plain"]]


def test_a_windows_file_says_so() -> None:
    assert judge("a,b\r\né,1".encode("cp1252"), "register")["warnings"] == [
        "The text is in Windows-1252, not UTF-8, and was read as that."
    ]


def test_one_stray_windows_byte_does_not_change_a_whole_file() -> None:
    result = judge("n\nÉcole\nà côté\nété".encode() + b"\nStray \x92", "register")
    assert [cells for _, cells in result["tables"][0]["read"]][-1] == ["Stray ’"]
    assert "Windows-1252 inside a UTF-8 file" in result["warnings"][0]


def test_control_characters_become_what_was_meant() -> None:
    result = judge("n\nKings\x92 School\nBell\x07 Street\x00".encode(), "register")
    assert [cells for _, cells in result["tables"][0]["read"]] == [["n"], ["Kings’ School"], ["Bell Street"]]
    assert result["warnings"][0].startswith("1 control characters were repaired to what was meant")
    assert result["warnings"][1].startswith("2 control characters that mean nothing were left out")


def test_the_register_sample_keeps_no_control_character() -> None:
    result = judge((DATA / "gias" / "register_sample.csv").read_bytes(), "register")
    text = "".join(cell for _, cells in result["tables"][0]["read"] for cell in cells)
    assert result["rows"] == 77
    assert not [sign for sign in text if sign < " " or "\x7f" <= sign <= "\x9f"]
    assert result["warnings"][0].startswith("17 control characters")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(sign: str) -> None:
    lines = [["Name", "Town, or place", "Share"], ["A", 'The "Old" Hall', "1,5"], ["B", "", "2,5"]]
    made = io.StringIO()
    csv.writer(made, delimiter=sign).writerows(lines)
    assert rows(made.getvalue().encode()) == lines


@pytest.mark.parametrize("first", ["BMI", "GIFT AID", "ID3", "MZ", "AC10", "FWS", "FSM free meals", "Not ftypical"])
def test_a_header_that_begins_like_a_picture_is_still_a_header(first: str) -> None:
    assert rows(f"{first},Name\n1,Ada\n".encode()) == [[first, "Name"], ["1", "Ada"]]


def test_excels_own_first_line_is_not_a_row() -> None:
    assert rows(b"sep=;\r\na;b\r\n1;2\r\n") == [["a", "b"], ["1", "2"]]


def test_an_open_quotation_mark_is_named_by_its_line() -> None:
    assert "opened on line 3 is never closed" in refusal(b'a,b\n1,2\n3,"four\n5,6\n', "register")


def test_a_line_without_end_is_not_a_table() -> None:
    assert "Line 2 is more than" in refusal(b"a,b\n" + b"x" * 4_100_000, "register")


def test_row_numbers_are_those_a_spreadsheet_shows() -> None:
    assert judge(b'a,b\n\n"1\n2",3\n\n4,5', "register")["tables"][0]["read"] == [
        (1, ["a", "b"]),
        (3, ["1\n2", "3"]),
        (5, ["4", "5"]),
    ]


def test_formatting_is_not_rows() -> None:
    assert judge(b"a,b\n1,2\n,\n3,4\n" + b",\n" * 5000, "register")["rows"] == 3


def test_what_does_not_fit_the_header_is_said() -> None:
    warnings = judge(b"a,b,a\n1,2,3,4\n5,6,7\n", "register")["warnings"]
    assert "Rows with more cells than the header: 1, of which the first are 2." in warnings
    assert "The header has ‘a’ more than once: the first of them is used." in warnings


@given(
    st.lists(st.lists(PLAIN, min_size=3, max_size=3), min_size=1, max_size=15),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_any_quoted_table_comes_through_whole(cells: list[list[str]], codec: str, sign: str) -> None:
    made = io.StringIO()
    csv.writer(made, quoting=csv.QUOTE_ALL, delimiter=sign).writerows([["a", "b", "c"], *cells])
    assert rows(made.getvalue().encode(codec)) == [["a", "b", "c"], *cells]


def _saved(fill: Any) -> bytes:
    book = openpyxl.Workbook()
    fill(book.active)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_workbook_reads_as_a_person_would_type_it() -> None:
    values = [
        100000,
        12.5,
        True,
        dt.date(2026, 9, 1),
        dt.datetime(2026, 9, 1, 9, 30),  # noqa: DTZ001 - as sheets hold it
        dt.time(8, 5),
        "Été_x000D_",
        1e-7,
    ]
    assert rows(_saved(lambda sheet: sheet.append(values))) == [
        ["100000", "12.5", "TRUE", "2026-09-01", "2026-09-01 09:30:00", "08:05:00", "Été\r", "1e-07"]
    ]


def test_nine_rows_are_nine_whatever_size_the_sheet_says() -> None:
    def fill(sheet: Any) -> None:
        for number in range(9):
            sheet.append([number, "name"])
        sheet.cell(1_048_576, 1_000, "last")

    table = judge(_saved(fill), "register")["tables"][0]
    assert table["rows"] == 9
    assert table["read"][-1][0] == 1_048_576


def test_a_lying_dimension_is_not_believed() -> None:
    sheet = '<dimension ref="A1:XFD1048576"/><sheetData>' + inline("a", "b") + inline("1", "2") + "</sheetData>"
    assert rows(workbook(sheet)) == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    "blank",
    [
        '<row r="{0}" s="1" customFormat="1"/>',
        '<row r="{0}"><c r="A{0}" s="1" /></row>',
        '<row r="{0}"><c r="A{0}" s="1" t="n"></c><c r="B{0}"/></row>',
        '<row r="{0}"><c r="A{0}"><v></v></c></row>',
    ],
)
def test_rows_that_are_only_formatted_are_passed_over(blank: str) -> None:
    filled = '<row r="{0}"><c r="A{0}" s="1"/><c r="B{0}"><v>{0}</v></c><c r="C{0}" s="1"/></row>'
    sheet = "".join((filled if number % 1000 == 0 else blank).format(number) for number in range(1, 6001))
    assert judge(workbook(sheet), "register")["tables"][0]["read"] == [
        (number, ["", str(number)]) for number in range(1000, 6001, 1000)
    ]


def test_shared_strings_join_runs_and_leave_out_readings() -> None:
    strings = "<sst><si><r><t>St </t></r><r><t>Mary</t></r><rPh><t>x</t></rPh></si></sst>"
    assert rows(workbook('<row><c t="s"><v>0</v></c></row>', xl__sharedStrings=strings)) == [["St Mary"]]


def test_a_workbook_with_prefixes_is_read() -> None:
    cells = '<x:c t="str"><x:v>a</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c>'
    sheet = f'<x:worksheet xmlns:x="x"><x:row>{cells}</x:row></x:worksheet>'
    assert rows(workbook("<?xml version='1.0'?>" + sheet)) == [["a", "#N/A"]]


def test_a_workbooks_cells_are_repaired_too() -> None:
    result = judge(workbook(inline("Kings\x92 School")), "register")
    assert result["tables"][0]["read"] == [(1, ["Kings’ School"])]
    assert result["warnings"][0].startswith("1 control characters were repaired")


def test_formulas_without_a_result_are_said() -> None:
    result = judge(_saved(lambda sheet: sheet.append(["a", "=1+1"])), "register")
    assert "1 formula has no stored result and was read as blank." in result["warnings"]


def test_dates_of_1904_are_right() -> None:
    def fill(sheet: Any) -> None:
        sheet.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        sheet.append([dt.date(2026, 9, 1)])

    assert rows(_saved(fill)) == [["2026-09-01"]]


def test_the_day_that_stands_for_unknown_survives_excel() -> None:
    assert rows(_saved(lambda sheet: sheet.append([dt.date(1900, 1, 1), dt.date(1900, 3, 1)]))) == [
        ["1900-01-01", "1900-03-01"]
    ]


def test_an_open_document_sheet_is_read() -> None:
    document, sheet = OpenDocumentSpreadsheet(), OdfTable(name="One")
    for line in (["Name", "Year"], ["Été", "7"]):
        row = TableRow()
        for text in line:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    made = io.BytesIO()
    document.save(made)
    assert rows(made.getvalue()) == [["Name", "Year"], ["Été", "7"]]


def test_an_archive_of_tables_gives_each_by_name() -> None:
    result = judge(zipped({"users.csv": "id,role\n1,student\n", "orgs.csv": "id\n2\n", "notes.pdf": b"x"}), "roster")
    assert [(table["name"], table["rows"]) for table in result["tables"]] == [("users.csv", 1), ("orgs.csv", 1)]
    assert "1 other file in the archive was left alone." in result["warnings"]


def test_a_name_that_promises_something_else_is_said() -> None:
    assert "The name ends in .xlsx, but this is plain text." in judge(b"a,b\n1,2", "register", "x.xlsx")["warnings"]
    assert "The name ends in .png, but this is a JPEG photo." in judge(photo(), "image", "x.png")["warnings"]
