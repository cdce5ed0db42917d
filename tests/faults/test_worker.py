"""The worker of one machine: killed in the middle its work is done by the next; asked to stop it stops cleanly."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.processes import ROOT, environment, manage

SETTINGS = "tests.faults.settings_with_slow_job"
START = """
from bothways.core import jobs
import tests.faults.slow_job
jobs.start("test.slow", by=None, payload={"steps": 40})
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    manage(tmp_path, "migrate", "--run-syncdb", "--verbosity", "0")
    manage(tmp_path, "createcachetable")
    manage(tmp_path, "shell", "-c", START, DJANGO_SETTINGS_MODULE=SETTINGS)
    return tmp_path


def work(data: Path) -> subprocess.Popen[bytes]:
    told = environment(data, DJANGO_SETTINGS_MODULE=SETTINGS)
    return subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=dict(told))


def row(data: Path) -> tuple[str, int, int]:
    with closing(sqlite3.connect(data / "bothways.sqlite3", timeout=20)) as database:
        state, done, attempts = database.execute("SELECT state, done, attempts FROM core_job").fetchone()
        return state, done, attempts


def until(data: Path, state: str, *, done: int = 0, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        now = row(data)
        if now[0] == state and now[1] >= done:
            return
        time.sleep(0.05)
    pytest.fail(f"the job is {row(data)} and not {state}")


def let_the_lease_run_out(data: Path) -> None:
    with closing(sqlite3.connect(data / "bothways.sqlite3", timeout=20)) as database:
        database.execute("UPDATE core_job SET lease_until = '2020-01-01'")
        database.execute("DELETE FROM core_slot")
        database.commit()


def test_killed_in_the_middle_the_next_worker_does_it(data: Path) -> None:
    first = work(data)
    until(data, "running", done=5)
    first.kill()
    first.wait()
    let_the_lease_run_out(data)
    second = work(data)
    try:
        until(data, "done", done=40)
    finally:
        second.terminate()
        assert second.wait(30) == 0
    assert row(data) == ("done", 40, 2)


def test_asked_to_stop_it_finishes_what_it_is_doing(data: Path) -> None:
    worker = work(data)
    until(data, "running", done=5)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert row(data) == ("done", 40, 1)
