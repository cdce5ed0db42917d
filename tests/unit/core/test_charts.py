"""Whatever the data, a chart is well formed, says the same in picture, table and file, and starts at zero."""

from __future__ import annotations

import csv
import io
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.core.charts import (
    Bars,
    Bridges,
    Chart,
    Dot,
    Exchange,
    GiveReceive,
    Line,
    Scatter,
    Series,
    Tie,
    render_html,
    to_csv,
)
from bothways.core.charts.bridges import MAX_TIES_DRAWN
from bothways.core.charts.chart import shown, spelt, ticks
from bothways.core.charts.files import picture_svg, render_svg
from bothways.core.charts.markup import clean
from bothways.core.exports import safe_cell
from tests.unit.core import charts_of_all_kinds as kinds

SVG = "{http://www.w3.org/2000/svg}"
FRAME = {"slug": "any", "note": ""}


def page(chart: Chart) -> Element:
    return ElementTree.fromstring(render_html(chart, png_url="/c.png", csv_url="/c.csv"))


def words(element: Element) -> str:
    return "".join(element.itertext())


def marked(root: Element, look: str) -> list[Element]:
    return [each for each in root.iter() if look in (each.get("class") or "").split()]


@settings(max_examples=50, deadline=None)
@given(kinds.any_chart, st.sampled_from((300, 640, 800)))
def test_any_data_is_well_formed_and_carries_no_style_or_script(chart: Chart, width: float) -> None:
    roots = [ElementTree.fromstring(svg) for svg in (render_svg(chart, width), picture_svg(chart, width))]
    for element in (each for root in (page(chart), *roots) for each in root.iter()):
        assert element.tag.removeprefix(SVG) not in {"script", "style", "image", "foreignObject"}
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
        assert (element.get("href") or "/").startswith("/")


@settings(max_examples=33, deadline=None)
@given(kinds.any_chart)
def test_no_shape_is_at_an_unreal_place(chart: Chart) -> None:
    svg = render_svg(chart)
    assert "nan" not in svg.replace(clean(chart.title), "") or "nan" in chart.title
    for element in ElementTree.fromstring(svg).iter():
        for name in ("x", "y", "cx", "cy", "width", "height"):
            if (value := element.get(name)) is not None:
                assert -0.1 <= float(value) <= 1e5, (element.tag, name, value)


@settings(max_examples=30, deadline=None)
@given(kinds.any_chart)
def test_the_file_holds_the_table_unrounded(chart: Chart) -> None:
    table = chart.table()
    data = to_csv(chart)
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    safe = [
        [safe_cell(c) if isinstance(c, str) else "" if c is None else str(c) for c in r]
        for r in (table.heads, *table.rows)
    ]
    assert read == [[cell.encode("utf-8", "replace").decode() for cell in row] for row in safe]


@settings(max_examples=30, deadline=None)
@given(kinds.any_give_receive)
def test_bars_and_their_table_are_one_thing(chart: GiveReceive) -> None:
    rows = page(chart).findall(".//tbody/tr")
    assert len(rows) == (0 if chart.empty else len(chart.rows))
    top = max([0, *(n for row in chart.rows for n in (row.gives, row.receives))]) or 1
    for element, row in zip(rows, chart.rows, strict=False):
        name = element.find("th")
        assert name is not None
        assert words(name) == clean(row.school) + row.flag
        for look, number in (("c-give", row.gives), ("c-take", row.receives)):
            [bar] = marked(element, look)
            share = float(str(bar.get("width")).rstrip("%"))
            assert share == pytest.approx(chart._longest_bar() * number / top, abs=0.06)
        assert [words(text) for text in element.iter("text")] == [shown(row.gives), shown(row.receives)]
        assert [words(said) for said in marked(element, "govuk-visually-hidden")] == [
            clean(f"{shown(number)} {chart.unit}") for number in (row.gives, row.receives)
        ]


@settings(max_examples=30, deadline=None)
@given(st.one_of(kinds.any_bridges(), kinds.any_line(), kinds.any_scatter))
def test_a_picture_carries_its_table_and_draws_what_it_says(chart: Bridges | Line | Scatter) -> None:
    root = page(chart)
    if chart.empty:
        assert words(root.findall("p")[0]) == clean(chart.empty_words)
        return
    body = [[words(cell) for cell in row] for row in root.findall(".//details//tbody/tr")]
    assert body == [[clean(spelt(cell)) for cell in row] for row in chart.table().rows]
    for picture in root.findall("svg"):
        assert count_drawn(picture, chart) == count_told(chart)


def count_drawn(picture: Element, chart: Chart) -> tuple[int, ...]:
    if isinstance(chart, Bridges):
        key = 1
        return len(marked(picture, "s-both")) - key, len(marked(picture, "s-one")) - key
    if isinstance(chart, Line):
        lines = [*marked(picture, "s-both"), *marked(picture, "s-take")]
        return len(marked(picture, "c-brand")), len(marked(picture, "c-take")), len(lines)
    return (len(marked(picture, "c-brand")),)


def count_told(chart: Bridges | Line | Scatter) -> tuple[int, ...]:
    if isinstance(chart, Bridges):
        both = [tie.both_ways for tie in chart.drawn_ties]
        return both.count(True), both.count(False)
    if isinstance(chart, Line):
        marks = [len(series.known) for series in (*chart.series, *chart.series)][:2] if len(chart.series) > 1 else []
        first, second = marks or (len(chart.series[0].known), 0)
        return first, second, sum(len(series.runs) for series in chart.series)
    return (len(chart.dots),)


