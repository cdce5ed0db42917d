"""A pytest plugin that writes how many tests passed, failed and were skipped, for tests.run to add up."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Errors count as failures."""
    stats = terminalreporter.stats
    counts = {key: len(stats.get(key, [])) for key in ("passed", "failed", "skipped")}
    counts["failed"] += len(stats.get("error", []))
    if "BOTHWAYS_TALLY" in os.environ:
        Path(os.environ["BOTHWAYS_TALLY"]).write_text(json.dumps(counts), encoding="utf-8")
