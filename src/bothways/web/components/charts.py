"""Charts of invented schools for the gallery: each kind, and each with nothing in it."""

from __future__ import annotations

from markupsafe import Markup

from bothways.core import charts

_NOTE = "Staff and pupil-leader hours since September."
_SCHOOLS = {
    "lane": "Marlpit Lane Primary",
    "quay": "Old Quay High",
    "heron": "Heronbrook Primary",
    "mere": "Castle Mere",
}


def drawn() -> list[Markup]:
    """Each chart as a page shows it."""
    return [charts.render_html(chart, png_url="#charts", csv_url="#charts", how_url="#charts") for chart in _all()]


def _all() -> list[charts.Chart]:
    exchanges = (
        charts.Exchange("Marlpit Lane Primary", 16, 22),
        charts.Exchange("Old Quay High", 38, 9),
        charts.Exchange("Heronbrook Primary", 0, 24),
    )
    ties = (charts.Tie("lane", "quay", 6, 9), charts.Tie("quay", "heron", 12, 0), charts.Tie("heron", "mere", 3, 5))
    terms = ("Autumn 1", "Autumn 2", "Spring 1", "Spring 2")
    both = (charts.Series("Given", (12, 20, 18, 31)), charts.Series("Received", (9, 16, 22, 30)))
    bars = (
        charts.Bar("Codes and ciphers", 20),
        charts.Bar("How big is infinity?", 19),
        charts.Bar("Problem solving", 15),
    )
    dots = (charts.Dot("Old Quay High", 38, 9), charts.Dot("Marlpit Lane", 16, 22), charts.Dot("Heronbrook", 4, 24))
    return [
        charts.GiveReceive(slug="give-receive", note=_NOTE, rows=exchanges, unit="hours"),
        charts.Bridges(slug="bridges", note=_NOTE, schools=_SCHOOLS, ties=ties, unit="hours"),
        charts.Bars(slug="bars", note="Pupils placed in each seminar.", rows=bars, heads=("Seminar", "Pupils placed")),
        charts.Line(slug="line", note=_NOTE, periods=terms, series=both, period="Half term"),
        charts.Scatter(slug="scatter", note=_NOTE, dots=dots, across="Hours given", up="Hours received"),
        charts.GiveReceive(slug="give-receive-empty", note="", rows=(), unit="hours"),
        charts.Bridges(slug="bridges-empty", note="", schools=_SCHOOLS, ties=(), unit="hours"),
    ]
