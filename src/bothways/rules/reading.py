"""Reading a brief from a file: size and shape are checked before anything trusts it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from bothways.rules.errors import InvalidBrief

MAX_BYTES = 64 * 1024 * 1024


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidBrief(f"The file holds {name}, which is not a number. Give a whole number instead.")


def _no_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in pairs:
        if key in out:
            raise InvalidBrief(f"The key “{key}” stands twice in the same place. Keep one of them.")
        out[key] = value
    return out


def read_brief(path: Path) -> dict[str, Any]:
    """The JSON object in ``path``. Raises InvalidBrief for anything else, in one sentence."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidBrief(
                f"The file is larger than {MAX_BYTES // 2**20} MB. A brief of 10,000 pupils takes about 1 MB."
            )
        raw = path.read_bytes()
    except OSError as problem:
        raise InvalidBrief(f"The file “{path.name}” cannot be opened: {problem.strerror}.") from problem
    try:
        value = json.loads(raw, parse_constant=_refuse_constant, object_pairs_hook=_no_repeated_keys)
    except (ValueError, RecursionError) as problem:
        raise InvalidBrief(f"The file “{path.name}” is not JSON: {problem}.") from problem
    if not isinstance(value, dict):
        raise InvalidBrief("The file must hold one JSON object with a “kind”.")
    return value


def need_list(brief: Mapping[str, Any], key: str) -> list[Any]:
    """``brief[key]`` as a list, or InvalidBrief."""
    value = brief.get(key)
    if not isinstance(value, list):
        raise InvalidBrief(f"“{key}” must be a list.")
    return value


def need_int(value: object, what: str, *, least: int, most: int = 2**31 - 1) -> int:
    """``value`` as a whole number within bounds, or InvalidBrief. True, 1.5 and "3" are refused."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidBrief(f"{what} must be a whole number, not {value!r:.60}.")
    if not least <= value <= most:
        raise InvalidBrief(f"{what} must be from {least} to {most}, not {value}.")
    return value


def need_text(value: object, what: str) -> str:
    """``value`` as text of 1 to 200 characters, or InvalidBrief."""
    if not isinstance(value, str) or not 1 <= len(value) <= 200:
        raise InvalidBrief(f"{what} must be text of 1 to 200 characters.")
    return value


def need_unique(ids: Sequence[str], what: str) -> None:
    """Refuse a repeated id, naming the first one."""
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise InvalidBrief(f"{what} “{each}” stands twice. Every id must be used once.")
        seen.add(each)


def need_known(ids: Iterable[str], known: frozenset[str] | set[str], what: str) -> None:
    """Refuse an id that is not among ``known``, naming it."""
    for each in ids:
        if each not in known:
            raise InvalidBrief(f"{what} “{each}” is not in the list.")
