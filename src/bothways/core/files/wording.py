"""The parent's side of `sentences.py`: what the child said, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, ngettext


def worded(result: dict[str, Any]) -> dict[str, Any]:
    """The child's result with every sentence in words.

    Raises ValueError, TypeError or KeyError for what our child never writes: a file may have taken it over.
    """
    result["reason"] = _said(result["reason"]) if result["reason"] else ""
    result["warnings"] = [_said(each) for each in result["warnings"]]
    for table in result.get("tables", ()):
        reading = table["reading"]
        for name in ("repaired", "warnings"):
            reading[name] = [_said(each) for each in reading[name]]
        for dropped in reading["dropped"]:
            dropped["why"] = _said(dropped["why"])
    return result


def _said(sentence: dict[str, Any]) -> str:
    values = {name: _said(value) if isinstance(value, dict) else value for name, value in sentence["values"].items()}
    if not sentence["say"]:
        raise ValueError("a sentence without words")  # gettext would answer with its own file's header
    if "many" in sentence:
        return ngettext(sentence["say"], sentence["many"], sentence["number"]) % values
    return gettext(sentence["say"]) % values