@settings(max_examples=30, deadline=None)
@given(kinds.any_bridges())
def test_every_one_way_tie_is_drawn_and_the_rest_are_the_largest(chart: Bridges) -> None:
    drawn, real = chart.drawn_ties, chart.real_ties
    assert [tie for tie in real if not tie.both_ways] == [tie for tie in drawn if not tie.both_ways]
    assert len([tie for tie in drawn if tie.both_ways]) <= MAX_TIES_DRAWN
    left = [tie.total for tie in real if tie.both_ways and tie not in drawn]
    kept = [tie.total for tie in drawn if tie.both_ways]
    assert not left or len(drawn) >= MAX_TIES_DRAWN
    assert not left or not kept or min(kept) >= max(left)
    assert bool(chart.scope) == (len(drawn) < len(real))


@pytest.mark.parametrize("bad", [-1, float("nan"), float("inf"), -0.001, 10**400])
def test_what_cannot_be_drawn_from_zero_is_refused(bad: float) -> None:
    for row in (Exchange("Old Quay", bad, 1), Exchange("Old Quay", 1, bad)):
        with pytest.raises(ValueError, match="from zero up"):
            GiveReceive(**FRAME, unit="hours", rows=(row,))
    with pytest.raises(ValueError, match="from zero up"):
        Scatter(**FRAME, across="a", up="b", dots=(Dot("Old Quay", 1, bad),))


def test_a_tie_joins_two_schools_of_the_chart() -> None:
    for ends in (("a", "a"), ("a", "z")):
        with pytest.raises(ValueError, match="two different schools"):
            Bridges(**FRAME, unit="hours", schools={"a": "A", "b": "B"}, ties=(Tie(*ends, 1, 1),))


def test_what_is_not_known_is_a_gap_and_never_a_zero() -> None:
    series = Series("Pupils", (3, 4, None, 5))
    assert series.runs == [[(0, 3), (1, 4)], [(3, 5)]]
    root = page(Line(**FRAME, period="Term", periods=("a", "b", "c", "d"), series=(series,)))
    assert [len(str(line.get("points")).split()) for line in marked(root.findall("svg")[0], "s-both")] == [2, 1]
    assert "not known" in words(root)


def test_two_schools_may_share_a_name() -> None:
    chart = Bridges(**FRAME, unit="hours", schools={"1": "St Mary's", "2": "St Mary's"}, ties=(Tie("1", "2", 3, 4),))
    assert len(marked(page(chart), "c-ink")) == 2 * 2


def test_nothing_yet_is_said_and_offers_no_files() -> None:
    for rows in ((), (Exchange("Old Quay", 0, 0),)):
        root = page(GiveReceive(**FRAME, unit="hours", rows=rows))
        assert "No hours yet. Ask each school what it could give." in words(root)
        assert not list(root.iter("a"))


def test_a_chart_that_fails_shows_its_numbers() -> None:
    class Broken(Scatter):
        def picture(self, width: float) -> None:
            raise ZeroDivisionError(width)

    root = page(Broken(**FRAME, across="Roll", up="Share", dots=(Dot("Old Quay", 1204, 7),)))
    assert "We couldn’t draw this. The numbers are below." in words(root)
    assert "1,204" in words(root)
    assert not list(root.iter("svg"))


FINDINGS = [
    (kinds.GIVE_RECEIVE, "2 of 3 schools give and receive; Marlpit Lane Infants only receives so far"),
    (GiveReceive(**FRAME, unit="h", rows=kinds.EXCHANGES[:2]), "Both schools give and receive"),
    (GiveReceive(**FRAME, unit="h", rows=kinds.EXCHANGES[:1]), "Old Quay High gives and receives"),
    (kinds.BRIDGES, "2 of 4 ties carry help both ways"),
    (Bridges(**FRAME, unit="h", schools=kinds.SCHOOLS, ties=kinds.TIES[:2]), "Both ties carry help both ways"),
    (Bridges(**FRAME, unit="h", schools=kinds.SCHOOLS, ties=kinds.TIES[2:3]), "The one tie is one way so far"),
    (kinds.BARS, "Pupils who took part: from 127 to 341"),
    (kinds.LINE, "Pupils who gave rose from 120 to 230; Pupils who received rose from 80 to 341"),
    (kinds.SCATTER, "Share who tried (%): mostly lower where there is more of: Pupils on roll"),
    (Scatter(**FRAME, across="a", up="b", dots=(Dot("x", 1, 1),)), "Too few to see a pattern"),
    (Bars(**FRAME, heads=("a", "b"), rows=()), "No numbers yet"),
]


@pytest.mark.parametrize(("chart", "said"), FINDINGS)
def test_the_title_says_the_finding(chart: Chart, said: str) -> None:
    assert chart.title == said


def test_a_person_may_write_the_title() -> None:
    assert "Everyone <brings> something" in words(
        page(Bars(**FRAME, words="Everyone <brings> something", heads=("a", "b"), rows=()))
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"),
        (1462, "1,462"),
        (2.5, "2.5"),
        (0.01, "under 0.1"),
        (None, "not known"),
        (1.25e6, "1.2 million"),
        (1e18, "1.0e+18"),
    ],
)
def test_numbers_are_said_one_way(number: float | None, said: str) -> None:
    assert shown(number) == said


@given(st.one_of(st.integers(1, 10**12), st.floats(0, 1e300)))
def test_an_axis_begins_at_zero_and_reaches_the_top(top: float) -> None:
    marks = ticks(top)
    assert marks[0] == 0
    assert marks[-1] >= top * 0.998
    assert len(marks) <= 6
