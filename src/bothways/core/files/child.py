"""The child's side of the door: locks itself in, reads one file from standard input, writes what it found.

    python -m bothways.core.files.child KIND FOLDER NAME < file

Leaves ``result.json`` and the clean copies in FOLDER. Ends with 0 whatever the file was.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO

from bothways.core.files import limits
from bothways.core.files.refusal import Refusal
from bothways.core.files.sentences import Sentence, _, plain
from bothways.core.files.sniff import HEAD, sniff, words

RESULT = "result.json"
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.kill", "ctypes.")
_NAMES = {"jpeg": "jpg", "heif": "heic", "m4v": "mp4", "tsv": "text", "csv": "text", "xls": "ole", "ods": "zip"}
_TOO_MUCH = _("The file needs more memory than we give to one file. Make it smaller, or send it in parts.")
_BROKEN = _("The file is damaged, or is made in a way that we cannot read. Save it anew and send that.")


def confine() -> None:
    """No more memory, time, output or open files than a good file needs; no network; no other programs."""
    os.umask(0o077)
    for kind, most in (
        (resource.RLIMIT_AS, limits.MEMORY),
        (resource.RLIMIT_CPU, limits.SECONDS),
        (resource.RLIMIT_FSIZE, limits.OUTPUT_BYTES),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        _limit(kind, most)
    # Where the system has no such thing, or forbids it, the hook below still holds.
    getattr(ctypes.CDLL(None), "unshare", _nothing)(_NEW_USER | _NEW_NET)
    sys.addaudithook(_forbid)


def _limit(kind: int, most: int) -> None:
    """At most ``most``, or less where the machine is stricter. macOS has no limit on memory to set."""
    hard = resource.getrlimit(kind)[1]
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with contextlib.suppress(ValueError):
        resource.setrlimit(kind, (least, least))


def _nothing(_flags: int) -> None:
    """A system without namespaces."""


def _forbid(event: str, _arguments: object) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not for reading a file")


def examine(file: BinaryIO, *, kind: str, out: Path, name: str) -> dict[str, Any]:
    """What to make of the file: the result as `door.Verdict` and its clean copies need it. Raises Refusal."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(HEAD)
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise Refusal(_("The file is empty."))
    really = sniff(head)
    result = _read(file, kind=kind, really=really, out=out)
    result.setdefault("stats", {}).update({"bytes": size, "really": really})
    result["warnings"] = [*_misnamed(name, really), *result["warnings"]]
    return result


def _read(file: BinaryIO, *, kind: str, really: str, out: Path) -> dict[str, Any]:
    """Each reader is loaded only when it is needed: the child starts for every file."""
    if kind == "image":
        from bothways.core.files.picture import redraw

        return redraw(file, really=really, out=out)
    if kind == "video":
        from bothways.core.files.film import look

        return look(file, really=really)
    if kind == "text":
        from bothways.core.files.prose import rewrite

        return rewrite(file, really=really, out=out)
    from bothways.core.files.tabulate import tabulate

    return tabulate(file, kind=kind, really=really, out=out)


def _misnamed(name: str, really: str) -> list[Sentence]:
    """A name that promises another kind of file is worth saying, not worth refusing."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    promised = _NAMES.get(ending, ending)
    zipped = {"xlsx", "xlsm", "zip"}
    if promised not in {"zip", "ole", "jpg", "png", "webp", "heic", "mp4", "mov", "webm", "gif", "pdf", *zipped}:
        return []
    if promised == really or (really == "zip" and promised in zipped):
        return []
    return [_("The name ends in .%(ending)s, but this is %(kind)s.", ending=ending, kind=words(really))]


def judge(file: BinaryIO, *, kind: str, out: Path, name: str) -> dict[str, Any]:
    """The result, whatever happens: what a library throws at a hostile file becomes a sentence too."""
    try:
        return {"verdict": "accepted", "reason": ""} | examine(file, kind=kind, out=out, name=name)
    except Refusal as refusal:
        return _refused(refusal.sentence)
    except MemoryError:
        return _refused(_TOO_MUCH)
    except BaseException as fault:  # compiled readers panic with more than Exception
        return _refused(_TOO_MUCH if _is_full(fault) else _BROKEN, fault=type(fault).__name__)


def main() -> None:
    """Confine, judge, write the result down."""
    kind, folder, name = sys.argv[1:4]
    out = Path(folder)
    confine()
    with open(0, "rb", closefd=False) as file:
        result = judge(file, kind=kind, out=out, name=name)
    (out / RESULT).write_text(json.dumps(plain(result)), encoding="utf-8")


def _is_full(fault: BaseException) -> bool:
    return isinstance(fault, OSError) and fault.errno in {27, 12}  # file too large; no memory


def _refused(sentence: Sentence, **stats: str) -> dict[str, Any]:
    return {"verdict": "refused", "reason": sentence, "rows": None, "warnings": [], "stats": stats}


if __name__ == "__main__":
    main()
