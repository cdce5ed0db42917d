"""Mail: ten thousand through a server on loopback while the worker is killed a hundred times."""

from __future__ import annotations

import resource
import tempfile
from pathlib import Path
from typing import Any

from tests.faults.test_mail_kills import run


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row. CPU seconds of the workers and the server together."""
    mails, kills = (1_000, 10) if quick else (10_000, 100)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        told = run(Path(folder), mails=mails, kills=kills, seed=7, patience=1800)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    twice = sum(told.taken.values()) - len(told.taken)
    lost = mails - len(told.taken.keys() | told.doubtful)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [
        {
            "goal": f"{mails:,} mails, {told.kills} kills of the worker",
            "target": "0 twice, 0 lost in silence, every doubt named",
            "measured": f"{twice} twice, {lost} lost, {len(told.doubtful)} in doubt and named",
            "cpu_s": round(cpu, 1),
            "ok": not twice and not lost,
            "note": "seed 7; one worker at a time",
        }
    ]
