"""Row by row: what it means, or why it cannot be used. A bad row never loses the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.files.table import Table
from bothways.core.imports.shapes import Match, Reject, Tally


def check(table: Table, match: Match, tally: Tally) -> Iterator[tuple[int, Any]]:
    """The rows that are good, each with its number; the others go to ``tally``. Streams, so memory stays flat."""
    names, pick = tuple(match.mapping), _picker(tuple(match.mapping.values()))
    width = len(match.header)
    judge = match.format.check
    for number, cells in table:
        if number <= match.header_row or not any(map(str.strip, cells)):
            continue
        tally.rows += 1
        if len(cells) != width and (odd := _misfit(number, cells, width)):
            tally.reject(odd)
            continue
        whole = cells if len(cells) == width else [*cells, *[""] * (width - len(cells))]  # a short row ends in blanks
        row = dict(zip(names, map(str.strip, pick(whole)), strict=True))
        result = judge(row)
        if isinstance(result, Reject):
            tally.reject(_placed(result, number, row, match))
        else:
            yield number, result


def _picker(places: tuple[int, ...]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """What takes the mapped cells out of a row: `itemgetter`, which is quick, but for one place gives no tuple."""
    if len(places) == 1:
        return lambda cells: (cells[places[0]],)
    return itemgetter(*places)


def _misfit(number: int, cells: Sequence[str], width: int) -> Reject | None:
    """A row with more cells than the header: nobody can say which cell belongs where. Short rows end in blanks."""
    extra = [cell for cell in cells[width:] if cell.strip()]
    if not extra:
        return None
    mend = _(
        "This row has %(cells)s cells, the header %(width)s. Put quotation marks round a cell that holds a comma."
    ) % {"cells": len(cells), "width": width}
    return Reject(row=number, column="", value=extra[0], mend=mend)


def _placed(reject: Reject, number: int, row: Mapping[str, str], match: Match) -> Reject:
    """The reject with the row's number, the header the person knows, and the value that was there."""
    place = match.mapping.get(reject.column)
    header = match.header[place] if place is not None else reject.column
    return replace(reject, row=number, column=header, value=reject.value or row.get(reject.column, ""))
