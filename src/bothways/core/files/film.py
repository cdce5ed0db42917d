"""A film's container, walked box by box. The film itself is re-encoded later, by the worker. Runs in the child."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from bothways.core.files.refusal import Refusal
from bothways.core.files.sentences import _
from bothways.core.files.sniff import words

_CUT = _("The film was cut short on its way. Send it again.")
_DAMAGED = _("The film is damaged and cannot be read. Send it again, or send another copy.")
_BOXES = 10_000
_MOOV = 32_000_000
_SEGMENT = b"\x18\x53\x80\x67"


def look(file: BinaryIO, *, really: str) -> dict[str, Any]:
    """Say whether a film is whole as far as its boxes tell. Raises Refusal."""
    if really in {"mp4", "mov"}:
        _boxes(file)
    elif really in {"webm", "mkv"}:
        _ebml(file)
    else:
        raise Refusal(_("This is %(kind)s, not a film. Send an MP4, MOV or WebM film.", kind=words(really)))
    return {
        "rows": None,
        "warnings": [_("The film will be re-encoded before anyone sees it.")],
        "stats": {"format": really},
    }


def _boxes(file: BinaryIO) -> None:
    """MP4 and QuickTime: boxes of a length and four letters, which must fill the file exactly."""
    found: dict[bytes, tuple[int, int]] = {}
    for name, start, size in _walk(file):
        found.setdefault(name, (start, size))
    if b"moov" not in found:
        raise Refusal(_CUT if b"mdat" in found else _DAMAGED)
    start, size = found[b"moov"]
    file.seek(start)
    moov = file.read(min(size, _MOOV))
    if b"vide" not in moov:
        raise Refusal(_("There is no picture in this film. Send a film with a picture."))
    if b"encv" in moov or b"pssh" in moov:
        raise Refusal(_("The film is copy-protected and cannot be opened. Send one you made yourself."))
    if b"mdat" not in found and b"moof" not in found:
        raise Refusal(_CUT)


def _walk(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Each box's name, where its contents start, and their size."""
    end = file.seek(0, 2)
    place = 0
    for _box in range(_BOXES):
        if place >= end:
            return
        file.seek(place)
        head = file.read(16)
        if len(head) < 8:
            raise Refusal(_CUT)
        size, name, offset = int.from_bytes(head[:4]), head[4:8], 8
        if size == 1:
            size, offset = int.from_bytes(head[8:16]), 16
        elif size == 0:
            size = end - place
        if size < offset or not all(32 <= sign < 127 or sign == 0xA9 for sign in name):
            raise Refusal(_DAMAGED)
        if place + size > end:
            raise Refusal(_CUT)
        yield name, place + offset, size - offset
        place += size
    raise Refusal(_DAMAGED)


def _ebml(file: BinaryIO) -> None:
    """WebM: a header that names its kind, then one segment of a known length, or a live one of length unknown."""
    end = file.seek(0, 2)
    file.seek(0)
    head = file.read(65_536)
    if b"webm" not in head[:64]:
        raise Refusal(_("This is a Matroska film, not a WebM one. Send an MP4, MOV or WebM film."))
    place = head.find(_SEGMENT)
    if place < 0 or len(head) < place + 13:
        raise Refusal(_CUT)
    length, size = _vint(head[place + 4 : place + 12])
    if size is not None and place + 4 + length + size > end:
        raise Refusal(_CUT)
    if b"V_VP8" not in head and b"V_VP9" not in head and b"V_AV1" not in head:
        raise Refusal(_("There is no picture in this film that we can read. Send an MP4, MOV or WebM film."))


def _vint(data: bytes) -> tuple[int, int | None]:
    """An EBML length: how many bytes it takes, and its value, or None for unknown."""
    length = 9 - data[0].bit_length()
    if not data[0]:
        raise Refusal(_DAMAGED)
    value = int.from_bytes(data[:length]) & ((1 << 7 * length) - 1)
    return length, None if value == (1 << 7 * length) - 1 else value
