"""Many people at once: threads with a database connection each, released together."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections

PRESSES = 200


def crowd_size() -> int:
    """As many connections as the database lets one test have: a default PostgreSQL allows a hundred in all."""
    return PRESSES if connection.vendor == "sqlite" else 40


def all_at_once(deed: Callable[[], object], presses: int = PRESSES) -> Counter[str]:
    """Do ``deed`` ``presses`` times, as many at once as can be. Counts results: "ok" or the name of what was raised."""
    size = min(crowd_size(), presses)
    gate = threading.Barrier(size)
    results: Counter[str] = Counter()
    lock = threading.Lock()

    def somebody(share: int) -> None:
        gate.wait(30)
        for _ in range(share):
            try:
                deed()
                outcome = "ok"
            except Exception as problem:  # the kind of failure is what the test counts
                outcome = type(problem).__name__
            with lock:
                results[outcome] += 1
        connections.close_all()

    shares = [presses // size + (number < presses % size) for number in range(size)]
    with ThreadPoolExecutor(size) as pool:
        for each in [pool.submit(somebody, share) for share in shares]:
            each.result()
    return results
