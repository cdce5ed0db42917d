"""Which encoding a text is in, and its control characters turned back into what was meant.

C1 controls (U+0080 to U+009F) are never meant: they are Windows-1252 read as ISO-8859-1 by some program on
the way. So ``Kings\\x92 School`` becomes ``Kings’ School``.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from bothways.core.files.limits import LINE_CHARS
from bothways.core.files.refusal import Refusal
from bothways.core.files.sentences import Sentence, _

_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MEANING = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}


@dataclass
class Repairs:
    """What was mended while reading, and the sentences that say so."""

    meant: int = 0
    removed: int = 0
    strays: int = 0
    lost: int = 0
    first: str = ""

    def line(self, line: str) -> str:
        """The line without control characters."""
        if not _CONTROL.search(line):
            return line
        mended = _CONTROL.sub(self._mend, line)
        self.first = self.first or mended.strip()[:60]
        return mended

    def _mend(self, found: re.Match[str]) -> str:
        code = ord(found.group())
        if code < 0x80:
            self.removed += 1
            return ""
        self.meant += 1
        return _MEANING[code]

    def sentences(self, *, example: bool = True) -> tuple[Sentence, ...]:
        """Everything that was mended, said plainly. ``example`` is False where lines are about children."""
        first = self.first if example else ""
        told = ((self.meant, _meant), (self.removed, _removed), (self.strays, _strays), (self.lost, _lost))
        return tuple(say(f"{count:,}", first) for count, say in told if count)


def _meant(n: str, first: str) -> Sentence:
    if first:
        return _(
            "%(n)s control characters were repaired to what was meant (Windows-1252), first in ‘%(first)s’.",
            n=n,
            first=first,
        )
    return _("%(n)s control characters were repaired to what was meant (Windows-1252).", n=n)


def _removed(n: str, first: str) -> Sentence:
    if first:
        return _("%(n)s control characters that mean nothing were left out, first in ‘%(first)s’.", n=n, first=first)
    return _("%(n)s control characters that mean nothing were left out.", n=n)


def _strays(n: str, _first: str) -> Sentence:
    return _("%(n)s characters were in Windows-1252 inside a UTF-8 file, and were read as that.", n=n)


def _lost(n: str, _first: str) -> Sentence:
    return _("%(n)s bytes mean nothing in this encoding and are shown as �.", n=n)


@dataclass
class Text:
    """A text whose encoding has been found: iterate for its lines, with their ends, repaired."""

    file: BinaryIO
    codec: str
    repairs: Repairs = field(default_factory=Repairs)

    @property
    def encoding(self) -> str:
        """The encoding as people name it."""
        return _NAMES.get(self.codec, self.codec.upper().removesuffix("-LE").removesuffix("-BE"))

    def foreign(self) -> Sentence:
        """That it is not UTF-8, and what it is."""
        return _("The text is in %(encoding)s, not UTF-8, and was read as that.", encoding=self.encoding)

    def __iter__(self) -> Iterator[str]:
        self.file.seek(0)
        codecs.register_error("as-meant", self._as_meant)
        reader = io.TextIOWrapper(self.file, encoding=self.codec, errors="as-meant", newline="")
        try:
            number = 0
            while line := reader.readline(LINE_CHARS):
                number += 1
                if len(line) == LINE_CHARS:
                    raise Refusal(_endless(number))
                yield self.repairs.line(line)
        finally:
            reader.detach()

    def _as_meant(self, error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - registered for decoding only
        if self.codec.startswith("utf-8"):
            self.repairs.strays += 1
            return error.object[error.start : error.end].decode("cp1252", "replace"), error.end
        self.repairs.lost += 1
        return "�", error.end


def _endless(number: int) -> Sentence:
    facts = {"line": f"{number:,}", "most": f"{LINE_CHARS:,}"}
    return _("Line %(line)s is more than %(most)s characters long: this is not a table.", **facts)


def open_text(file: BinaryIO) -> Text:
    """Find the encoding: a byte-order mark, else zeros as UTF-16 has them, else UTF-8 if it fits, else Windows-1252."""
    file.seek(0)
    head = file.read(4096)
    codec = next((name for mark, name in _MARKS if head.startswith(mark)), "") or _unmarked_16(head) or _eight(file)
    return Text(file, codec)


def _unmarked_16(head: bytes) -> str:
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.6 and not head[0::2].count(0):
        return "utf-16-le"
    if half and head[0::2].count(0) > half * 0.6 and not head[1::2].count(0):
        return "utf-16-be"
    return ""


def _eight(file: BinaryIO) -> str:
    """UTF-8 unless more of the file speaks for Windows-1252: a few stray bytes do not decide for all."""
    strays = 0

    def count(error: UnicodeError) -> tuple[str, int]:
        nonlocal strays
        assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - registered for decoding only
        strays += 1
        return "", error.end

    codecs.register_error("count-strays", count)
    decoder = codecs.getincrementaldecoder("utf-8")("count-strays")
    good = 0
    file.seek(0)
    while chunk := file.read(_CHUNK):
        text = decoder.decode(chunk)
        good += 0 if text.isascii() else sum(1 for char in text if char > "\x7f")
    decoder.decode(b"", final=True)
    return "cp1252" if strays > good else "utf-8"
