"""How hard the commit suite tries: a property is tried with a third of its examples, at least ten.

``./run test --all`` tries all of them, on both databases. To hunt a fault: BOTHWAYS_EFFORT=all ./run test PATH
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

ALL = os.environ.get("BOTHWAYS_EFFORT") == "all"
SHARE, LEAST = 3, 10
_WHERE = "_hypothesis_internal_use_settings"  # where @given keeps what @settings said


def part(whole: int) -> int:
    """All of a large number of lines, rows or files; a quarter of them in the commit suite."""
    return whole if ALL else whole // 4


def fewer_examples(items: list[pytest.Item]) -> None:
    """Lower the number of examples of each property among these tests."""
    seen: set[int] = set()
    for item in items:
        test = getattr(item, "obj", None)
        test = getattr(test, "__func__", test)
        wanted = getattr(test, _WHERE, None)
        if isinstance(wanted, settings) and id(test) not in seen:
            seen.add(id(test))
            most = max(wanted.max_examples // SHARE, min(LEAST, wanted.max_examples))
            setattr(test, _WHERE, settings(wanted, max_examples=most))
