"""No text becomes a formula in a spreadsheet, and no other text is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.exports import safe_cell

RUN = [
    "=1+1",
    "+44",
    "-1",
    "@SUM(A1)",
    "|cmd",
    "%0A",
    "\t=1",
    "\tx",
    "\rx",
    "  =1",
    "\u3000=1",
    "\u200b=1",
    "＝1",
    "\x00=1",
]


@pytest.mark.parametrize("text", RUN)
def test_a_formula_is_kept_as_words(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_each_line_of_a_cell_is_guarded(newline: str) -> None:
    assert safe_cell(f"fine{newline}=1") == f"fine{newline}'=1"


@pytest.mark.parametrize("text", ["", "Lunt's Heath", "a=1", "7 + 1", "St Mary’s", "one\ntwo"])
def test_plain_words_are_left_alone(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text())
def test_only_apostrophes_are_ever_added(text: str) -> None:
    assert [char for char in safe_cell(text) if char != "'"] == [char for char in text if char != "'"]
