"""``./run bench [NAME] [--json] [--quick]``: measure, and print what was found beside what was aimed at.

Names: register, pages, home, mail, paper, pack, participants, engine, mutants. CPU seconds and ratios; wall time means
little on a shared machine.
shared machine.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

BENCHES = {
    "register": "bench.register",
    "pages": "bench.pages",
    "home": "bench.home",
    "mail": "bench.mail",
    "paper": "bench.paper",
    "participants": "bench.participants",
    "pack": "bench.pack",
    "engine": "bench.engine.main",
    "mutants": "bench.mutants",
}
COLUMNS = ("goal", "target", "measured", "ok", "note")


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as text, each column as wide as it needs to be."""
    shown = [[str(row.get(name, "")) for name in COLUMNS] for row in rows]
    widths = [max(len(line[i]) for line in [list(COLUMNS), *shown]) for i in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
                     for line in [list(COLUMNS), *shown])  # fmt: skip


def main(arguments: list[str]) -> int:
    """Measure what was named, or everything. Always 0: a bench tells, it does not judge."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHES))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, for a first look")
    options = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    rows = [
        {"bench": name, **row}
        for name in ([options.name] if options.name else BENCHES)
        for row in importlib.import_module(BENCHES[name]).rows(options.quick)
    ]
    print(json.dumps({"load": load, "rows": rows}) if options.json else f"load at the start {load:.1f}\n{table(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
