"""A chart in a page: figure, finding, numbers, and the picture and numbers to take away. No inline style, no script."""

from __future__ import annotations

import logging

from django.utils.translation import gettext as _
from markupsafe import Markup

from bothways.core.charts.chart import Chart, Table, spelt
from bothways.core.charts.markup import join, tag

WIDE, NARROW = 540.0, 350.0
log = logging.getLogger(__name__)


def render_html(chart: Chart, *, png_url: str, csv_url: str, how_url: str | None = None, level: int = 3) -> Markup:
    """The whole figure. ``level`` is its heading's; ``how_url`` leads to how we know."""
    links = [
        (how_url, _("How we know this")),
        (png_url, _("Download picture (PNG)")),
        (csv_url, _("Download numbers (CSV)")),
    ]
    if chart.empty:
        body, links = tag("p", chart.empty_words), []
    else:
        body = _body(chart)
    note = " ".join(filter(None, (chart.note, chart.scope if not chart.bars_in_table else "")))
    return tag(
        "figure",
        tag("figcaption", tag(f"h{level}", chart.title), tag("p", note)),
        body,
        tag("div", *(_link(url, words, chart.title) for url, words in links if url), class_="tools") if links else "",
        class_="fig",
        id=chart.slug,
    )


def _body(chart: Chart) -> Markup:
    try:
        if chart.bars_in_table:
            return chart.cells()
        pictures = join(_svg(chart, WIDE, "fit only-wide"), _svg(chart, NARROW, "fit only-narrow"))
    except (ArithmeticError, LookupError, ValueError):
        log.exception("chart not drawn", extra={"chart": chart.slug})
        return join(
            tag("p", _("We couldn’t draw this. The numbers are below.")), plain_table(chart.table(), chart.title)
        )
    return join(pictures, _folded(_("See the numbers as a table"), plain_table(chart.table(), chart.title)))


def _svg(chart: Chart, width: float, look: str) -> Markup:
    picture = chart.picture(width)
    box = f"0 0 {picture.width:.0f} {picture.height:.0f}"
    return tag("svg", picture.body, class_=look, viewBox=box, role="img", aria_label=chart.description)


def _folded(words: str, inside: Markup) -> Markup:
    summary = tag("summary", tag("span", words, class_="govuk-details__summary-text"), class_="govuk-details__summary")
    return tag("details", summary, inside, class_="govuk-details")


def _link(url: str, words: str, title: str) -> Markup:
    return tag("a", words, tag("span", f": {title}", class_="govuk-visually-hidden"), href=url, class_="govuk-link")


def plain_table(table: Table, caption: str) -> Markup:
    """Numbers as a table that scrolls sideways by itself where it must."""
    head = tag("tr", *(_cell("th", words, number=place > 0, scope="col") for place, words in enumerate(table.heads)))
    rows = [
        tag("tr", _cell("th", spelt(row[0]), number=False, scope="row"), *(_value(cell) for cell in row[1:]))
        for row in table.rows
    ]
    whole = tag(
        "table",
        tag("caption", caption, class_="govuk-visually-hidden"),
        tag("thead", head, class_="govuk-table__head"),
        tag("tbody", *rows, class_="govuk-table__body"),
        class_="govuk-table",
    )
    return tag("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _value(cell: str | float | None) -> Markup:
    return _cell("td", spelt(cell), number=not isinstance(cell, str))


def _cell(name: str, words: str, *, number: bool, scope: str | None = None) -> Markup:
    kind = "header" if name == "th" else "cell"
    look = f"govuk-table__{kind}" + (f" govuk-table__{kind}--numeric" if number else "")
    return tag(name, words, class_=look, scope=scope)
