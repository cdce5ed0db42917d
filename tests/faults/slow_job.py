"""A job that takes a while, for tests that kill what does it."""

import time
from typing import Any

from bothways.core.jobs import Progress, job


@job("test.slow", title="Something slow")
def slow(progress: Progress, payload: dict[str, Any]) -> dict[str, Any]:
    progress.start(payload["steps"])
    for _ in range(payload["steps"]):
        time.sleep(0.05)
        progress.step()
    return {"steps": payload["steps"]}
