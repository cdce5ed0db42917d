"""The same brief and seed give the same bytes: in fresh processes, with one thread or two, whatever Python hashes to.

Some are asked for a third time with every kernel run as plain Python: what was compiled and kept says what
its source says.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.engine import places, seminar_events
from bench.engine.events import history_event, no_lone_event, rules_event, spread_event

pytestmark = pytest.mark.slow  # each brief is solved in two or three fresh processes
THREADS = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
ONE = {**dict.fromkeys(THREADS, "1"), "PYTHONHASHSEED": "0"}
TWO = {**dict.fromkeys(THREADS, "2"), "PYTHONHASHSEED": "4711"}
PLAIN = {**ONE, "NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "ignore"}  # numpy warns when a word wraps round

Brief = dict[str, Any]


def seating() -> Brief:
    """Pupils of four schools and an adult of each, two of them twice."""
    guests = [{"id": f"P{k:02}", "school": f"S{k % 4}", "diet": ("", "vegan", "")[k % 3]} for k in range(18)]
    adults = [{"id": f"A{k}", "school": f"S{k % 4}", "adult": 1} for k in range(6)]
    schools = [{"id": f"S{k}"} for k in range(4)]
    return {"kind": "seating", "T": 4, "size": [6, 6], "schools": schools, "guests": guests + adults}


def judging() -> Brief:
    """Twelve entries of four schools, six judges."""
    return {
        "kind": "judging",
        "r": 3,
        "entries": [{"id": f"E{k:02}", "school": f"S{k % 4}"} for k in range(12)],
        "judges": [{"id": f"J{k}", "schools": [f"S{k % 4}"]} for k in range(6)],
    }


def run(folder: Path, verb: str, brief: Brief, environment: dict[str, str], *more: str) -> bytes:
    """What a fresh process writes, without the one figure that is a time."""
    file, out = folder / "brief.json", folder / "plan.json"
    file.write_text(json.dumps(brief), encoding="utf-8")
    command = [sys.executable, "-m", "bothways.rules", verb, str(file), "--seed", "7", "--out", str(out), *more]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = out.read_bytes()
    spent = json.dumps(json.loads(written)["cpu_s"]).encode()
    return written.replace(b'"cpu_s": ' + spent, b'"cpu_s": 0')


TEAMS = {
    "spread": (spread_event(40, 3, n_schools=7), (ONE, TWO, PLAIN)),
    "rules": (rules_event(160, 4), (ONE, TWO, PLAIN)),
    "past events": (history_event(120, 5), (ONE, TWO)),
    "no one alone": (no_lone_event(120, 6), (ONE, TWO)),
    "at least": ({**spread_event(48, 7, n_schools=7), "mode": "at_least", "k": 3}, (ONE, TWO)),
}


@pytest.mark.parametrize("name", TEAMS)
def test_teams_and_their_repair(tmp_path: Path, name: str) -> None:
    asked, environments = TEAMS[name]
    brief = {**asked, "morning": {"budget": 4}}
    plans = [run(tmp_path, "teams", brief, environment) for environment in environments]
    assert len(set(plans)) == 1
    plan = tmp_path / "yesterday.json"
    plan.write_bytes(plans[0])
    few = environments if name == "spread" else (ONE, TWO)  # a search of so many steps is slow in plain Python
    mended = [run(tmp_path, "repair", brief, environment, "--plan", str(plan)) for environment in few]
    assert len(set(mended)) == 1
    assert json.loads(mended[0])["moves"]


def test_tables(tmp_path: Path) -> None:
    assert len({run(tmp_path, "seating", seating(), environment) for environment in (ONE, TWO, PLAIN)}) == 1


@pytest.mark.parametrize(
    ("verb", "brief"),
    [
        ("seminars", seminar_events.event(60, 8, 2, 3)),
        ("places", places.event(300, 3)),
        ("judging", judging()),
    ],
)
def test_every_other_verb(tmp_path: Path, verb: str, brief: Brief) -> None:
    assert len({run(tmp_path, verb, brief, environment) for environment in (ONE, TWO)}) == 1


def test_another_seed_gives_another_plan(tmp_path: Path) -> None:
    """So the comparisons above do not compare something that could not differ."""
    plans = [
        json.loads(run(tmp_path, "teams", spread_event(64, 3), ONE, *more))["plan"] for more in ([], ["--seed", "8"])
    ]
    assert plans[0] != plans[1]
