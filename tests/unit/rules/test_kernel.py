"""Machine code that is kept: nothing loads numba, and no code is used that is not of this source and machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bothways.rules import kernel as kernels
from bothways.rules.kernel import NotKept, _begin_again, forget, keeping, kept, kernel

ROOM = np.int64(3)

_ALL_OF_TEAMS = """
import json, sys
from bothways.rules.teams import MODES, Pupil, School, TeamBrief, TeamRules, solve
from bothways.rules.teams.explain import why
from bothways.rules.teams.repair import Morning, repair
from bothways.rules.teams.seating import Guest, Lunch, seat

schools = tuple(School(f"S{k}") for k in range(3))
pupils = tuple(Pupil(f"P{k:02}", f"S{k % 3}", {"year": str(k % 2)}, {"prior": k * k % 7}) for k in range(24))
for mode in MODES:
    brief = TeamBrief(schools, pupils, TeamRules(6, (4, 4), mode, 2), ("year",), ("prior",))
    plan = solve(brief).by_id(brief)
    repair(brief, plan, Morning(frozenset({"P00", "P05"}), budget=3))
    why(brief, plan, "P01")
seat(Lunch(tuple(Guest(f"G{k:02}", f"S{k % 3}", adult=k < 4) for k in range(24)), 4, (6, 6)))
print(json.dumps([name for name in ("numba", "scipy") if name in sys.modules]))
"""

_ALL_ELSE = """
import json, sys
from bothways.rules.judging import Comparison, Entry, Judge, JudgingBrief, PairingState, assign, next_pairs, scale
from bothways.rules.seminars.model import read_seminars
from bothways.rules.seminars.solve import solve

pupils = [{"id": f"P{n:02}", "school": f"S{n % 3}", "prefs": [n % 5, (n + 1) % 5, (n + 3) % 5]} for n in range(30)]
sessions = [{"id": f"Q{m}.{k}", "seminar": m, "slot": k, "cap": 9, "min": 2} for m in range(5) for k in range(2)]
schools = [{"id": f"S{k}", "guest": k == 2} for k in range(3)]
solve(read_seminars({"schools": schools, "K": 2, "pupils": pupils, "sessions": sessions, "max_school_share": 0.6}))
for bans in ([], ["S1", "S2"]):
    judges = tuple(Judge(f"J{k}", frozenset(bans if k < 3 else [])) for k in range(7))
    entries = tuple(Entry(f"E{k:02}", f"S{k % 4}") for k in range(20))
    assign(JudgingBrief(entries, judges, 3))
    heard = tuple(Comparison(f"E{k:02}", f"E{k + 1:02}", "J5") for k in range(19))
    next_pairs(PairingState(entries, heard), judges)
    scale(heard)
print(json.dumps([name for name in ("numba",) if name in sys.modules]))
"""


@kernel
def total_of(items: np.ndarray, step: int) -> int:
    found = 0
    for k in range(0, items.shape[0], step):
        found += items[k]
    return found


@kernel
def doubled(items: np.ndarray) -> int:
    return (np.zeros(items.shape[0] + 2) + ROOM).shape[0]


@pytest.fixture(scope="module", autouse=True)
def _code_is_kept() -> None:
    subprocess.run([sys.executable, "-m", "bothways.rules.warm"], check=True)


@pytest.fixture
def own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file of code for this test alone, at first a copy of what set-up kept."""
    file = tmp_path / "kernels.code"
    file.write_bytes(kernels._FILE.read_bytes())
    with monkeypatch.context() as patched:
        patched.setattr(kernels, "_FILE", file)
        _begin_again()
        yield file
    _begin_again()


@pytest.mark.parametrize("calls", [_ALL_OF_TEAMS, _ALL_ELSE], ids=["teams", "seminars and judging"])
def test_no_part_of_the_engine_loads_numba(calls: str) -> None:
    done = subprocess.run([sys.executable, "-c", calls], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize("part", ["processor", "sources"])
def test_code_of_another_processor_or_another_source_is_left_alone(own_file: Path, part: str) -> None:
    assert kept()
    line, code = own_file.read_bytes().split(b"\n", 1)
    head = json.loads(line)
    if part == "processor":
        head["processor"] += " and more"
    else:
        assert {"bothways/rules/rng.py", "bothways/rules/teams/search.py", "bothways/rules/teams/tables.py"} <= set(
            head["sources"]
        )
        head["sources"]["bothways/rules/teams/tables.py"] = "0" * 64
    own_file.write_bytes(json.dumps(head).encode() + b"\n" + code)
    _begin_again()
    assert not kept()


@pytest.mark.parametrize("broken", [b"", b"{}\n", b"no header", b'{"sources": {}}\ncode'])
def test_a_broken_file_is_as_good_as_none(own_file: Path, broken: bytes) -> None:
    own_file.write_bytes(broken)
    _begin_again()
    assert not kept()
    assert total_of(np.arange(5), 1) == 10


def test_code_made_while_a_process_runs_is_found(own_file: Path) -> None:
    whole = own_file.read_bytes()
    own_file.unlink()
    _begin_again()
    assert not kept()
    own_file.write_bytes(whole)
    assert kept()
    forget()
    assert not kept()


def test_what_is_recorded_is_kept_and_answers_the_same(own_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = np.arange(10)
    with keeping():
        assert total_of(items, 3) == 18
    found = kernels._kept()
    assert [name for name, _ in found] == [total_of.name]  # type: ignore[attr-defined]  # it is a Kernel
    monkeypatch.setitem(vars(total_of), "dispatcher", None)  # numba is out of reach
    assert total_of(items, 3) == 18
    assert total_of(items[:4], 2) == 2
    with pytest.raises(TypeError):  # every second item: other code, which nobody kept
        total_of(items[::2], 3)
    with pytest.raises(RuntimeError, match="total_of ended with status"):
        total_of(items, 0)


def test_a_kernel_that_needs_memory_is_refused_in_words(own_file: Path) -> None:
    with pytest.raises(NotKept, match="Give it every array"), keeping():
        doubled(np.arange(3))
    assert kept()  # what was kept before still is
