"""The first call in a cold process, with machine code kept by set-up: 120 pupils put into teams from a terminal."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.engine.events import no_lone_event, spread_event
from bothways.rules.warm import warm

_EVENTS = (("120 pupils", spread_event), ("120 pupils, no one alone", no_lone_event))


def rows(_quick: bool) -> list[dict[str, Any]]:
    """Quick or not: the whole command, the median of five, and beside it a process that only loads numpy."""
    warm()
    numpy = _median(["-c", "import numpy"])
    return [_row(label, make(120, 5001), numpy) for label, make in _EVENTS]


def _row(label: str, event: dict[str, Any], numpy: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "event.json"
        file.write_text(json.dumps(event), encoding="utf-8")
        spent = _median(["-m", "bothways.rules", "teams", str(file)])
    return {
        "goal": f"first call in a cold process, {label}",
        "target": "< 1 s",
        "measured": f"{spent:.2f} s from the start of Python, of which Python and numpy {numpy:.2f} s",
        "cpu_s": round(spent, 3),
        "ok": spent < 1,
        "note": "machine code kept; median of 5 whole commands",
    }


def _median(arguments: list[str]) -> float:
    return sorted(_spent(arguments) for _ in range(5))[2]


def _spent(arguments: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
