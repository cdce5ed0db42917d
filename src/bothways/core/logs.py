"""Logs for machines, without people in them: one JSON line an event, named keys only, addresses masked.

An exception is told by its type and where it was raised, never by its message, which may quote a row.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import MutableMapping
from typing import Any

_NAMES = "event level logger timestamp route method status ms problem kind row job slot request_id raised_at count"
ALLOWED = frozenset(_NAMES.split())
_ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
_LONG_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,}")
LONGEST = 500


def named_keys_only(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not on the list, and mask addresses and tokens in what is left."""
    kept = {key: _plain(value) for key, value in event.items() if key in ALLOWED}
    if event.get("exc_info"):
        kept |= _where(event["exc_info"])
    return kept


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _LONG_TOKEN.sub("…", _ADDRESS.sub("…@…", value))[:LONGEST]
    return value if isinstance(value, int | float | bool | None) else _plain(str(value))


def _where(problem: Any) -> dict[str, str]:
    error = problem[1] if isinstance(problem, tuple) else problem
    if not isinstance(error, BaseException):
        return {}
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return {
        "problem": type(error).__name__,
        "raised_at": " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames)),
    }
