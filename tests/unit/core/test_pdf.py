"""What is printed holds every word as it was typed, tagged for screen readers, and runs nothing."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject

from bothways.core.charts import Bars, Bridges, Tie
from bothways.core.charts.bars import Bar
from bothways.core.charts.paper import printed
from bothways.core.pdf import (
    Block,
    Bullets,
    Document,
    Fact,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    compile_pdf,
)
from bothways.core.pdf.typeset import TEMPLATES, printable, templates
from tests import effort
from tests.unit.core import charts_of_all_kinds as kinds

NAUGHTY = json.loads((Path(__file__).parents[2] / "data" / "blns" / "blns.json").read_text())
TAGGED = {"H1", "H2", "H3", "P", "Table", "TH", "TD", "TR", "L", "LI", "Figure"}


def read(*blocks: Block, title: str = "A title", **page: object) -> PdfReader:
    return PdfReader(io.BytesIO(Document(title=title, blocks=blocks, **page).pdf()))


def seen(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def told(page: PageObject, reader: PdfReader) -> str:
    """What a screen reader says where the letter itself cannot be drawn."""
    marks = [mark for mark, operator in ContentStream(page.get_contents(), reader).operations if operator == b"BDC"]
    return "".join(str(mark[1].get("/ActualText", "")) for mark in marks if isinstance(mark[1], DictionaryObject))


def structure(reader: PdfReader) -> list[DictionaryObject]:
    """Every node of the tree that a screen reader walks, in reading order."""

    def walk(node: object) -> Iterator[DictionaryObject]:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        for child in node if isinstance(node, list) else []:
            yield from walk(child)
        if isinstance(node, DictionaryObject):
            yield node
            yield from walk(node.get("/K"))

    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]))


def bare(words: str) -> str:
    """Without spaces and signs that are never drawn, and with joined letters apart."""
    apart = unicodedata.normalize("NFKD", words)
    return "".join(char for char in apart if not char.isspace() and unicodedata.category(char) not in {"Cf", "Zs"})


def drawn_in_order(words: str) -> bool:
    """Whether every letter has a shape of its own and stands to the right of the last."""
    latin = all(char < "\u0250" or "\u2010" <= char <= "\u2027" for char in words)
    return latin and not any("\x7f" <= char <= "\x9f" for char in words)


def test_every_naughty_string_stays_what_it_was() -> None:
    strings = NAUGHTY[:: 1 if effort.ALL else 4]
    sheets = [block for string in strings for block in (PageBreak(), Paragraph(f"Begin {string} End"))]
    reader = read(*sheets, title="T")
    assert len(reader.pages) == len(strings) + 1
    for string, page in zip(strings, list(reader.pages)[1:], strict=True):
        wanted, words = bare(f"Begin {printable(string)} End"), bare(page.extract_text())
        if drawn_in_order(string):
            assert wanted in words, string
        else:
            assert set(wanted) <= set(words) | set(bare(told(page, reader))), string


def test_naughty_strings_may_stand_anywhere() -> None:
    facts = tuple(Fact(string, string, string) for string in NAUGHTY)
    rows = tuple((string, string) for string in NAUGHTY)
    ties = tuple(Tie(str(place), str(place + 1), 1, 0) for place in range(len(NAUGHTY) - 1))
    named = {str(place): string for place, string in enumerate(NAUGHTY)}
    frame = {"slug": "naughty", "note": NAUGHTY[97], "source": NAUGHTY[129]}
    bars = Bars(**frame, heads=("a", "b"), rows=tuple(Bar(string, 1, string) for string in NAUGHTY))
    bridges = Bridges(**frame, schools=named, unit="hours", ties=ties[:40])
    blocks: tuple[Block, ...] = (Facts(facts), Table(("a", "b"), rows, (False, True), "c"), Bullets(tuple(NAUGHTY)))
    reader = read(*blocks, *printed(bars), *printed(bridges), title=NAUGHTY[107], lede=NAUGHTY[140], foot=NAUGHTY[96])
    assert len(reader.pages) > 20


def test_words_are_never_run() -> None:
    words = '#read("/etc/passwd") *bold* $x^2$ @label `code` = heading \\ #pagebreak() <a> [b] // gone /* gone */'
    reader = read(Paragraph(words), Bullets((words,)), Table(("a",), ((words,),), (False,)))
    assert bare(seen(reader)).count(bare(words)) == 3
    assert len(reader.pages) == 1


def test_tags_language_and_title_are_there() -> None:
    table = Table(("School", "Hours"), (("Old Quay", "12"),), (False, True), "Hours given")
    picture = Picture('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', "A bridge")
    blocks = (Heading("Two"), Heading("Three", 3), Paragraph("Words"), table, Bullets(("One",)), picture)
    reader = read(*blocks, title="Our year", lang="cy")
    assert {str(node.get("/S", "")).lstrip("/") for node in structure(reader)} >= TAGGED
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "cy"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Our year"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()


def test_a_picture_is_described() -> None:
    described = [node["/Alt"] for node in structure(read(*printed(kinds.BRIDGES))) if "/Alt" in node]
    assert described == [kinds.BRIDGES.description]
    with pytest.raises(ValueError, match="can't see it"):
        Picture("<svg/>", " ")


def test_a_chart_prints_its_title_note_source_and_numbers() -> None:
    words = seen(read(*printed(kinds.GIVE_RECEIVE)))
    for part in (kinds.GIVE_RECEIVE.title, kinds.NOTE, "Kettle Hill Academy", "82.5", "Gives (hours)"):
        assert bare(part) in bare(words)
    assert "No ties yet." in seen(read(*printed(Bridges(slug="a", note="", unit="h", schools={}, ties=()))))


def test_a_long_table_repeats_its_heads_and_numbers_its_pages() -> None:
    rows = tuple((f"School {number}", str(number)) for number in range(200))
    reader = read(Table(("Name of school", "Hours"), rows, (False, True)), foot="Old Quay partnership")
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        assert page.count("Name of school") == 1
        assert f"{number} / {len(pages)}" in page
        assert page.count("Old Quay partnership") == 1
    assert sum(page.count("School ") for page in pages) == 200


@pytest.mark.parametrize(
    ("paper", "landscape", "size"),
    [("a4", False, (595, 842)), ("a4", True, (842, 595)), ("a3", False, (842, 1191)), ("a3", True, (1191, 842))],
)
def test_paper(paper: str, landscape: bool, size: tuple[int, int]) -> None:
    box = read(Paragraph("x"), paper=paper, landscape=landscape).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_a_page_break_begins_a_new_sheet_and_empty_blocks_print_nothing() -> None:
    assert len(read(Paragraph("a"), PageBreak(), Paragraph("b")).pages) == 2
    assert bare(seen(read(Facts(()), Bullets(()), title="T"))) == "T1/1"


def test_the_same_document_is_the_same_bytes() -> None:
    document = Document(title="Our year", blocks=(Paragraph("Words"), *printed(kinds.LINE)))
    assert document.pdf() == document.pdf()


def test_only_known_templates_and_languages() -> None:
    assert templates() == sorted(path.stem for path in TEMPLATES.glob("[!_]*.typ"))
    for name in ("_house", "../document", "missing", 'document.typ"\n#panic()'):
        with pytest.raises(ValueError, match="no PDF template"):
            compile_pdf(name, {}, title="x")
    with pytest.raises(ValueError, match="language"):
        compile_pdf("document", {}, title="x", lang='en"')


def test_a_ragged_table_is_refused() -> None:
    with pytest.raises(ValueError, match="needs 2 cells"):
        Table(("a", "b"), (("1",),), (False, True))


def test_pages_are_made_before_the_fonts_are_built(tmp_path: Path) -> None:
    pdf = Document(title="Our year", blocks=(Paragraph("Words and 名"),)).pdf(fonts=tmp_path)
    assert "Words and 名" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_a_row_stays_on_one_sheet_unless_it_is_longer_than_one() -> None:
    row = ("begin " + "word " * 60 + "end",)
    pages = [page.extract_text() for page in read(Table(("Notes",), (row,) * 60, (False,))).pages]
    assert len(pages) > 3
    assert [page.count("begin") for page in pages] == [page.count("end") for page in pages]
    long = seen(read(Table(("Notes",), (("word " * 3000 + "finish",),), (False,))))
    assert long.count("word") == 3000
    assert "finish" in long
