"""A chart to take away: an SVG or PNG that carries its own title and source, and its numbers as CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from markupsafe import Markup

from bothways.core.charts.chart import Cell, Chart, Picture
from bothways.core.charts.markup import join, shape, tag, text, wrap
from bothways.core.exports import safe_cell
from bothways.core.pdf.typeset import png_of_svg

FONTS = "Lexend, Lexend Variable, sans-serif"
MARGIN, TITLE_SIZE, LINE = 24.0, 24.0, 20.0


def render_svg(chart: Chart, width: float = 800) -> str:
    """A whole picture: title, note, shapes, source, on white."""
    inner = width - 2 * MARGIN
    title, y = _title(chart.title, inner)
    note, y = _small(" ".join(filter(None, (chart.note, chart.scope))), inner, y)
    shapes = _body(chart, inner)
    body = tag("g", shapes.body, transform=f"translate({MARGIN:.0f} {y - 12:.0f})")
    source, y = _small(chart.source, inner, y + shapes.height + 12)
    return _whole(join(title, note, body, source), width, y, chart.title, chart.description)


def picture_svg(chart: Chart, width: float = 640) -> str:
    """The shapes alone, for a document that prints title and note as text of its own."""
    body = _body(chart, width)
    return _whole(body.body, body.width, body.height, chart.title, chart.description)


def to_png(chart: Chart, width: int = 1600, *, fonts: Path | None = None) -> bytes:
    """The whole picture, so many pixels wide."""
    return png_of_svg(render_svg(chart), width=width, fonts=fonts)


def to_csv(chart: Chart) -> bytes:
    """The numbers unrounded, as UTF-8 with the mark Excel needs, safe from formulas."""
    table = chart.table()
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(map(_safe, table.heads))
    writer.writerows([_safe(cell) for cell in row] for row in table.rows)
    return b"\xef\xbb\xbf" + sheet.getvalue().encode("utf-8", "replace")


def _safe(cell: Cell) -> Cell:
    return safe_cell(cell) if isinstance(cell, str) else cell


def _body(chart: Chart, width: float) -> Picture:
    if not chart.empty:
        return chart.picture(width)
    lines = wrap(chart.empty_words, width, lines=4)
    return Picture(
        join(*(text(0, LINE * place, line) for place, line in enumerate(lines, 1))), width, LINE * len(lines)
    )


def _title(words: str, width: float) -> tuple[Markup, float]:
    """The title, and where the next line stands."""
    lines = wrap(words, width, lines=3, size=TITLE_SIZE)
    step = TITLE_SIZE * 1.25
    look: dict[str, str | float | None] = {"font_size": TITLE_SIZE, "font_weight": "700", "fill": "#1c1a33"}
    first = MARGIN + TITLE_SIZE
    drawn = (tag("text", line, x=MARGIN, y=first + step * place, **look) for place, line in enumerate(lines))
    return join(*drawn), first + step * len(lines)


def _small(words: str, width: float, y: float) -> tuple[Markup, float]:
    """Quiet lines, and where the next one stands."""
    lines = wrap(words, width, lines=3) if words else []
    drawn = (text(MARGIN, y + LINE * place, line, look="m") for place, line in enumerate(lines))
    return join(*drawn), y + LINE * len(lines)


def _whole(body: Markup, width: float, height: float, title: str, description: str) -> str:
    return tag(
        "svg",
        tag("title", title),
        tag("desc", description),
        shape("rect", "c-paper", width=width, height=height),
        body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=width,
        height=height,
        font_family=FONTS,
        role="img",
    )
