"""``python -m bench.engine.main [--quick] [--json] [AREA ...]``: the engine against its goals.

Each area is a module of this package with ``rows(quick)``. CPU seconds in a warm process, unless a row
says otherwise. The baselines were measured before the engine was written (prototypes, and other tools).
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
import textwrap
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

Row = dict[str, Any]
AREAS = ("teams", "repair", "clashes", "seminars", "places", "judging", "cold", "naive", "mdgp")
COLUMNS = (("goal", 26), ("target", 24), ("measured", 44), ("cpu_s", 8), ("ok", 4), ("baseline", 34), ("note", 26))
BASELINES = (
    ("naive deal", ""),
    ("first call", "none"),
    ("no rules, 10,000", "swap search: 5 of 5 proved (prior 2 of 5), 3.6 s; anticlust fast: 5,550 over, 1.6 s"),
    ("repair", "swaps: 3.3 to 5% moved, 10 to 215 ms; solving again moves 88 to 99.9%"),
    ("no one alone", "nobody alone; year +148 and +48 over a weak bound; 1.6 s"),
    ("past events", "hard 0; all or all but one level; 3.7 s"),
    ("pairs", "hard 0; all or all but one level; 1.8 s"),
    ("no rules, 120", "swap search: 33 of 35 proved, up to 0.8 s; anticlust exchange at 1,000: 3.4 s"),
    ("seminars 2000", "MIP gap 0.17% at 98 s, completion not feasible; first come 90,189 against 69,321"),
    ("seminars 10000", "LP bound only, 22 s; first come 342,143 against 252,664"),
    ("seminars", "MIP optimal in 1.3 to 7.4 s; first come about twice the cost, 112 to 240 unranked"),
    ("places", "0.03 s for 5,000"),
    ("judging", "annealer: loads exact, overlap +0.8%, 0.3 s; random overlap 1 to 11"),
    ("stated reliability", "textbook figure flatters adaptive pairs by .005 to .02"),
    ("comparative", "random .791, adaptive .820"),
    ("clash", "none"),
    ("impossible", "none"),
    ("Ran", "annealing, 12 s: +.36 to +.63% (n=480), +.16 to +.61% (n=120)"),
    ("Geo", "annealing, 12 s: -.03 to +.00% (n=480), -.02 to -.06% (n=120)"),
)


def main(argv: list[str] | None = None) -> int:
    """Print the rows of every area asked for. Status 1 when a goal is missed or an area is missing."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine.main", description=__doc__)
    parser.add_argument("areas", nargs="*", metavar="AREA", help=f"any of {', '.join(AREAS)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="fewer events")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    args = parser.parse_args(argv)
    unknown = set(args.areas) - set(AREAS)
    if unknown:
        parser.error(f"no such area: {', '.join(sorted(unknown))}")
    if not args.json:
        print("\n".join(_lines([name for name, _ in COLUMNS])))
    rows = []
    for area in args.areas or AREAS:
        for row in collect(area, args.quick):
            rows.append(row)
            if not args.json:
                print("\n".join(_lines(_cells(row))), flush=True)
    if args.json:
        print(json.dumps(rows, indent=1))
    return int(any(row["ok"] is False for row in rows))


def rows(quick: bool) -> list[Row]:
    """Every area, for ``./run bench engine``; the baseline stands in the note."""
    found = [row for area in AREAS for row in collect(area, quick)]
    return [
        {
            **row,
            "note": "; ".join(
                filter(None, [str(row["note"]), f"before: {row['baseline']}" if row["baseline"] else ""])
            ),
        }
        for row in found
    ]


def collect(area: str, quick: bool) -> Iterable[Row]:
    """The rows of one area with their baselines, or one row that says the area is missing."""
    name = f"bench.engine.{area}"
    if importlib.util.find_spec(name) is None:
        return [_missing(area, "this bench is not written yet")]
    try:
        found = importlib.import_module(name).rows(quick)
    except Exception as problem:  # one broken bench must not hide the others: it becomes a failed row
        return [_missing(area, f"{type(problem).__name__}: {problem}")]
    return [{"note": "", **row, "baseline": row.get("baseline", baseline(row["goal"]))} for row in found]


def baseline(goal: str) -> str:
    """The first baseline whose words stand in the goal."""
    return next((words for key, words in BASELINES if key in goal), "")


def _missing(area: str, why: str) -> Row:
    return {
        "goal": area, "target": "", "measured": f"NOT MEASURED: {why}", "cpu_s": 0.0, "ok": False, "baseline": "",
        "note": "",
    }  # fmt: skip


def _cells(row: Row) -> list[str]:
    verdict = {True: "yes", False: "NO", None: "-"}[None if row["ok"] is None else bool(row["ok"])]
    shown = {**row, "cpu_s": f"{row['cpu_s']:.3f}", "ok": verdict}
    return [str(shown[name]) for name, _ in COLUMNS]


def _lines(cells: list[str]) -> list[str]:
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, (_, width) in zip(cells, COLUMNS, strict=True)]
    return [
        "  ".join(f"{part:<{width}}" for part, (_, width) in zip(parts, COLUMNS, strict=True)).rstrip()
        for parts in zip_longest(*wrapped, fillvalue="")
    ] + [""]


if __name__ == "__main__":
    sys.exit(main())
