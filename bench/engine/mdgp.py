"""The MDGP library, an outside yardstick: how far behind the best of twenty published runs (TPSDP, EJOR 2022).

Instances are read from ``$BOTHWAYS_SHARED/data/engine/mdgplib``, or ``../shared`` beside the repository.
Their publishers state no licence, so they are not part of this repository.
"""

from __future__ import annotations

import csv
import gzip
import os
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from bench.engine.mdgp_solver import Problem, solve

# Proposals a run: 3 CPU s up to n=240 and 20 at n=480, where the published limits are 3, 20 and 120 s.
STEPS = {120: 340_000_000, 240: 340_000_000, 480: 2_000_000_000}
RUNS = 2  # one for each core


def folder() -> Path:
    """Where the library lies."""
    shared = os.environ.get("BOTHWAYS_SHARED", str(Path(__file__).parents[2] / ".." / "shared"))
    return Path(shared) / "data" / "engine" / "mdgplib"


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row a class and size that is there; a plain row when nothing is."""
    files = sorted(folder().glob("*/*.txt.gz"))
    solve(
        Problem(np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))), np.array([1, 1]), np.array([3, 3])),
        10_000,
        1,
    )
    by_class: dict[tuple[str, int], list[Path]] = defaultdict(list)
    for file in files:
        kind, size = file.stem.split("_")[:2]
        by_class[kind, int(size[1:])].append(file)
    sizes = {size for _, size in by_class}
    found = [_row(kind, size, each) for (kind, size), each in sorted(by_class.items()) if not quick or size <= 120]
    return found if 480 in sizes else [*found, _absent(sizes)]


def _absent(sizes: set[int]) -> dict[str, Any]:
    there = f"only n = {', '.join(map(str, sorted(sizes)))} are there" if sizes else "none of its files is there"
    return {
        "goal": "MDGP library, n=480",
        "target": "Ran <= 0.15% behind, Geo <= 0",
        "measured": f"NOT MEASURED: {there}",
        "cpu_s": 0.0,
        "ok": None,
        "note": "set BOTHWAYS_SHARED to the folder that holds data/engine/mdgplib",
    }


def _row(kind: str, size: int, files: list[Path]) -> dict[str, Any]:
    published = {row["instance"]: float(row["tpsdp_best"]) for row in _published()}
    began = time.process_time()
    behind = []
    for file in files:
        problem, best = read(file), published[file.name.removesuffix(".txt.gz")]
        reached = max(solve(problem, STEPS[size], seed)[0] for seed in range(1, RUNS + 1))
        behind.append(100 * (best - reached) / best)
    target = 0.15 if kind.startswith("Ran") else 0.0
    mean = float(np.mean(behind))
    return {
        "goal": f"MDGP {kind}, n={size}",
        "target": f"<= {target}% behind the published best",
        "measured": f"{mean:+.3f}% behind (mean of {len(behind)}), worst {max(behind):+.3f}%",
        "cpu_s": (time.process_time() - began) / len(files),
        "ok": mean <= target,
        "note": "CPU of both runs together, an instance",
    }


def _published() -> list[dict[str, str]]:
    with (folder() / "best_known_tpsdp.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def read(file: Path) -> Problem:
    """First line: n, groups, ss or ds, then least and greatest size of each group; then i, j, distance."""
    with gzip.open(file, "rt") as lines:
        head = lines.readline().split()
        edges = np.loadtxt(lines)
    n, m = int(head[0]), int(head[1])
    limits = np.array(head[3 : 3 + 2 * m], dtype=np.int64).reshape(m, 2)
    distance = np.zeros((n, n))
    i, j = edges[:, 0].astype(int), edges[:, 1].astype(int)
    distance[i, j] = distance[j, i] = edges[:, 2]
    return Problem(distance, limits[:, 0].copy(), limits[:, 1].copy())
