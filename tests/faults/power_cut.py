"""A power cut at any moment, simulated: the file operations of a real run are recorded with strace, and for a
cut at operation k the disk is rebuilt as it could have been: what was not synced is gone, there, or torn.

What is claimed is counted from outside: the run writes ACK n once an action has returned.
"""

from __future__ import annotations

import random
import re
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

ACK_FD = 99
TRACE = "trace=openat,close,pwrite64,write,fsync,fdatasync,ftruncate,unlink"
_OPEN = re.compile(r'openat\([^,]+, "([^"]*)".*\) = (\d+)$')
_WRITE = re.compile(r'(pwrite64|write)\((\d+), "([^"]*)", \d+(?:, (\d+))?\)\s+= \d+')
_SYNC = re.compile(r"(?:fsync|fdatasync)\((\d+)\)")
_TRUNCATE = re.compile(r"ftruncate\((\d+), (\d+)\)")
_UNLINK = re.compile(r'unlink\("([^"]*)"')


@dataclass(frozen=True)
class Step:
    """One thing that happened: a write, a sync, a truncation, a removal, or an acknowledgement."""

    kind: str
    file: str = ""
    at: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """What a disk holds: files as synced, and steps that were not synced yet."""

    files: dict[str, bytearray] = field(default_factory=dict)
    waiting: dict[str, list[Step]] = field(default_factory=dict)
    acknowledged: int = 0

    def take(self, step: Step) -> None:
        """Let one step happen."""
        if step.kind == "ack":
            self.acknowledged = step.at
        elif step.kind == "sync":
            for each in self.waiting.pop(step.file, []):
                _apply(self.files.setdefault(step.file, bytearray()), each)
        elif step.kind == "unlink":
            self.files.pop(step.file, None)
            self.waiting.pop(step.file, None)
        else:
            self.waiting.setdefault(step.file, []).append(step)

    def cut(self, chance: random.Random | None) -> dict[str, bytes]:
        """The files after the power went: nothing unsynced survives, or (with ``chance``) a random part of it."""
        left = {name: bytearray(data) for name, data in self.files.items()}
        for name, steps in self.waiting.items():
            for step in steps:
                if chance is not None and chance.random() < 0.5:
                    _apply(left.setdefault(name, bytearray()), _torn(step, chance))
        return {name: bytes(data) for name, data in left.items()}


def _torn(step: Step, chance: random.Random) -> Step:
    if step.kind == "write" and chance.random() < 0.3:
        return Step("write", step.file, step.at, step.data[: chance.randrange(len(step.data) + 1)])
    return step


def _apply(data: bytearray, step: Step) -> None:
    if step.kind == "write":
        data.extend(b"\0" * (step.at - len(data)))
        data[step.at : step.at + len(step.data)] = step.data
    else:
        data.extend(b"\0" * (step.at - len(data)))
        del data[step.at :]


def read_trace(trace: Path, database: str) -> list[Step]:
    """The steps of a strace log (with -f -xx) that concern one database, and the acknowledgements."""
    names: dict[str, str] = {}
    steps = []
    for line in trace.read_text(errors="replace").splitlines():
        step = _step(line.split(" ", 1)[-1].strip(), names)
        if step is not None and (step.kind == "ack" or step.file.startswith(database)):
            steps.append(step)
    return steps


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _step(line: str, names: dict[str, str]) -> Step | None:
    if found := _OPEN.match(line):
        names[found[2]] = _plain(found[1]).decode(errors="replace")
    elif found := _WRITE.match(line):
        if found[2] == str(ACK_FD):
            return Step("ack", at=int(_plain(found[3]).split()[1]))
        if found[1] == "pwrite64":
            return Step("write", names.get(found[2], ""), int(found[4]), _plain(found[3]))
    elif found := _SYNC.match(line):
        return Step("sync", names.get(found[1], ""))
    elif found := _TRUNCATE.match(line):
        return Step("truncate", names.get(found[1], ""), int(found[2]))
    elif found := _UNLINK.match(line):
        return Step("unlink", _plain(found[1]).decode(errors="replace"))
    return None


@dataclass
class Verdict:
    """What a number of cuts showed."""

    cuts: int = 0
    corrupt: int = 0
    lost: int = 0
    half_done: int = 0


def try_cuts(steps: list[Step], database: str, *, every: int, seed: int) -> Verdict:
    """Cut after each ``every``-th step once work has begun: nothing unsynced left, and two random parts of it."""
    disk, verdict, chance, begun = Disk(), Verdict(), random.Random(seed), False
    for number, step in enumerate(steps):
        disk.take(step)
        begun = begun or step.kind == "ack"
        if begun and number % every == 0:
            for luck in (None, chance, chance):
                _judge(disk.cut(luck), database, disk.acknowledged, verdict)
    return verdict


def _judge(files: dict[str, bytes], database: str, acknowledged: int, verdict: Verdict) -> None:
    verdict.cuts += 1
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            Path(folder, Path(name).name).write_bytes(data)
        try:
            with closing(sqlite3.connect(Path(folder, Path(database).name))) as opened:
                verdict.corrupt += opened.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
                kept, halves = _kept(opened)
        except sqlite3.DatabaseError:
            verdict.corrupt += 1
            return
    verdict.lost += kept < acknowledged
    verdict.half_done += bool(halves)


def _kept(opened: sqlite3.Connection) -> tuple[int, int]:
    """How many offers are there; and how many stand without their message or their audit row."""
    offers = {pk for (pk,) in opened.execute("SELECT id FROM schools_invitation")}
    told = {pk for (pk,) in opened.execute("SELECT about_id FROM core_outboxrow")}
    audited = {pk for (pk,) in opened.execute("SELECT object_id FROM core_auditentry WHERE verb = 'role offered'")}
    return len(offers), len((offers ^ told) | (offers ^ audited))
