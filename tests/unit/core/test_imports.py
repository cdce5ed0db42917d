"""The import engine, from the header to undo, with a kind of file that is nobody's."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.errors import Conflict, Invalid
from bothways.core.files.table import Table, write_table
from bothways.core.imports import (
    Change,
    Column,
    Format,
    Importer,
    Reject,
    Tally,
    apply,
    best_match,
    check,
    correct,
    earlier_run,
    fold,
    prepare,
    recognise,
    undo,
)
from bothways.core.models import AuditEntry, ImportPage, ImportRun, ImportStatus


def judge_shelf(cells: Mapping[str, str]) -> tuple[str, int] | Reject:
    """A shelf mark must be there and the count a number."""
    if not cells["count"].isdigit():
        return Reject(column="count", mend="Write a whole number, such as 12.")
    return cells["mark"], int(cells["count"])


SHELVES = Format(
    name="shelves",
    title="a list of shelves",
    columns=(
        Column(name="mark", title="Shelf mark", synonyms=("Mark", "Shelf"), required=True),
        Column(name="count", title="Number of books", synonyms=("Books", "No. of books"), required=True),
    ),
    check=judge_shelf,
    subject="library",
)
NAMES = Format(
    name="names",
    title="a list of names",
    columns=(Column(name="name", title="Name", required=True),),
    check=lambda cells: cells["name"],
)


@dataclass
class Library:
    """A target that keeps its shelves in a dictionary. ``fail_on`` makes the write of one mark fail."""

    shelves: dict[str, int] = field(default_factory=dict)
    fail_on: str = ""
    undone: list[str] = field(default_factory=list)

    def plan(self, rows: Iterator[tuple[int, tuple[str, int]]], tally: Tally) -> Iterator[Change]:
        for number, (mark, count) in rows:
            held = self.shelves.get(mark)
            if held == count:
                tally.counts["unchanged"] += 1
            elif held is None:
                yield Change(("added",), mark, after={"count": count}, row=number)
            else:
                yield Change(("changed",), mark, after={"count": count}, before={"count": held}, row=number)

    def write(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.key == self.fail_on or self.shelves.get(change.key) != change.before.get("count"):
                raise Conflict(f"{change.key} has changed since you looked.")
            self.shelves[change.key] = change.after["count"]

    def unwrite(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self.undone.append(change.key)
            if change.before:
                self.shelves[change.key] = change.before["count"]
            else:
                del self.shelves[change.key]


def _table(tmp_path: Path, *rows: Sequence[str]) -> Table:
    path = tmp_path / "table.csv"
    write_table(path, iter(list(enumerate(rows, start=1))))
    return Table("", path, len(rows) - 1, len(rows[0]))


def _prepare(tmp_path: Path, library: Library, text: str, **options: Any) -> ImportRun:
    file = tmp_path / "books.csv"
    file.write_text(text, encoding="utf-8")
    importers = [Importer(SHELVES, lambda: library), Importer(NAMES, Library)]
    return prepare(by=None, file=file, name="books.csv", importers=importers, **options)


@pytest.mark.parametrize("header", ["LA (name)", "la_name", "  La-Name ", "LÁ NAME"])
def test_case_space_signs_and_accents_of_a_header_do_not_matter(header: str) -> None:
    assert fold(header) == "laname"


def test_the_format_that_fits_is_recognised_with_reasons(tmp_path: Path) -> None:
    best, other = recognise(_table(tmp_path, ["no. of BOOKS", "shelf", "Colour"], ["1", "A", "red"]), [NAMES, SHELVES])
    assert best.format is SHELVES
    assert best.fits
    assert best.mapping == {"mark": 1, "count": 0}
    assert best.reasons == ("2 of the 2 columns of a list of shelves are there.", "1 other column is left alone.")
    assert not other.fits
    assert other.missing == ("Name",)


def test_the_header_may_stand_under_a_title(tmp_path: Path) -> None:
    table = _table(tmp_path, ["Our books", ""], ["", ""], ["Mark", "Books"], ["A", "1"])
    (best,) = recognise(table, [SHELVES])
    assert best.header_row == 3
    assert list(check(table, best, Tally())) == [(4, ("A", 1))]


def test_a_person_may_correct_the_mapping(tmp_path: Path) -> None:
    (match,) = recognise(_table(tmp_path, ["Where", "Books", "Copies"], ["A", "1", "2"]), [SHELVES])
    assert match.missing == ("Shelf mark",)
    assert correct(match, {"mark": "Where", "count": "Copies"}).mapping == {"mark": 0, "count": 2}
    assert correct(match, {"count": ""}).missing == ("Shelf mark", "Number of books")
    with pytest.raises(Invalid, match="no column ‘Nowhere’"):
        correct(match, {"mark": "Nowhere"})


def test_a_bad_row_never_loses_the_others(tmp_path: Path) -> None:
    rows = [["Mark", "Books"], ["A", "1"], ["B", "many"], ["C", "3", "red"], ["", ""], ["D"], ["E", " 5 "]]
    table = _table(tmp_path, *rows)
    tally = Tally()
    good = list(check(table, recognise(table, [SHELVES])[0], tally))
    assert good == [(2, ("A", 1)), (7, ("E", 5))]
    assert (tally.rows, tally.rejected) == (5, 3)
    assert tally.rejects == [
        Reject(row=3, column="Books", value="many", mend="Write a whole number, such as 12."),
        Reject(
            row=4,
            column="",
            value="red",
            mend="This row has 3 cells, the header 2. Put quotation marks round a cell that holds a comma.",
        ),
        Reject(row=6, column="Books", value="", mend="Write a whole number, such as 12."),
    ]


@given(st.lists(st.tuples(st.text("AB ", min_size=1, max_size=2), st.sampled_from(["1", "2", "x", ""])), max_size=20))
def test_every_row_is_either_used_or_listed(rows: list[tuple[str, str]]) -> None:
    lines = [(number, list(row)) for number, row in enumerate([("Mark", "Books"), *rows], start=1)]
    table = _Lines(lines)
    tally = Tally()
    good = list(check(table, recognise(table, [SHELVES])[0], tally))  # type: ignore[arg-type]  # a table in memory
    blank = sum(1 for row in rows if not "".join(row).strip())
    assert len(good) + tally.rejected == tally.rows == len(rows) - blank
    assert {number for number, _ in good}.isdisjoint(reject.row for reject in tally.rejects)


class _Lines(list[Any]):
    """A table in memory."""

    def head(self) -> list[Any]:
        return self[:10]


def test_when_nothing_fits_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(
        Invalid, match="looks most like a list of shelves, but these columns are missing: Number of books"
    ):
        best_match([_table(tmp_path, ["Mark"], ["A"])], [Importer(SHELVES, Library)], corrections={})
    with pytest.raises(Invalid, match="no kind of file called ‘boats’"):
        best_match([], [Importer(SHELVES, Library)], choose="boats", corrections={})


@pytest.mark.django_db
def test_a_preview_changes_nothing_and_tells_everything(tmp_path: Path) -> None:
    library = Library({"A": 1, "B": 2})
    run = _prepare(tmp_path, library, "Mark,Books\nA,1\nB,3\nC,4\nD,lots\n")
    assert library.shelves == {"A": 1, "B": 2}
    assert run.status == ImportStatus.READY
    assert run.counts == {"unchanged": 1, "changed": 1, "added": 1, "rows": 4, "rejected": 1, "pages": 1}
    assert run.mapping == {"mark": "Mark", "count": "Books"}
    assert run.preview["samples"]["changed"][0]["before"] == {"count": 2}
    assert run.preview["rejects"] == [
        {"row": 5, "column": "Books", "value": "lots", "mend": "Write a whole number, such as 12."}
    ]


@pytest.mark.django_db
def test_apply_writes_what_was_shown_once_and_undo_takes_it_back(tmp_path: Path) -> None:
    library = Library({"A": 1, "B": 2})
    run = _prepare(tmp_path, library, "Mark,Books\nA,9\nB,2\nC,4\n")
    for _ in range(2):
        assert apply(by=None, run=run, target=library).status == ImportStatus.APPLIED
        assert library.shelves == {"A": 9, "B": 2, "C": 4}
    undo(by=None, run=run, target=library)
    assert library.shelves == {"A": 1, "B": 2}
    assert library.undone == ["C", "A"]
    assert run.status == ImportStatus.UNDONE
    verbs = list(AuditEntry.objects.order_by("at").values_list("verb", flat=True))
    assert verbs == ["import read", "import applied", "import pressed again", "import undone"]


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing_and_says_when_it_came(tmp_path: Path) -> None:
    library = Library()
    text = "Mark,Books\nA,1\nB,2\n"
    first = apply(by=None, run=_prepare(tmp_path, library, text), target=library)
    again = _prepare(tmp_path, library, text)
    assert again.counts == {"unchanged": 2, "rows": 2, "rejected": 0, "pages": 0}
    assert earlier_run(again) == first


@pytest.mark.django_db
def test_a_failure_half_way_leaves_the_run_as_it_was(tmp_path: Path) -> None:
    library = Library(fail_on="M1500")
    run = _prepare(tmp_path, library, "Mark,Books\n" + "".join(f"M{n},1\n" for n in range(2500)))
    with pytest.raises(Conflict, match="M1500 has changed"):
        apply(by=None, run=run, target=library)
    run.refresh_from_db()
    assert (run.status, run.applied_at, run.counts["pages"]) == (ImportStatus.READY, None, 3)
    assert not AuditEntry.objects.filter(verb="import applied").exists()


@pytest.mark.django_db
def test_the_later_import_is_undone_first(tmp_path: Path) -> None:
    library = Library()
    first = apply(by=None, run=_prepare(tmp_path, library, "Mark,Books\nA,1\n"), target=library)
    second = apply(by=None, run=_prepare(tmp_path, library, "Mark,Books\nA,2\n"), target=library)
    with pytest.raises(Conflict, match="Undo the later one first"):
        undo(by=None, run=first, target=library)
    undo(by=None, run=second, target=library)
    undo(by=None, run=first, target=library)
    assert library.shelves == {}
    with pytest.raises(Conflict, match="Only an import that was applied"):
        undo(by=None, run=first, target=library)


@pytest.mark.django_db
def test_what_is_no_longer_kept_cannot_be_undone(tmp_path: Path) -> None:
    library = Library()
    run = apply(by=None, run=_prepare(tmp_path, library, "Mark,Books\nA,1\n"), target=library)
    run.pages.all().delete()
    with pytest.raises(Conflict, match="too old to undo"):
        undo(by=None, run=run, target=library)


@pytest.mark.django_db
def test_progress_can_stop_a_run_cleanly(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _prepare(tmp_path, Library(), "Mark,Books\nA,1\n", progress=stop)
    assert not ImportRun.objects.exists()
    assert not ImportPage.objects.exists()


@pytest.mark.django_db
def test_what_is_planned_is_sealed(tmp_path: Path) -> None:
    from django.db import connection

    _prepare(tmp_path, Library(), "Mark,Books\nCanary,1\nOther,many\n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT packed FROM core_importpage UNION ALL SELECT preview FROM core_importrun")
        stored = [row[0] for row in cursor.fetchall()]
    assert len(stored) == 2
    assert all(each.startswith("s1:") for each in stored)


@pytest.mark.django_db
def test_the_right_sheet_of_several_is_taken(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Read me first"])
    sheet = book.create_sheet("Books")
    sheet.append(["Mark", "Books"])
    sheet.append(["A", 3])
    made = io.BytesIO()
    book.save(made)
    file = tmp_path / "books.xlsx"
    file.write_bytes(made.getvalue())
    run = prepare(by=None, file=file, name="books.xlsx", importers=[Importer(SHELVES, Library)])
    assert (run.reading["table"], run.counts["added"]) == ("Books", 1)
