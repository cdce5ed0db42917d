"""Experts to requests: against every matching there is, and what each is told."""

from __future__ import annotations

import itertools
import json
import random
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from bothways.rules.check.cli import check
from bothways.rules.errors import InvalidBrief
from bothways.rules.experts import ExpertBrief, match, read_experts, why
from bothways.rules.experts.cli import broken_rules, run
from bothways.rules.experts.match import Match, Visit, suits
from bothways.rules.experts.model import kilometres


def brief(seed: int, requests: int, experts: int) -> dict[str, Any]:
    rnd = random.Random(seed)

    def row(name: str) -> dict[str, Any]:
        dates = rnd.sample(["2026-11-02", "2026-11-03", "2026-11-04"], rnd.choice([0, 1, 2]))
        spot = {"easting": rnd.randrange(300_000, 340_000), "northing": rnd.randrange(380_000, 420_000)}
        return {"id": name, "skills": rnd.sample(["maths", "art", "code"], rnd.choice([1, 2])), "dates": dates, **spot}

    return {
        "requests": [row(f"R{n}") for n in range(requests)],
        "experts": [
            {**row(f"E{n}"), "capacity": rnd.choice([1, 2]), "reach_km": rnd.choice([None, 20, 30])}
            for n in range(experts)
        ],
    }


def best_by_hand(checked: ExpertBrief) -> tuple[int, int]:
    """Every way of giving each request nobody or somebody on a date, in the plainest way."""
    ways = [[None, *((e, date) for e in checked.experts for date in suits(request, e))] for request in checked.requests]
    best = (len(checked.requests), 0)
    for plan in itertools.product(*ways):
        made = [each for each in plan if each]
        busy = [each for each in made if each[1]]
        if len(set(busy)) < len(busy) or any(sum(e is x for x, _ in made) > e.capacity for e in checked.experts):
            continue
        km = sum(kilometres(r.at, each[0].at) for r, each in zip(checked.requests, plan, strict=True) if each)
        best = min(best, (len(plan) - len(made), km))
    return best


@pytest.mark.parametrize("seed", range(25))
def test_no_matching_is_better(seed: int) -> None:
    checked = read_experts(brief(seed, 4, 3))
    found = match(checked)
    assert tuple(level.value for level in found.levels) == best_by_hand(checked)
    assert all(level.proved for level in found.levels)


def test_order_changes_nothing() -> None:
    data = brief(3, 12, 8)
    turned = {key: rows[::-1] for key, rows in data.items()}
    assert match(read_experts(turned)).visits == match(read_experts(data)).visits


def test_distances_are_whole_kilometres_rounded_up() -> None:
    assert [kilometres((0, 0), each) for each in [(0, 0), (1000, 0), (1000, 1), (3000, 4000)]] == [0, 1, 2, 5]


def test_each_request_is_told_why() -> None:
    spot = {"easting": 0, "northing": 0}
    requests = [{"id": name, "skills": ["art"], **spot} for name in ("A", "B")] + [
        {"id": "C", "skills": ["go"], **spot}
    ]
    found = match(read_experts({"requests": requests, "experts": [{"id": "E", "skills": ["art"], **spot}]}))
    told = {name: why(found, name) for name in "ABC"}
    assert sorted([told["A"], told["B"]]) == [
        "1 could go, but each is needed elsewhere; ask one to offer another visit.",
        "“E” goes, 0 km, the nearest who can.",
    ]
    assert told["C"] == "Nobody has the skill, a date that suits and the reach."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"id": "R", "skills": [], "easting": 0, "northing": 0}, "names no skill"),
        ({"id": "R", "skills": ["art"], "northing": 0}, "The easting of “R”"),
        ({"skills": ["art"]}, "The id of a request"),
        ("R", "must be an object"),
    ],
)
def test_a_bad_request_is_refused(row: object, said: str) -> None:
    with pytest.raises(InvalidBrief, match=said):
        read_experts({"requests": [row], "experts": []})


def test_the_terminal_prints_visits_and_reasons(tmp_path: Path) -> None:
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(brief(1, 8, 3)), encoding="utf-8")
    answer = run(Namespace(instance=path, seed=1)).as_json()
    assert len(answer["plan"]["visits"]) + len(answer["plan"]["unfilled"]) == 8
    assert [level["proved"] for level in answer["levels"]] == [True, True]


BUSY = {
    "kind": "experts",
    "requests": [
        {"id": f"R{n}", "skills": ["law"], "dates": ["d1", "d2"], "easting": 0, "northing": 1000 * n} for n in range(3)
    ],
    "experts": [
        {
            "id": "E",
            "skills": ["law"],
            "dates": ["d1", "d2"],
            "easting": 0,
            "northing": 0,
            "capacity": 2,
            "reach_km": 2,
        },
        {"id": "F", "skills": ["art"], "dates": [], "easting": 0, "northing": 0},
    ],
}


def visit(request: str, expert: str, date: str, km: int) -> dict[str, Any]:
    return {"request": request, "expert": expert, "date": date, "km": km}


@pytest.mark.parametrize(
    ("visits", "said"),
    [
        ([visit("R0", "E", "d1", 0), visit("R1", "E", "d2", 1)], ""),
        ([visit("R0", "E", "d1", 0), visit("R1", "E", "d1", 1)], "“E” is in 2 places on d1"),
        ([visit(f"R{n}", "E", f"d{n % 2 + 1}", n) for n in range(3)], "“E” makes 3 visits"),
        ([visit("R0", "F", "d1", 0)], "“F” cannot go to “R0” on “d1”"),
        ([visit("R0", "E", "d3", 0)], "“E” cannot go to “R0” on “d3”"),
        ([visit("R0", "E", "d1", 0), visit("R0", "E", "d2", 0)], "“R0” has 2 visits"),
    ],
)
def test_each_rule_broken_is_said_by_the_engine_and_by_the_checker(visits: list[dict[str, Any]], said: str) -> None:
    checked = read_experts(BUSY)
    unfilled = [{"request": f"R{n}", "reason": "x"} for n in range(3)]
    mine = broken_rules(checked, Match(checked, tuple(Visit(**each) for each in visits), (), ()))
    theirs = check(BUSY, {"visits": visits, "unfilled": unfilled}).found.broken
    for words in (mine, theirs):
        assert (said in " ".join(words)) if said else list(words) == []


def test_the_checker_counts_kilometres_and_reasons_for_itself() -> None:
    wrong = check(BUSY, {"visits": [visit("R1", "E", "d1", 7)], "unfilled": [{"request": "R0", "reason": "x"}]}).found
    assert wrong.values == {"requests nobody goes to": 2, "kilometres in all": 1}
    assert wrong.bounds == {"requests nobody goes to": 0}
    assert len(wrong.broken) == 2
    far = [{**BUSY["experts"][0], "easting": 3000, "northing": 4000 - 1, "reach_km": 4}]
    assert check({**BUSY, "experts": far}, {"visits": [], "unfilled": []}).found.bounds["requests nobody goes to"] == 2
