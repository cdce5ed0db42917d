"""What several parts of one page read: read once for each partnership object, which lives as long as one request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from bothways.partnerships.models import Partnership

T = TypeVar("T")
_STORE = "_read_once"


def once(partnership: Partnership, what: str, read: Callable[[], T]) -> T:
    """``read()``, or what it gave before for this object. Only for what a page shows: actions read afresh."""
    store: dict[str, Any] = partnership.__dict__.setdefault(_STORE, {})
    if what not in store:
        store[what] = read()
    return cast("T", store[what])
