"""A pytest plugin that writes how many tests passed, failed and were skipped, and which took long, for tests.run."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

LONG = 5.0  # seconds: a browser test that takes longer belongs into the longer round


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Errors count as failures."""
    stats = terminalreporter.stats
    counts = {key: len(stats.get(key, [])) for key in ("passed", "failed", "skipped")}
    counts["failed"] += len(stats.get("error", []))
    if "BOTHWAYS_TALLY" in os.environ:
        told = {**counts, "long": _long(terminalreporter)}
        Path(os.environ["BOTHWAYS_TALLY"]).write_text(json.dumps(told), encoding="utf-8")


def _long(reporter: pytest.TerminalReporter) -> dict[str, float]:
    """Seconds of each test that took long without being marked slow, with its making ready and clearing up."""
    spent: Counter[str] = Counter()
    for reports in reporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport) and "slow" not in report.keywords:
                spent[report.nodeid] += report.duration
    return {name: round(seconds, 1) for name, seconds in spent.most_common() if seconds > LONG}
