"""How many questions the database is asked, and that it is no more for many rows than for one."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROWS = (1, 3, 30)


def questions(deed: Callable[[], object]) -> int:
    """How many questions something asks."""
    with CaptureQueriesContext(connection) as asked:
        deed()
    return len(asked)


def questions_of(browser: Client, address: str) -> int:
    """How many a page asks that has been opened before."""
    browser.get(address)
    return questions(lambda: _open(browser, address))


def as_rows_grow(add: Callable[[int], object], counted: Callable[[], int]) -> list[int]:
    """What is counted at 1, 3 and 30 rows; ``add`` makes row number n."""
    found: list[int] = []
    for before, wanted in zip((0, *ROWS), ROWS, strict=False):
        for number in range(before, wanted):
            add(number)
        found.append(counted())
    return found


def page_as_rows_grow(browser: Client, address: str, add: Callable[[int], object]) -> list[int]:
    """How many questions a page asks at 1, 3 and 30 rows."""
    return as_rows_grow(add, lambda: questions_of(browser, address))


def _open(browser: Client, address: str) -> None:
    assert browser.get(address).status_code == 200, address
