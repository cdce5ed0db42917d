"""ZIP archives, looked at before anything in them is unpacked. XLSX and ODS are archives too."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO, cast

from bothways.core.files import limits
from bothways.core.files.refusal import Refusal, big
from bothways.core.files.sentences import _

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OverflowError)
_PACKED = (".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".jar")


class Archive:
    """A ZIP whose table of contents has passed. Reading counts bytes as they come, whatever the contents claimed."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except _DAMAGED:
            raise Refusal(_("The file is damaged or was cut short: it cannot be opened. Send it again.")) from None
        self.names = self._zip.namelist()
        self._total = 0
        _look(self._zip.infolist())

    def read(self, name: str) -> bytes:
        """All of one entry, at most `limits.ENTRY_BYTES`."""
        with self.open(name) as entry:
            return entry.read()

    def open(self, name: str, *, most: int = limits.ENTRY_BYTES, counts: bool = True) -> Counted:
        """One entry to read from. ``counts`` is False for worksheets, which are streamed up to a limit of their own."""
        try:
            stream = self._zip.open(name)
        except KeyError:
            raise Refusal(_("The file is damaged: a part that it names is missing.")) from None
        except (*_DAMAGED, RuntimeError):
            raise Refusal(_("The file is damaged or protected by a password, and cannot be opened.")) from None
        return Counted(cast("BinaryIO", stream), most, self._count if counts else _uncounted)

    def _count(self, size: int) -> None:
        self._total += size
        if self._total > limits.TOTAL_BYTES:
            raise _too_large()


class Counted:
    """A stream that stops at a limit, and turns damage into a sentence."""

    def __init__(self, stream: BinaryIO, most: int, told: Callable[[int], None]) -> None:
        self._stream = stream
        self._left = most
        self._told = told

    def __enter__(self) -> Counted:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        """The next bytes, or all of them."""
        try:
            data = self._stream.read(size if size >= 0 else self._left + 1)
        except _DAMAGED:
            raise Refusal(_("The file is damaged or was cut short. Send it again.")) from None
        self._left -= len(data)
        if self._left < 0:
            raise Refusal(
                _("A part of the file unpacks to more than a file of this kind ever holds. It was not opened.")
            )
        self._told(len(data))
        return data


def _too_large() -> Refusal:
    most = big(limits.TOTAL_BYTES)
    return Refusal(_("Unpacked, the file is larger than %(most)s. Send it in parts.", most=most))


def _uncounted(size: int) -> None:
    """Worksheets are not part of the total."""


def _look(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse what no honest spreadsheet or roster has."""
    if len(entries) > limits.ENTRIES:
        found = f"{len(entries):,}"
        raise Refusal(
            _("The archive holds %(n)s files; %(most)s is the most that we open.", n=found, most=limits.ENTRIES)
        )
    for entry in entries:
        _look_at(entry)
    if sum(entry.file_size for entry in entries if not _is_sheet(entry)) > limits.TOTAL_BYTES:
        raise _too_large()
    _apart(entries)


def _look_at(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise Refusal(_("The file is protected by a password. Take the password off and send it again."))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refusal(_("The archive holds a link to another file instead of the file itself. Put in the file."))
    if entry.filename.startswith(("/", "\\")) or ".." in entry.filename.replace("\\", "/").split("/"):
        raise Refusal(_("The archive holds a file that points outside it. It was not opened."))
    if entry.filename.lower().endswith(_PACKED):
        raise Refusal(_("The archive holds another archive. Unpack it and send what is inside."))
    if entry.file_size > (limits.SHEET_BYTES if _is_sheet(entry) else limits.ENTRY_BYTES):
        size = big(entry.file_size)
        raise Refusal(_("A part of the file is %(size)s when unpacked, more than we open. Send it as CSV.", size=size))
    if entry.file_size > limits.RATIO_FLOOR and entry.file_size > limits.RATIO * max(entry.compress_size, 1):
        raise Refusal(_("A part of the file unpacks to more than a hundred times its size. It was not opened."))


def _is_sheet(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.startswith("xl/worksheets/")


def _apart(entries: list[zipfile.ZipInfo]) -> None:
    """Entries that share bytes are how a small archive unpacks to a huge one."""
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < end:
            raise Refusal(_("Parts of the archive overlap, which no honest archive does. It was not opened."))
        end = entry.header_offset + 30 + len(entry.filename.encode()) + entry.compress_size
