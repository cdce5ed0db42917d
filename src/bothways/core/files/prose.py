"""A text, written anew in UTF-8 without control characters. Runs in the child."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from bothways.core.files.refusal import Refusal
from bothways.core.files.sentences import _
from bothways.core.files.sniff import words
from bothways.core.files.text import open_text

_TEXTS = {"text", "json", "calendar", "xml"}


def rewrite(file: BinaryIO, *, really: str, out: Path) -> dict[str, Any]:
    """Write ``clean.txt``. Raises Refusal for anything that is not text, or is text that a browser would run."""
    if really not in _TEXTS:
        raise Refusal(_("This is %(kind)s, not a text. Send a plain text file.", kind=words(really)))
    text = open_text(file)
    lines = 0
    with (out / "clean.txt").open("w", encoding="utf-8", newline="") as clean:
        for line in text:
            lines += 1
            clean.write(line)
    said = list(text.repairs.sentences())
    if text.encoding != "UTF-8":
        said.insert(0, text.foreign())
    return {"rows": lines, "warnings": said, "clean": "clean.txt", "stats": {"encoding": text.encoding}}
