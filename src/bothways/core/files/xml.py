"""XML read as a stream, with no document type allowed: so no entities, no bombs and no fetching."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

from bothways.core.files.archive import Counted
from bothways.core.files.refusal import Refusal
from bothways.core.files.sentences import _

_CHUNK = 1 << 16


def parse(
    stream: Counted,
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
    blank: re.Pattern[bytes] | None = None,
) -> Iterator[None]:
    """Feed a stream through the handlers, pausing after each chunk so that the caller can take what has come.

    Names come without their namespace prefix. ``blank`` is whole elements that say nothing: they are passed over
    before they are parsed, where they do not straddle two chunks.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype

    def root(name: str, attributes: dict[str, str]) -> None:
        """Nearly every file does without prefixes: only one that has them pays for taking them off."""
        plain = ":" not in name
        parser.StartElementHandler = start if plain else lambda tag, facts: start(tag.rpartition(":")[2], facts)
        if end:
            parser.EndElementHandler = end if plain else lambda tag: end(tag.rpartition(":")[2])
        parser.StartElementHandler(name, attributes)

    parser.StartElementHandler = root
    if data:
        parser.CharacterDataHandler = data
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(blank.sub(b"", chunk) if blank else chunk, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError:
        raise Refusal(
            _("The workbook is damaged: a part of it is not whole XML. Open it, save it anew and send that.")
        ) from None


def _no_doctype(*_doctype: object) -> None:
    raise Refusal(_("The file defines XML entities, which no spreadsheet needs and attacks use. It was not opened."))
