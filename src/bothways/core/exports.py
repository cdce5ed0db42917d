"""Text for spreadsheets that no spreadsheet will run as a formula."""

from __future__ import annotations

import unicodedata

# What Excel, LibreOffice and Google Sheets read as the start of a formula or a command, wide forms included.
_STARTERS = frozenset("=+-@|%＝＋－＠｜％")


def safe_cell(text: str) -> str:
    """The same words, with an apostrophe before each line that a spreadsheet might run.

    Looks behind spaces and invisible characters of every alphabet, because programs trim them before they decide.
    """
    return "".join(f"'{line}" if _runs(line) else line for line in text.splitlines(keepends=True))


def _runs(line: str) -> bool:
    first = next((char for char in line if not _unseen(char)), None)
    return first in _STARTERS or line[0] == "\t" or line == "\r"


def _unseen(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in {"Cc", "Cf"}
