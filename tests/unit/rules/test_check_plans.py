"""The independent checker: true answers hold, and any one thing altered in them is found."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from copy import deepcopy
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bothways.rules.check
from bothways.rules.__main__ import main
from bothways.rules.check.cli import check
from bothways.rules.errors import InvalidBrief

SCHOOLS = [{"id": f"S{k}"} for k in range(4)]
TEAMS: dict[str, Any] = {
    "kind": "teams",
    "T": 5,
    "size": [4, 5],
    "schools": SCHOOLS,
    "pupils": [
        {"id": f"P{i:02}", "school": f"S{i % 4}", "year": 7 + i % 3, "prior": 90 + i * i % 23, "access": int(i == 4)}
        for i in range(24)
    ],
    "together": [["P00", "P05"], ["P05", "P08"], ["P01", "P13"]],
    "apart": [["P03", "P07"]],
    "fixed": {"P11": 2},
    "accessible_teams": [0, 3],
    "history": [[["P00", "P01", "P06"], ["P09", "P12"]]],
}
JUDGING: dict[str, Any] = {
    "kind": "judging",
    "r": 2,
    "entries": [{"id": f"E{k}", "school": f"S{k % 4}"} for k in range(12)],
    "judges": [{"id": f"J{k}", "schools": [f"S{k % 4}"]} for k in range(6)],
}
PLACES: dict[str, Any] = {
    "kind": "places",
    "capacity": 12,
    "reserved_per_school": 1,
    "guest_cap": 2,
    "schools": [{"id": f"S{k}", "guest": k == 3} for k in range(4)],
    "pupils": [{"id": f"P{i:02}", "school": f"S{i % 4}", "weight": 1 + i % 3} for i in range(20)],
    "groups": [{"id": "G0", "school": "S0", "wants": 5, "minimum": 3}],
}
SEATING: dict[str, Any] = {
    "kind": "seating",
    "size": [4, 5],
    "schools": SCHOOLS,
    "guests": [
        {"id": f"G{i:02}", "school": f"S{i % 4}", "adult": int(i < 5), "diet": "halal" * (i % 3 == 1)}
        for i in range(18)
    ],
}
SEMINARS: dict[str, Any] = {
    "kind": "seminars",
    "K": 2,
    "max_school_share": 0.5,
    "schools": [{"id": f"S{k}", "guest": k == 3} for k in range(4)],
    "pupils": [{"id": f"P{i:02}", "school": f"S{i % 4}", "prefs": [i % 3, (i + 1) % 3, 3]} for i in range(16)],
    "sessions": [
        {"id": f"Q{m}.{slot}", "seminar": m, "slot": slot, "cap": 6, "min": 2, "presenter": f"T{m}", "room": f"R{m}"}
        for m in range(4)
        for slot in range(2)
    ],
}
BRIEFS = {"seminars": SEMINARS, "teams": TEAMS, "judging": JUDGING, "places": PLACES, "seating": SEATING}


@pytest.fixture(scope="module", params=sorted(BRIEFS))
def answered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, dict]:
    """A brief and what ``--out`` wrote for it."""
    folder = tmp_path_factory.mktemp(request.param)
    brief, plan = folder / "brief.json", folder / "plan.json"
    brief.write_text(json.dumps(BRIEFS[request.param]))
    assert main([request.param, str(brief), "--seed", "3", "--out", str(plan)]) == 0
    return BRIEFS[request.param], json.loads(plan.read_text())


def bad_value(doc: dict[str, Any]) -> None:
    for levels in (doc["levels"], doc["certificate"]["levels"]):
        levels[0]["value"] += 1


def bad_bound(doc: dict[str, Any]) -> None:
    for levels in (doc["levels"], doc["certificate"]["levels"]):
        levels[0]["bound"] -= 1
        levels[0]["proved"] = False


def bad_proof(doc: dict[str, Any]) -> None:
    for levels in (doc["levels"], doc["certificate"]["levels"]):
        levels[0]["proved"] = not levels[0]["proved"]


def bad_hash(doc: dict[str, Any]) -> None:
    doc["certificate"]["input_hash"] = doc["certificate"]["input_hash"][::-1]


def bad_seed(doc: dict[str, Any]) -> None:
    doc["seed"] += 1


def bad_kind(doc: dict[str, Any]) -> None:
    doc["certificate"]["kind"] = "other"


def unsaid(doc: dict[str, Any]) -> None:
    doc["hard_violations"] = 1


def unknown_level(doc: dict[str, Any]) -> None:
    doc["levels"][0]["name"] = "joy"


@pytest.mark.parametrize(
    "alter", [bad_value, bad_bound, bad_proof, bad_hash, bad_seed, bad_kind, unsaid, unknown_level]
)
def test_one_thing_altered(answered: tuple[dict, dict], alter: Callable[[dict[str, Any]], None]) -> None:
    brief, document = answered
    assert check(brief, document).differences == ()
    altered = deepcopy(document)
    alter(altered)
    assert check(brief, altered).differences


def test_one_entry_of_the_plan_altered(answered: tuple[dict, dict]) -> None:
    """Each pupil, guest, entry or row in turn is left out or put elsewhere."""
    brief, document = answered
    for key in document["plan"] if isinstance(document["plan"], dict) else range(len(document["plan"])):
        for altered in (_without(document, key), _moved(document, key)):
            assert not check(brief, altered).holds


def _without(document: dict[str, Any], key: Any) -> dict[str, Any]:
    altered = deepcopy(document)
    del altered["plan"][key]
    return altered


def _moved(document: dict[str, Any], key: Any) -> dict[str, Any]:
    altered = deepcopy(document)
    plan = altered["plan"]
    if isinstance(plan, list):
        plan[key]["places"] += 1
    elif isinstance(plan[key], list):
        plan[key] = plan[key][:-1]
    else:
        plan[key] += 1 if plan[key] == 0 else -1
    return altered


def test_the_exit_status(answered: tuple[dict, dict], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brief, document = answered
    file, plan = tmp_path / "brief.json", tmp_path / "plan.json"
    file.write_text(json.dumps(brief))
    for alter, status, says in ((None, 0, "The certificate holds"), (bad_hash, 3, "the input hash is not that")):
        altered = deepcopy(document)
        if alter:
            alter(altered)
        plan.write_text(json.dumps(altered))
        assert main(["check", str(file), "--plan", str(plan)]) == status
        assert says in capsys.readouterr().out


def test_a_bare_plan_is_held_to_the_rules_only() -> None:
    plan = {row["id"]: k % 5 for k, row in enumerate(TEAMS["pupils"])}
    found = check(TEAMS, plan)
    assert "a rule is broken: “P11” is not in team 2" in found.differences
    assert "a rule is broken: “P01” and “P13” are not together" in found.differences
    assert all(each.startswith("a rule is broken") for each in found.differences)


IN_TURN = {row["id"]: k % 5 for k, row in enumerate(TEAMS["pupils"])}
ALL_AT_ONCE = {row["id"]: ["Q0.0", "Q1.1"] for row in SEMINARS["pupils"]}
PANELS = {row["id"]: ["J1", "J2"] for row in JUDGING["entries"]}
ROUND = {row["id"]: k % 4 for k, row in enumerate(SEATING["guests"])}


@pytest.mark.parametrize(
    ("brief", "plan", "says"),
    [
        (TEAMS, {**IN_TURN, "P04": 1}, "“P04” needs access and team 1 has none"),
        (TEAMS, {**IN_TURN, "P03": 0, "P07": 0}, "“P03” and “P07” are not apart"),
        (TEAMS, {**IN_TURN, "P00": 1, "P05": 1}, "team 0 has 3 pupils, not 4 to 5"),
        (TEAMS, {**IN_TURN, "P00": 9}, "“P00” is in team 9, which does not exist"),
        ({**TEAMS, "mode": "at_most", "m": 1}, IN_TURN | {"P04": 0}, "team 0 has 3 pupils of school “S0”, more than 1"),
        ({**TEAMS, "mode": "at_least", "k": 4}, {**IN_TURN, "P08": 0}, "team 3 has 3 schools, fewer than 4"),
        (JUDGING, PANELS, "“J1” sees “E1”, from their own school"),
        (JUDGING, {**PANELS, "E0": ["J9", "J2"]}, "“E0” is judged by “J9”, who is not in the brief"),
        (SEMINARS, ALL_AT_ONCE, "session “Q0.0” has 16 pupils and 6 seats"),
        (SEMINARS, ALL_AT_ONCE, "session “Q1.1” has 4 pupils of school “S2”, more than its share"),
        (SEMINARS, {**ALL_AT_ONCE, "P00": ["Q0.0", "Q0.1"]}, "“P00” has one seminar twice"),
        (SEMINARS, {**ALL_AT_ONCE, "P00": ["Q0.0"]}, "“P00” does not have one session in each of 2 slots"),
        (SEMINARS, {**ALL_AT_ONCE, "P00": ["Q2.0", "Q1.1"]}, "session “Q2.0” has 1 pupils and needs 2 to run"),
        ({**SEATING, "min_adults": 2}, ROUND, "table 1 has 1 adults, fewer than 2"),
    ],
)
def test_each_rule_broken_is_named(brief: dict[str, Any], plan: dict[str, Any], says: str) -> None:
    assert f"a rule is broken: {says}" in check(brief, {"plan": plan}).differences


def test_a_room_needed_twice() -> None:
    sessions = [{**row, "room": "R", "presenter": "T"} for row in SEMINARS["sessions"]]
    split = {**ALL_AT_ONCE, "P00": ["Q2.0", "Q1.1"]}
    said = check({**SEMINARS, "sessions": sessions}, {"plan": split}).differences
    assert {"a rule is broken: room “R” is needed 2 times in slot 0"} < set(said)
    assert "a rule is broken: presenter “T” is needed 2 times in slot 0" in said


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_no_plan_beats_the_recounted_bound(data: st.DataObject) -> None:
    """Every plan of six pupils that keeps the rules is at or above every bound, pairs of mixed labels and all."""
    teams = data.draw(st.sampled_from((2, 3)))
    rows = [
        {"id": f"P{i}", "school": f"S{data.draw(st.integers(0, 2))}", "year": data.draw(st.integers(7, 8))}
        for i in range(6)
    ]
    pairs = [[f"P{2 * k}", f"P{2 * k + 1}"] for k in range(data.draw(st.integers(0, 3 if teams == 3 else 2)))]
    fixed = {"P0": 1} if data.draw(st.booleans()) else {}
    brief = {"T": teams, "schools": SCHOOLS, "pupils": rows, "together": pairs, "fixed": fixed}
    for dealt in sorted(set(permutations([i % teams for i in range(6)]))):
        found = check(brief, {row["id"]: team for row, team in zip(rows, dealt, strict=True)}).found
        if not found.broken:
            assert all(found.values[name] >= bound for name, bound in found.bounds.items())


@pytest.mark.parametrize(
    ("brief", "document"),
    [
        ({"kind": "teams"}, {"plan": {}}),
        (TEAMS, {"plan": []}),
        (PLACES, {"plan": {}}),
        (PLACES, {"plan": [{}]}),
        ({"kind": "x"}, {}),
    ],
)
def test_what_cannot_be_read_is_said(brief: dict[str, Any], document: dict[str, Any]) -> None:
    with pytest.raises(InvalidBrief):
        check(brief, document)


def test_the_checker_shares_no_code_with_the_engine() -> None:
    allowed = {f"bothways.rules.{name}" for name in ("answer", "errors", "reading", "report")}
    folder = Path(bothways.rules.check.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("bothways"):
                assert node.module in allowed or node.module.startswith("bothways.rules.check"), (
                    f"{file.name}: {node.module}"
                )


def mended(tmp_path: Path, **morning: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """A brief with a morning, and the repair of its solved plan."""
    brief = {**TEAMS, "morning": {"absent": ["P00", "P01", "P02", "P13"], "late": ["P03"], "budget": 3, **morning}}
    file, plan, out = (tmp_path / f"{name}.json" for name in ("brief", "plan", "out"))
    file.write_text(json.dumps(brief))
    assert main(["teams", str(file), "--out", str(plan)]) == 0
    assert main(["repair", str(file), "--plan", str(plan), "--out", str(out)]) == 0
    return brief, json.loads(out.read_text())


def test_a_repair_is_recounted(tmp_path: Path) -> None:
    new = [{"id": "W0", "school": "S1", "year": 8, "prior": None}]
    brief, document = mended(tmp_path, arrivals=new, locked_teams=[4])
    assert check(brief, document).differences == ()
    assert [level["name"] for level in document["levels"]] == ["sizes", "moves", "school", "met", "year", "prior"]
    for alter in (bad_value, bad_bound, bad_hash, bad_seed, _fewer_moves, _other_move):
        altered = deepcopy(document)
        alter(altered)
        assert check(brief, altered).differences, alter.__name__


def _fewer_moves(doc: dict[str, Any]) -> None:
    doc["moves"].pop()


def _other_move(doc: dict[str, Any]) -> None:
    doc["moves"][0]["to"] = (doc["moves"][0]["to"] + 1) % 5


def test_a_budget_as_a_share(tmp_path: Path) -> None:
    brief, document = mended(tmp_path, budget=0.1)
    assert document["certificate"]["notes"]["budget"] == 2
    assert check(brief, document).holds


def test_the_wishes_of_the_morning_are_recounted(tmp_path: Path) -> None:
    brief, document = mended(tmp_path)
    (first, *_), made = document["moves"], len(document["moves"])
    stricter = {"budget": made - 1, "late": [first["pupil"]], "locked_teams": [first["to"]]}
    said = check({**brief, "morning": {**brief["morning"], **stricter}}, document).differences
    assert f"a rule is broken: {made} pupils move, and the budget is {made - 1}" in said
    assert f"a rule is broken: “{first['pupil']}” is late and is moved" in said
    assert f"a rule is broken: “{first['pupil']}” moves into or out of a locked team" in said
