"""What a page shows, taken away as a file: ``?export=csv`` or ``?export=xlsx``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast, get_args

from django.http import HttpRequest, HttpResponse

from bothways.core import exports


def taken_away(
    request: HttpRequest, name: str, *, header: Sequence[str], rows: Iterable[Sequence[exports.Cell]]
) -> HttpResponse | None:
    """The file that the address asks for, saved as ``name``; None when it asks for the page."""
    form = request.GET.get("export")
    if form not in get_args(exports.Form):
        return None
    answer = exports.download(name, header=header, rows=rows, form=cast("exports.Form", form))
    return cast("HttpResponse", answer)  # a streamed answer is an answer too
