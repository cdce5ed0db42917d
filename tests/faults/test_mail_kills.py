"""The mail worker is killed again and again while it sends: no mail twice, none lost in silence."""

from __future__ import annotations

import random
import socket
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.processes import manage, script

FILL = """
from bothways.core import clock
from bothways.core.models import OutboxRow
from bothways.core.crypto import blind_index
context = {{"school": "Giver", "role": "teacher"}}
OutboxRow.objects.bulk_create([OutboxRow(kind="school.role_ended", campaign="kills", recipient=f"p{{n}}@school.test",
    recipient_index=blind_index(f"p{{n}}@school.test", about="outbox"), context=context, not_before=clock.now())
    for n in range({mails})], batch_size=1000)
"""


@dataclass(frozen=True)
class Outcome:
    """What the server took, and what the product says became of each."""

    taken: Counter[str]
    states: Counter[str]
    doubtful: set[str]
    sent: set[str]
    kills: int


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(
    data: Path, *, mails: int, kills: int, seed: int, trouble: int = 0, patience: float = 600, how: str = "careful"
) -> Outcome:
    """Send ``mails`` with ``kills`` kills at random moments, then let the last worker finish."""
    manage(data, "migrate", "--run-syncdb", "--verbosity", "0")
    manage(data, "createcachetable")
    manage(data, "shell", "-c", FILL.format(mails=mails))
    port, chance, done = _free_port(), random.Random(seed), 0
    told = {"BOTHWAYS_SMTP_HOST": "127.0.0.1", "BOTHWAYS_SMTP_PORT": str(port), "BOTHWAYS_OUTBOX_LEASE": "1"}
    sink = script(data, "mail_sink", str(data / "taken"), str(port), str(trouble))
    try:
        _wait_for(port)
        while True:
            worker = script(data, "mail_worker", str(patience), how, **told)
            if done == kills:
                worker.wait(patience)
                break
            if not _sending(data / "taken", worker):
                break
            time.sleep(chance.uniform(0, 0.3))
            worker.kill()
            worker.wait()
            done += 1
    finally:
        sink.kill()
        sink.wait()
    return _outcome(data, done)


def _sending(taken: Path, worker: subprocess.Popen[bytes]) -> bool:
    """Wait until this worker's first mail has arrived: a kill before that would show nothing."""
    before = taken.stat().st_size
    while worker.poll() is None:
        if taken.stat().st_size > before:
            return True
        time.sleep(0.005)
    return False


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the mail sink did not start")


def _outcome(data: Path, kills: int) -> Outcome:
    taken = Counter(line.strip("<>").split("@")[0] for line in (data / "taken").read_text().split())
    with closing(sqlite3.connect(data / "bothways.sqlite3")) as database:
        rows = database.execute("SELECT id, state FROM core_outboxrow").fetchall()
    named = {state: {pk for pk, each in rows if each == state} for state in ("sent", "in_doubt")}
    return Outcome(taken, Counter(state for _pk, state in rows), named["in_doubt"], named["sent"], kills)


def check(outcome: Outcome, mails: int) -> None:
    """Nothing twice; everything accounted for; doubt is rare and named."""
    assert sum(outcome.taken.values()) == len(outcome.taken), "a mail went twice"
    assert set(outcome.states) <= {"sent", "in_doubt"}
    assert outcome.sent <= outcome.taken.keys(), "a mail that says ‘sent’ never arrived"
    assert outcome.taken.keys() <= outcome.sent | outcome.doubtful, "a mail arrived that nobody accounts for"
    assert len(outcome.taken.keys() | outcome.doubtful) == mails, "a mail was lost in silence"
    assert len(outcome.doubtful) <= outcome.kills


def test_a_few_kills(tmp_path: Path) -> None:
    outcome = run(tmp_path, mails=300, kills=3, seed=11)
    assert outcome.kills, "the worker was never killed, so this shows nothing"
    check(outcome, 300)


@pytest.mark.slow
def test_ten_thousand_mails_and_a_hundred_kills(tmp_path: Path) -> None:
    outcome = run(tmp_path, mails=10_000, kills=100, seed=7, patience=900)
    print(f"kills {outcome.kills}, in doubt {len(outcome.doubtful)}, states {dict(outcome.states)}")
    check(outcome, 10_000)


@pytest.mark.slow
def test_negative_control_sending_again_what_was_at_the_server_sends_twice(tmp_path: Path) -> None:
    outcome = run(tmp_path, mails=4_000, kills=60, seed=7, patience=900, how="careless")
    assert sum(outcome.taken.values()) > len(outcome.taken), "the kills never fell where they matter"
