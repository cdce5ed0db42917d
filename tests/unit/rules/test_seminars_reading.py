"""Seminars at the door: what is refused and how, what is printed, and what a pupil is told."""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bothways.rules.errors import ImpossibleBrief, InvalidBrief
from bothways.rules.seminars import read_seminars
from bothways.rules.seminars.cli import run
from bothways.rules.seminars.explain import why
from bothways.rules.seminars.solve import solve


def brief(**changes: Any) -> dict[str, Any]:
    """Six pupils, three seminars, two slots; seminar 0 is everybody's first choice and holds two."""
    sessions = [
        {"id": f"Q{m}.{k}", "seminar": m, "slot": k, "cap": 2 if m == 0 else 4} for m in range(3) for k in range(2)
    ]
    pupils = [{"id": f"P{n}", "school": "AB"[n % 2], "prefs": [0, 1, 2]} for n in range(6)]
    return {"K": 2, "M": 3, "schools": [{"id": "A"}, {"id": "B"}], "pupils": pupils, "sessions": sessions, **changes}


def sessions_with(**fields: Any) -> list[dict[str, Any]]:
    first, *rest = brief()["sessions"]
    return [{**first, **fields}, *rest]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"K": 0}, "“K”, the number of slots, must be from 1"),
        ({"pupils": []}, "“pupils” is empty"),
        ({"sessions": []}, "“sessions” is empty"),
        ({"schools": []}, "“schools” is empty"),
        ({"sessions": sessions_with(cap=0)}, "The capacity of session “Q0.0” must be from 1"),
        ({"sessions": sessions_with(min=3)}, "Session “Q0.0” needs 3 to run but holds 2"),
        ({"sessions": sessions_with(slot=2)}, "The slot of session “Q0.0” must be from 0 to 1"),
        ({"sessions": sessions_with(id="Q1.0")}, "The session “Q1.0” stands twice"),
        ({"pupils": [{"id": "P", "school": "A", "prefs": [9]}]}, "The ranked seminar “9” is not in the list"),
        ({"pupils": [{"id": "P", "school": "A", "prefs": [1, 1]}]}, "Among the choices of pupil “P”, the seminar “1”"),
        ({"pupils": [{"id": "P", "school": "A", "prefs": list(range(9))}]}, "ranks 9 seminars. Keep the first 8"),
        ({"pupils": [{"id": "P", "school": "Z", "prefs": [1]}]}, "The school “Z” is not in the list"),
        ({"pupils": [{"id": "P", "school": "A", "prefs": [1]}] * 2}, "The pupil “P” stands twice"),
        ({"pupils": [{"id": "P", "school": "A", "prefs": [True]}]}, "A choice of pupil “P” must be text"),
        ({"max_school_share": 0}, "“max_school_share” must be a number above 0"),
        ({"pupils": ["P"]}, "Each"),
    ],
)
def test_a_bad_brief_is_refused_in_one_sentence(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidBrief, match=said):
        read_seminars(brief(**changes))


def test_a_slot_too_small_is_named_with_its_numbers() -> None:
    tight = [{**each, "cap": 1} if each["slot"] == 1 else each for each in brief()["sessions"]]
    with pytest.raises(ImpossibleBrief, match="This cannot be done: slot 1 has 3 seats for 6 pupils"):
        read_seminars(brief(sessions=tight))


def test_a_school_too_large_for_its_share_is_named() -> None:
    one_school = [{**each, "school": "A"} for each in brief()["pupils"]]
    with pytest.raises(ImpossibleBrief, match="“A” has 6 pupils and so at most 3 seats in slot 0"):
        read_seminars(brief(pupils=one_school, max_school_share=0.4))


def test_rules_that_clash_are_named_and_no_others() -> None:
    """Six pupils, and every session needs four: two sessions cannot both run, and one does not hold six."""
    needy = [{**each, "cap": 4, "min": 4} for each in brief()["sessions"]]
    with pytest.raises(ImpossibleBrief, match="sessions run only with their least number") as no:
        solve(read_seminars(brief(sessions=needy)))
    assert [clash.rule for clash in no.value.clashes] == ["capacity", "min"]


def test_a_pupil_is_told_who_holds_the_seats() -> None:
    plan = solve(read_seminars(brief()))
    counts = Counter(seat for row in plan.sessions_of().values() for seat in row)
    assert counts["Q0.0"] == counts["Q0.1"] == 2
    without = next(name for name, row in plan.sessions_of().items() if not any(seat.startswith("Q0") for seat in row))
    has, missed = why(plan, without)
    assert "(choice 2)" in has
    assert "(choice 3)" in has
    assert missed.startswith(
        "Seminar 0, choice 1: all 4 seats are taken, none by pupils who put it higher and 4 as high"
    )
    with pytest.raises(InvalidBrief, match="No pupil is called “x”"):
        why(plan, "x")


def test_the_terminal_gives_one_session_a_slot_and_every_level(tmp_path: Path) -> None:
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(brief()), encoding="utf-8")
    answer = run(Namespace(instance=path, seed=1)).as_json()
    again = run(Namespace(instance=path, seed=1)).as_json()
    assert {**answer, "cpu_s": 0} == {**again, "cpu_s": 0}
    assert sorted(answer["plan"]) == [f"P{n}" for n in range(6)]
    assert all([seat[-1] for seat in row] == ["0", "1"] for row in answer["plan"].values())
    assert answer["hard_violations"] == 0
    assert answer["profile"] == [4, 6, 2, 0]
    assert answer["cost"]["value"] == answer["cost"]["bound"] == 4 * 0 + 6 * 1 + 2 * 3
    assert [level["value"] for level in answer["levels"][:3]] == [0, 2, 6]
    assert all(level["proved"] for level in answer["levels"][:3])
