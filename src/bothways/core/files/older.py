"""ODS and old XLS workbooks, through calamine: a compiled reader with no entities and no macros."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from bothways.core.files.refusal import Refusal
from bothways.core.files.sentences import _

_DAMAGED = _("The spreadsheet is damaged, or is not one we can read. Open it, save it as .xlsx and send that.")


def sheets(file: BinaryIO) -> Iterator[tuple[str, Iterator[tuple[int, list[str]]]]]:
    """Each sheet's name and its rows with their numbers."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    file.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(file)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            yield name, _rows(sheet.start, sheet.iter_rows())
    except PasswordError:
        raise Refusal(
            _("The spreadsheet is protected by a password. Take the password off and send it again.")
        ) from None
    except (CalamineError, OSError, ValueError):
        raise Refusal(_DAMAGED) from None


def _rows(start: tuple[int, int] | None, rows: Iterator[Sequence[object]]) -> Iterator[tuple[int, list[str]]]:
    first, indent = start or (0, 0)
    for number, row in enumerate(rows, start=first + 1):
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, [""] * indent + cells


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
