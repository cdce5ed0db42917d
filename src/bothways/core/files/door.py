"""The parent's side of the door. A file goes in; a verdict and clean copies come out, or one plain sentence."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

import bothways
from bothways.core.errors import Invalid
from bothways.core.files import limits
from bothways.core.files.refusal import big
from bothways.core.files.table import Reading, Table
from bothways.core.files.wording import worded

KINDS = ("register", "roster", "image", "video", "text")
_RESULT_BYTES = 20 * limits.MB
_SOURCE = Path(bothways.__file__).parents[1]


@dataclass(frozen=True)
class Verdict:
    """What the product would do with a file. ``reason`` is a whole sentence, empty when it is accepted."""

    accepted: bool
    kind: str
    reason: str = ""
    rows: int | None = None
    warnings: tuple[str, ...] = ()
    stats: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """What ``check_file --json`` prints; scripts rely on these names."""
        return {
            "verdict": "accepted" if self.accepted else "refused",
            "accepted": self.accepted,
            "reason": self.reason,
            "rows": self.rows,
            "warnings": list(self.warnings),
            "kind": self.kind,
            "stats": self.stats,
        }


@dataclass(frozen=True)
class Opened:
    """An accepted file: its clean copies live until the door closes.

    ``clean`` is the JPEG of an image, or the UTF-8 of a text.
    """

    verdict: Verdict
    sha256: str
    tables: tuple[Table, ...] = ()
    clean: Path | None = None


def check(
    file: Path,
    *,
    kind: str,
    name: str = "",
    seconds: float = limits.SECONDS,
    also: Callable[[Sequence[Table]], Iterable[str]] | None = None,
) -> Verdict:
    """Say what the product would do with a file, and keep nothing. Never raises for what is in the file.

    ``also`` reads the tables of an accepted file and gives more sentences to say.
    """
    with _room() as out:
        result = _ask(file, kind=kind, out=out, name=name or file.name, seconds=seconds)
        verdict = _verdict(result, kind)
        if also is None or not verdict.accepted:
            return verdict
        told = also(tuple(_table(facts, out) for facts in result.get("tables", ())))
        return replace(verdict, warnings=(*verdict.warnings, *told))


@contextlib.contextmanager
def open_file(file: Path, *, kind: str, name: str = "", seconds: float = limits.SECONDS) -> Iterator[Opened]:
    """Take a file through the door. Raises Invalid with the reason when it is refused."""
    with _room() as out:
        result = _ask(file, kind=kind, out=out, name=name or file.name, seconds=seconds)
        verdict = _verdict(result, kind)
        if not verdict.accepted:
            raise Invalid(verdict.reason, field="file", code="file_refused")
        yield Opened(
            verdict=verdict,
            sha256=result["sha256"],
            tables=tuple(_table(facts, out) for facts in result.get("tables", ())),
            clean=out / result["clean"] if result.get("clean") else None,
        )


@contextlib.contextmanager
def open_tables(file: Path, *, kind: str = "register", name: str = "") -> Iterator[Opened]:
    """The tables of a spreadsheet, CSV or archive of CSVs. ``kind`` is "register" or "roster"."""
    if kind not in {"register", "roster"}:
        raise ValueError(f"‘{kind}’ is not a kind of table")
    with open_file(file, kind=kind, name=name) as opened:
        yield opened


@contextlib.contextmanager
def land(chunks: Iterable[bytes], *, kind: str) -> Iterator[Path]:
    """Set bytes from the wire down in a private file, and stop as soon as they are more than the kind may have.

    with land(request.FILES["file"].chunks(), kind="register") as path, open_tables(path) as opened: ...
    """
    with _room() as folder:
        path, size = folder / "landed", 0
        with path.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > limits.SIZE[kind]:
                    raise Invalid(
                        _("The most we take is %(size)s.") % {"size": big(limits.SIZE[kind])},
                        field="file",
                        code="file_refused",
                    )
                file.write(chunk)
        yield path


@contextlib.contextmanager
def _room() -> Iterator[Path]:
    """A folder of its own that nobody else may look into, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="door-") as folder:
        yield Path(folder)


def _ask(path: Path, *, kind: str, out: Path, name: str, seconds: float) -> dict[str, Any]:
    """Run the child on a file. Whatever becomes of the child, there is a result."""
    if kind not in KINDS:
        raise ValueError(f"‘{kind}’ is not a kind of file")
    try:
        if unfit := _unfit(path, kind=kind, out=out):
            return _refused(unfit)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            return _child(file, kind=kind, out=out, name=name, seconds=seconds) | {"sha256": digest}
    except OSError as fault:
        return _refused(_("The file cannot be opened."), fault=type(fault).__name__)


def _unfit(path: Path, *, kind: str, out: Path) -> str:
    """Why a file is refused before anybody looks inside; empty when it may go on."""
    if not path.is_file():  # a pipe or a device would keep us waiting for ever
        return _("This is not an ordinary file.") if path.exists() else _("There is no such file.")
    size, most = path.stat().st_size, limits.SIZE[kind]
    if size > most:
        return _("The file is %(size)s; the most we take is %(most)s.") % {"size": big(size), "most": big(most)}
    if kind != "video" and shutil.disk_usage(out).free < limits.ROOM + 3 * size:
        return _("There is no room on this server to open the file. Nothing was lost: try again later.")
    return ""


def _child(file: BinaryIO, *, kind: str, out: Path, name: str, seconds: float) -> dict[str, Any]:
    safe_name = name.replace("\0", "").encode("utf-8", "replace").decode()[-100:]
    command = [sys.executable, "-s", "-P", "-m", "bothways.core.files.child", kind, str(out), safe_name]
    try:
        subprocess.run(  # noqa: S603 - our own module, by argument list, with no shell
            command, stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=_environment(out), cwd=out, timeout=seconds, check=False, start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return _refused(_("The file took too long to read. Make it smaller, or send it in parts."))
    return _result(out / "result.json")


def _environment(out: Path) -> dict[str, str]:
    """Nothing of ours: no keys, no addresses, no proxy."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(_SOURCE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "TMPDIR": str(out),
    }


def _result(path: Path) -> dict[str, Any]:
    """What the child wrote down, in words. A child that fell left nothing, or half a thing."""
    try:
        if path.stat().st_size > _RESULT_BYTES:
            return _fell()
        return worded(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _fell()


def _fell() -> dict[str, Any]:
    return _refused(_("The file could not be opened safely: it is damaged, or far larger than it looks."))


def _refused(sentence: str, **stats: str) -> dict[str, Any]:
    return {"verdict": "refused", "reason": sentence, "rows": None, "warnings": [], "stats": stats}


def _verdict(result: dict[str, Any], kind: str) -> Verdict:
    return Verdict(
        accepted=result["verdict"] == "accepted",
        kind=kind,
        reason=result["reason"],
        rows=result["rows"],
        warnings=tuple(result["warnings"]),
        stats=result["stats"] | _shape(result),
    )


def _shape(result: dict[str, Any]) -> dict[str, Any]:
    """How the tables were read, for a script or a page."""
    if "tables" not in result:
        return {}
    return {"tables": [{key: t[key] for key in ("name", "rows", "columns", "reading")} for t in result["tables"]]}


def _table(facts: dict[str, Any], out: Path) -> Table:
    return Table(
        name=facts["name"],
        path=out / facts["file"],
        rows=facts["rows"],
        columns=facts["columns"],
        reading=Reading.from_json(facts["reading"]),
    )
