"""Each verb as a script sees it: real processes, what they print, what they write, how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCHOOLS = [{"id": "A"}, {"id": "B"}, {"id": "C", "guest": True}]


def _people(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"id": f"P{n:02}", "school": "ABC"[n % 3], **{k: row(n) for k, row in more.items()}} for n in range(count)]


TEAMS = {
    "kind": "teams",
    "T": 4,
    "size": [5, 7],
    "schools": SCHOOLS,
    "pupils": _people(24, year=lambda n: 7 + n % 2, sex=lambda n: "MF"[n // 2 % 2], prior=lambda n: n * 5 % 13),
}
MORNING = {
    "absent": ["P00", "P04", "P08"],
    "arrivals": [{"id": "W", "school": "A", "year": 7, "sex": "F"}],
    "budget": 3,
}
SEMINARS = {
    "kind": "seminars",
    "K": 2,
    "schools": SCHOOLS,
    "pupils": _people(12, prefs=lambda n: [n % 2, 2, 1 - n % 2]),
    "sessions": [{"id": f"Q{m}.{k}", "seminar": m, "slot": k, "cap": 5, "min": 2} for m in range(3) for k in range(2)],
}
PLACES = {"kind": "places", "capacity": 5, "reserved_per_school": 1, "schools": SCHOOLS, "pupils": _people(12)}
JUDGING = {
    "kind": "judging",
    "r": 2,
    "entries": _people(8),
    "judges": [{"id": f"J{n}", "schools": ["AB"[n]] if n < 2 else []} for n in range(5)],
}
LUNCH = {
    "kind": "seating",
    "size": [4, 5],
    "schools": SCHOOLS,
    "guests": _people(14, adult=lambda n: int(n < 4), diet=lambda n: "vegan" if n % 5 == 0 else None),
}
EXPERTS = {
    "kind": "experts",
    "requests": [{"id": "R", "skills": ["law"], "dates": [], "easting": 0, "northing": 0}],
    "experts": [{"id": "E", "skills": ["law"], "dates": ["2026-12-01"], "easting": 3000, "northing": 4000}],
}
BRIEFS = {
    "teams": TEAMS,
    "repair": {**TEAMS, "morning": MORNING},
    "seminars": SEMINARS,
    "places": PLACES,
    "judging": JUDGING,
    "seating": LUNCH,
    "experts": EXPERTS,
}


def engine(*words: str | Path) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "bothways.rules", *map(str, words)]
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path, dict[str, Any]]]:
    """Every verb once: its brief, the file it wrote, and what it printed."""
    folder, found = tmp_path_factory.mktemp("engine"), {}
    for verb, brief in BRIEFS.items():
        path, out = folder / f"{verb}.json", folder / f"{verb}-plan.json"
        path.write_text(json.dumps(brief), encoding="utf-8")
        plan = ["--plan", folder / "teams-plan.json"] if verb == "repair" else []
        done = engine(verb, path, *plan, "--seed", "7", "--out", out, "--json")
        assert (done.returncode, done.stderr) == (0, ""), verb
        found[verb] = path, out, json.loads(done.stdout)
    return found


Answers = dict[str, tuple[Path, Path, dict[str, Any]]]


def assert_has_what_scripts_rely_on(answer: dict[str, Any]) -> None:
    assert answer["seed"] == answer["certificate"]["seed"] == 7
    assert answer["hard_violations"] == len(answer["broken_rules"]) == 0
    assert 0 <= answer["cpu_s"] < 20
    assert answer["levels"] == answer["certificate"]["levels"] != []
    for level in answer["levels"]:
        assert set(level) == {"name", "value", "bound", "proved", "bound_type"}
        assert isinstance(level["value"], int)
        assert level["bound"] <= level["value"]
        assert level["proved"] == (level["value"] == level["bound"])
    assert set(answer["certificate"]) >= {"kind", "version", "input_hash", "iterations", "notes"}


@pytest.mark.parametrize("verb", BRIEFS)
def test_every_verb_prints_and_writes_what_scripts_rely_on(answers: Answers, verb: str) -> None:
    _, out, answer = answers[verb]
    assert json.loads(out.read_text(encoding="utf-8")) == answer
    assert_has_what_scripts_rely_on(answer)


def test_each_plan_has_the_shape_that_is_told(answers: Answers) -> None:
    plan = {verb: answer["plan"] for verb, (_, _, answer) in answers.items()}
    everybody = {pupil["id"] for pupil in TEAMS["pupils"]}
    assert set(plan["teams"]) == everybody
    assert set(plan["teams"].values()) == {0, 1, 2, 3}
    assert set(plan["repair"]) == everybody - set(MORNING["absent"]) | {"W"}
    assert all([seat[-1] for seat in seats] == ["0", "1"] for seats in plan["seminars"].values())
    assert [row["position"] for row in plan["places"]] == list(range(1, 13))
    assert sum(row["places"] for row in plan["places"]) == 5
    assert set(plan["places"][0]) == {"id", "outcome", "places", "position", "waiting", "reason"}
    assert all(len(set(judges)) == 2 for judges in plan["judging"].values())
    assert set(plan["seating"]) == {guest["id"] for guest in LUNCH["guests"]}
    assert plan["experts"]["visits"] == [{"request": "R", "expert": "E", "date": "2026-12-01", "km": 5}]


def test_what_some_verbs_add(answers: Answers) -> None:
    repair, seminars, seating = (answers[verb][2] for verb in ("repair", "seminars", "seating"))
    assert {"pupil": "W", "from": None, "to": repair["plan"]["W"]} in repair["moves"]
    assert set(repair["certificate"]["notes"]) == {"least_moves", "moves_needed", "budget", "sizes"}
    assert [level["name"] for level in repair["levels"][:2]] == ["sizes", "moves"]
    assert sum(seminars["profile"]) == 24
    assert seminars["cost"]["bound"] <= seminars["cost"]["value"]
    assert sum(sum(card.values()) for card in seating["cards"].values()) == 3


@pytest.mark.parametrize("verb", BRIEFS)
def test_the_checker_agrees_and_says_so_in_the_same_keys(answers: Answers, verb: str) -> None:
    path, out, answer = answers[verb]
    done = engine("check", path, "--plan", out, "--json")
    assert done.returncode == 0, done.stdout
    verdict = json.loads(done.stdout)
    assert_has_what_scripts_rely_on(verdict)
    assert (verdict["holds"], verdict["differences"]) == (True, [])
    assert [level["value"] for level in verdict["levels"]] == [
        level["value"] for level in answer["levels"] if level["name"] in {each["name"] for each in verdict["levels"]}
    ]
    assert verdict["plan"] == answer["plan"]


def test_a_plan_that_was_altered_ends_with_3(answers: Answers, tmp_path: Path) -> None:
    path, _, answer = answers["teams"]
    altered = {**answer, "plan": {**answer["plan"], "P00": (answer["plan"]["P00"] + 1) % 4}}
    false = tmp_path / "false.json"
    false.write_text(json.dumps(altered), encoding="utf-8")
    assert engine("check", path, "--plan", false).returncode == 3


def test_a_brief_that_cannot_be_met_ends_with_2_and_names_the_rules(tmp_path: Path) -> None:
    path = tmp_path / "brief.json"
    path.write_text(json.dumps({**TEAMS, "together": [["P00", "P01"]], "apart": [["P01", "P00"]]}), encoding="utf-8")
    done = engine("teams", path, "--json")
    assert done.returncode == 2
    assert len(json.loads(done.stdout)["clash"]) == 2
    assert done.stderr.count("\n") == 1


def test_a_broken_file_ends_with_2_and_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "brief.json"
    path.write_text('{"T": NaN}', encoding="utf-8")
    done = engine("teams", path, "--json")
    assert (done.returncode, json.loads(done.stdout)["clash"]) == (2, [])
    assert done.stderr == "The file holds NaN, which is not a number. Give a whole number instead.\n"


def test_people_get_a_short_table(answers: Answers) -> None:
    done = engine("teams", answers["teams"][0])
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["aim", "value", "best", "proved"]
    assert [row.split()[0] for row in rows[:4]] == ["school", "year", "sex", "prior"]
    assert "every rule kept" in rows[4]
