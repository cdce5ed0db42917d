"""What several parts of one page read, read once.

Nothing is kept unless a page asked for it with `for_one_page`: actions and nudges read afresh without thinking of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from bothways.partnerships.models import Partnership

T = TypeVar("T")
_STORE = "_read_once"


def for_one_page(partnership: Partnership) -> Partnership:
    """The same object, which keeps from now on what `once` reads. Only for a page that shows and never writes."""
    partnership.__dict__[_STORE] = {}
    return partnership


def once(partnership: Partnership, what: str, read: Callable[[], T]) -> T:
    """``read()``; or what it gave before, if a page opened this object."""
    store: dict[str, Any] | None = partnership.__dict__.get(_STORE)
    if store is None:
        return read()
    if what not in store:
        store[what] = read()
    return cast("T", store[what])
