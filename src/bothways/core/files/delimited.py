"""CSV and its cousins, as people really save them."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from typing import BinaryIO

from bothways.core.files.limits import CELL_CHARS
from bothways.core.files.refusal import Refusal
from bothways.core.files.sentences import Sentence, _
from bothways.core.files.text import Text, open_text

_SAMPLE_LINES = 60
_SAMPLE_CHARS = 500_000
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_END = "\x1fend of file"  # cannot be in the text: control characters are repaired before


class Delimited:
    """A text table whose encoding and delimiter have been found. Iterating yields (row number, cells)."""

    def __init__(self, file: BinaryIO) -> None:
        self.text: Text = open_text(file)
        self.sign = _delimiter(self.text)
        self.text.repairs = type(self.text.repairs)()
        self.encoding = self.text.encoding
        self.delimiter = _DELIMITERS[self.sign]

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(CELL_CHARS)
        records = csv.reader(itertools.chain(_without_sep(self.text), ["\r\n", _END]), delimiter=self.sign)
        began = 1
        number = 0
        try:
            for record in records:
                number += 1
                if record and _END in record[-1]:
                    break
                if record:
                    yield number, record
                began = records.line_num + 1
        except csv.Error:
            raise Refusal(_unclosed(began)) from None
        if record != [_END]:  # our mark stands alone, unless an open quotation mark swallowed it
            raise Refusal(_unclosed(began))


def _unclosed(line: int) -> Sentence:
    return _(
        "A quotation mark opened on line %(line)s is never closed. Close it, or take it out, and send the file again.",
        line=f"{line:,}",
    )


def _without_sep(lines: Iterator[str] | Text) -> Iterator[str]:
    """Excel's own first line ``sep=;`` is not a row."""
    for number, line in enumerate(lines):
        if number or not line.lower().startswith("sep="):
            yield line


def _delimiter(text: Text) -> str:
    """The sign that cuts the first rows into the most equal number of cells."""
    sample = list(_sample(_without_sep(text)))
    return max(_DELIMITERS, key=lambda sign: _evenness(sample, sign))


def _sample(lines: Iterator[str]) -> Iterator[str]:
    left = _SAMPLE_CHARS
    for line in itertools.islice(lines, _SAMPLE_LINES):
        yield line
        left -= len(line)
        if left < 0:
            return


def _evenness(sample: list[str], sign: str) -> tuple[float, int]:
    csv.field_size_limit(CELL_CHARS)
    try:
        widths = [len(record) for record in csv.reader(sample, delimiter=sign) if record]
    except csv.Error:
        return 0.0, 0
    if not widths or max(widths) == 1:
        return 0.0, 0
    usual = max(set(widths), key=widths.count)
    return (widths.count(usual) / len(widths) if usual > 1 else 0.0), usual
