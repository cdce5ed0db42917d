"""The same tasks over RabbitMQ, by one setting. A killed worker's work is done by another."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.processes import ROOT, environment, manage

pytestmark = [pytest.mark.rabbitmq, pytest.mark.slow]
BROKER = os.environ.get("BOTHWAYS_TEST_BROKER", "amqp://guest:guest@127.0.0.1:5672//")
QUEUES = "bothways.default,bothways.long"
START = """
from bothways.core import jobs
import tests.faults.slow_job
for number in range({count}): jobs.start("test.slow", by=None, payload={{"steps": {steps}}})
"""


@pytest.fixture(autouse=True)
def _broker() -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", 5672)):
            pytest.fail("RabbitMQ does not answer on loopback. On Debian: apt-get install rabbitmq-server")


def worker(data: Path) -> subprocess.Popen[bytes]:
    """A Celery worker of the product, in a process group of its own."""
    told = environment(data, BOTHWAYS_BROKER=BROKER, DJANGO_SETTINGS_MODULE="tests.faults.settings_with_slow_job")
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "bothways.config.celery",
        "worker",
        "-Q",
        QUEUES,
        "-c",
        "1",
        "-l",
        "WARNING",
    ]
    return subprocess.Popen(command, cwd=ROOT, env=dict(told), start_new_session=True)


def states(data: Path) -> list[str]:
    """What the rows say."""
    with closing(sqlite3.connect(data / "bothways.sqlite3")) as database:
        return [state for (state,) in database.execute("SELECT state FROM core_job")]


def _until(data: Path, wanted: str, count: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while states(data).count(wanted) < count and time.monotonic() < end:
        time.sleep(0.1)
    assert states(data).count(wanted) >= count, states(data)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, 9)
    process.wait()


def test_work_goes_through_the_broker_and_survives_a_killed_worker(tmp_path: Path) -> None:
    manage(tmp_path, "migrate", "--run-syncdb", "--verbosity", "0")
    manage(tmp_path, "createcachetable")
    start = START.format(count=3, steps=30)
    manage(tmp_path, "shell", "-c", start, BOTHWAYS_BROKER=BROKER, PYTHONPATH=f"{ROOT / 'src'}:{ROOT}")
    first = worker(tmp_path)
    try:
        _until(tmp_path, "running", 1, 60)
    finally:
        _kill_group(first)
    with closing(sqlite3.connect(tmp_path / "bothways.sqlite3")) as database:
        database.execute("UPDATE core_job SET lease_until = '2020-01-01' WHERE state = 'running'")
        database.commit()
    second = worker(tmp_path)
    try:
        _until(tmp_path, "done", 3, 90)
    finally:
        _kill_group(second)
    assert states(tmp_path) == ["done"] * 3
