"""What a file really is, whatever its name says: told from its first bytes."""

from __future__ import annotations

import re

import filetype  # type: ignore[import-untyped]  # the library has no types

from bothways.core.files.sentences import Sentence, _

HEAD = 8192

# What we call each kind when we refuse it.
WORDS = {
    "avi": _("an AVI film"),
    "avif": _("an AVIF picture"),
    "bmp": _("a BMP picture"),
    "calendar": _("a calendar"),
    "csv": _("a table of text"),
    "data": _("not a kind of file we know"),
    "doc": _("an old Office document"),
    "docx": _("a Word document"),
    "exe": _("a program"),
    "elf": _("a program"),
    "gif": _("a GIF picture"),
    "gz": _("a compressed file"),
    "heic": _("a HEIC photo"),
    "html": _("a web page"),
    "jpg": _("a JPEG photo"),
    "json": _("a JSON file"),
    "mkv": _("a Matroska film"),
    "mov": _("a QuickTime film"),
    "mp4": _("an MP4 film"),
    "ods": _("an OpenDocument spreadsheet"),
    "ole": _("an old Excel workbook (.xls)"),
    "pdf": _("a PDF"),
    "png": _("a PNG picture"),
    "script": _("a program"),
    "svg": _("an SVG drawing"),
    "text": _("plain text"),
    "tif": _("a TIFF picture"),
    "webm": _("a WebM film"),
    "webp": _("a WebP picture"),
    "xlsx": _("an Excel workbook"),
    "xml": _("an XML file"),
    "zip": _("a ZIP archive"),
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPPED = {"zip", "docx", "pptx", "xlsx", "odt", "ods", "odp", "epub", "jar", "apk"}
# Known by a few letters that a table may begin with too: "BMI", "GIFT AID", "ID3".
_WEAK = {"amr", "bmp", "dwg", "exe", "flv", "gif", "mid", "mp3", "ps", "swf", "tar"}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_ATOMS = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_PROLOGUE = rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*"
_ANY = re.IGNORECASE | re.DOTALL
_TEXTS = (
    ("script", re.compile(rb"#!|<\?php|@echo off", _ANY)),
    ("svg", re.compile(_PROLOGUE + rb"(<!DOCTYPE\s+svg|<svg)", _ANY)),
    ("html", re.compile(_PROLOGUE + rb"<(!doctype\s+html|html|head|body|script|iframe|img|table)", _ANY)),
    ("xml", re.compile(rb"<\?xml|<!DOCTYPE|<!ENTITY", _ANY)),
    ("calendar", re.compile(rb"BEGIN:VCALENDAR")),
    ("json", re.compile(rb"\{\s*[\"}]|\[\s*[\[{\"\]]")),
)


def sniff(head: bytes) -> str:
    """A short name from `WORDS` for the first bytes of a file; ``"text"`` when they may be text, ``"data"`` if not."""
    return _by_boxes(head) or _by_signature(head) or _by_words(head)


def words(kind: str) -> Sentence:
    """How to name a kind in a sentence."""
    return WORDS.get(kind) or _("a file of another kind (.%(ending)s)", ending=kind)


def _by_boxes(head: bytes) -> str:
    """HEIC, MP4 and QuickTime share one shape, a length and four letters; the library knows only some brands."""
    if min(head[:4], default=32) >= 32:  # a length would have a byte that no text has
        return ""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in _HEIC:
            return "heic"
        if brand in {b"avif", b"avis"}:
            return "avif"
        return "mov" if brand == b"qt  " else "mp4"
    return "mov" if head[4:8] in _ATOMS else ""


def _by_signature(head: bytes) -> str:
    if head.startswith(_OLE):
        return "ole"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    guess = filetype.guess(head)
    if guess is None or (guess.extension in _WEAK and not _binary(head)):
        return ""
    return "zip" if guess.extension in _ZIPPED else str(guess.extension)


def _by_words(head: bytes) -> str:
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and _binary(head):
        return "data"
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return next((kind for kind, pattern in _TEXTS if pattern.match(start)), "text")


def _binary(head: bytes) -> bool:
    """More control characters than any text has. A zero in every other place is UTF-16 without a mark: text."""
    if not head:
        return False
    evens, odds = head[0::2].count(0), head[1::2].count(0)
    if max(evens, odds) > len(head) * 0.3 and min(evens, odds) < len(head) * 0.02:
        return False
    controls = sum(head.count(code) for code in range(32) if code not in {9, 10, 12, 13, 27})
    return controls > max(2, len(head) * 0.05)
