"""A chart in a printed document: the picture with title and note as text, and its numbers as a table below."""

from __future__ import annotations

from bothways.core.charts.chart import Chart, spelt
from bothways.core.charts.files import picture_svg
from bothways.core.pdf import Paragraph, Picture, Table
from bothways.core.pdf.document import Heading

WIDTH = 640


def printed(chart: Chart) -> tuple[Heading | Paragraph | Picture | Table, ...]:
    """Blocks for a ``Document``. An empty chart prints its sentence."""
    if chart.empty:
        return (Heading(chart.title, 3), Paragraph(chart.empty_words))
    note = " ".join(filter(None, (chart.note, chart.scope)))
    table = chart.table()
    rows = tuple(tuple(map(spelt, row)) for row in table.rows)
    numeric = tuple(not any(isinstance(row[place], str) for row in table.rows) for place in range(len(table.heads)))
    picture = Picture(picture_svg(chart, WIDTH), chart.description, chart.title, note, chart.source)
    return (picture, Table(table.heads, rows, numeric))
