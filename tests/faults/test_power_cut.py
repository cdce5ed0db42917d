"""Whatever moment the power goes: the database opens, and what was said to be saved is saved, whole."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.power_cut import ACK_FD, TRACE, Step, read_trace, try_cuts
from tests.faults.processes import ROOT, environment, manage

pytestmark = pytest.mark.slow
DATABASE = "bothways.sqlite3"


def record(data: Path, **more: str) -> list[Step]:
    """Run the real actions under strace, from a database that is already safely on disk."""
    if shutil.which("strace") is None:
        pytest.fail("strace is missing. On Debian: apt-get install strace")
    manage(data, "migrate", "--run-syncdb", "--verbosity", "0")
    manage(data, "createcachetable")
    manage(data, "make_world", "--schools", "1", "--years", "0")
    log, acks = data / "trace", data / "acks"
    start = _as_it_stands(data)
    told = environment(data, DJANGO_SETTINGS_MODULE="bothways.config.settings", **more)
    run = f"{sys.executable} -m tests.faults.power_cut_run {ACK_FD}>{acks}"
    command = f"exec strace -f -xx -s 70000 -o {log} -e {TRACE} {run}"
    subprocess.run(["bash", "-c", command], cwd=ROOT, env=dict(told), check=True)
    return start + read_trace(log, str(data / DATABASE))


def _as_it_stands(data: Path) -> list[Step]:
    """What is on the disk before: written and synced."""
    steps = []
    for file in sorted(data.glob(f"{DATABASE}*")):
        steps += [Step("write", str(file), 0, file.read_bytes()), Step("sync", str(file))]
    return steps


def test_no_cut_loses_or_halves_what_was_acknowledged(tmp_path: Path) -> None:
    steps = record(tmp_path)
    verdict = try_cuts(steps, str(tmp_path / DATABASE), every=max(1, len(steps) // 500), seed=3)
    print(verdict)
    assert verdict.cuts > 1000
    assert (verdict.corrupt, verdict.lost, verdict.half_done) == (0, 0, 0)


def test_negative_control_a_lazier_setting_loses_what_was_acknowledged(tmp_path: Path) -> None:
    steps = record(tmp_path, POWER_CUT_SYNCHRONOUS="NORMAL", POWER_CUT_CHECKPOINT="1000")
    verdict = try_cuts(steps, str(tmp_path / DATABASE), every=max(1, len(steps) // 60), seed=3)
    assert verdict.lost > 0
