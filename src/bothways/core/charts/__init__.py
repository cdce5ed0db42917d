"""Charts drawn on the server, each with its numbers: in a page, as SVG or PNG, and as CSV."""

from bothways.core.charts.bars import Bar, Bars
from bothways.core.charts.bridges import Bridges, Tie
from bothways.core.charts.chart import Chart, Table
from bothways.core.charts.files import picture_svg, render_svg, to_csv, to_png
from bothways.core.charts.give_receive import Exchange, GiveReceive
from bothways.core.charts.line import Line, Series
from bothways.core.charts.page import render_html
from bothways.core.charts.scatter import Dot, Scatter

__all__ = [
    "Bar",
    "Bars",
    "Bridges",
    "Chart",
    "Dot",
    "Exchange",
    "GiveReceive",
    "Line",
    "Scatter",
    "Series",
    "Table",
    "Tie",
    "picture_svg",
    "render_html",
    "render_svg",
    "to_csv",
    "to_png",
]
