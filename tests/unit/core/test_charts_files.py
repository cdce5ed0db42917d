"""One believable chart of each kind, kept word for word, and pictures to take away."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from syrupy.assertion import SnapshotAssertion

from bothways.core.charts import Chart, render_html, render_svg, to_csv, to_png
from tests.unit.core import charts_of_all_kinds as kinds

each_kind = pytest.mark.parametrize("chart", kinds.ALL, ids=lambda chart: type(chart).__name__)
ORANGE, TEAL = (217, 101, 26), (18, 137, 163)


@each_kind
def test_in_a_page(chart: Chart, snapshot: SnapshotAssertion) -> None:
    assert str(render_html(chart, png_url="/c.png", csv_url="/c.csv", how_url="#how")).replace("><", ">\n<") == snapshot


@each_kind
def test_as_a_picture(chart: Chart, snapshot: SnapshotAssertion) -> None:
    assert render_svg(chart).replace("><", ">\n<") == snapshot


@each_kind
def test_as_numbers(chart: Chart, snapshot: SnapshotAssertion) -> None:
    assert to_csv(chart).decode() == snapshot


def test_a_png_is_1600_wide_on_white_in_both_colours() -> None:
    picture = Image.open(io.BytesIO(to_png(kinds.GIVE_RECEIVE)))
    assert picture.width == 1600
    found = {colour for _count, colour in picture.convert("RGB").getcolors(maxcolors=1 << 24)}
    assert {(255, 255, 255), ORANGE, TEAL} <= found
    assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


@pytest.mark.parametrize("width", [0, -5, 4001, 10**9])
def test_a_png_of_an_absurd_width_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match="1 to 4,000 pixels"):
        to_png(kinds.BARS, width)
