"""Kept places, guests, groups with a minimum, the waiting list and what each is told."""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules.errors import ImpossibleBrief, InvalidBrief
from bothways.rules.places import Application, Brief, PlaceRules, allot, offer_freed, read_places, why
from bothways.rules.places.cli import broken_rules, levels, run


def brief(**changes: Any) -> dict[str, Any]:
    schools = [{"id": "A"}, {"id": "B"}, {"id": "G", "guest": True}]
    pupils = [{"id": f"{school}{n}", "school": school, "weight": 1.0} for school in "ABG" for n in range(5)]
    return {"kind": "places", "capacity": 6, "schools": schools, "pupils": pupils, **changes}


@settings(max_examples=80, deadline=None)
@given(
    sizes=st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), min_size=1, max_size=25),
    capacity=st.integers(1, 40),
    kept=st.integers(0, 2),
    guest_cap=st.integers(0, 10),
    seed=st.integers(0, 99),
)
def test_every_rule_holds_and_no_place_is_wasted(
    sizes: list[tuple[int, int]], capacity: int, kept: int, guest_cap: int, seed: int
) -> None:
    groups = [
        {"id": f"{n}", "school": "ABG"[n % 3], "wants": max(size), "minimum": min(size)} for n, size in enumerate(sizes)
    ]
    data = brief(pupils=[], groups=groups, capacity=capacity, reserved_per_school=kept, guest_cap=guest_cap)
    try:
        checked = read_places(data)
    except ImpossibleBrief:
        assert kept * 3 > capacity
        return
    plan = allot(checked, str(seed))
    assert broken_rules(checked, plan) == []
    assert levels(checked, plan)[0].value == 0
    assert sorted(each.waiting for each in plan.outcomes if each.waiting) == list(
        range(1, sum(1 for each in plan.outcomes if not each.places) + 1)
    )


def test_each_school_has_the_places_kept_for_it_and_guests_no_more_than_their_cap() -> None:
    for seed in range(50):
        plan = allot(read_places(brief(reserved_per_school=1, guest_cap=1)), str(seed))
        got = Counter(each.application.school for each in plan.outcomes if each.places)
        assert got["A"] >= 1 <= got["B"]
        assert got["G"] == 1
        assert got.total() == 6


def test_a_group_is_never_offered_fewer_than_its_minimum() -> None:
    line = [Application("school", "A", wants=6, minimum=4)]
    assert offer_freed(line, 3, 3, PlaceRules(80)) == {}
    assert offer_freed(line, 5, 5, PlaceRules(80)) == {"school": 5}
    assert offer_freed(line, 9, 9, PlaceRules(80)) == {"school": 6}


def test_freed_places_pass_a_group_that_cannot_use_them_and_guests_over_their_cap() -> None:
    line = [Application("big", "A", wants=6, minimum=4), Application("guest", "G"), Application("small", "B", wants=2)]
    rules = PlaceRules(80, guest_cap=0, guests=frozenset("G"))
    assert offer_freed(line, 3, 0, rules) == {"small": 2}


def test_the_reasons_read_as_sentences() -> None:
    data = brief(
        pupils=[{"id": "solo", "school": "B"}],
        groups=[{"id": "group", "school": "A", "wants": 6, "minimum": 4}],
        capacity=5,
    )
    plans = {plan.outcomes[0].application.id: plan for plan in (allot(read_places(data), str(s)) for s in range(20))}
    assert why(plans["group"], "group") == "5 of the 6 places asked for: drawn 1st of 2 for 5 places."
    assert why(plans["group"], "solo") == (
        "Waiting, 1st in line: drawn 2nd of 2 for 5 places; the last open place went to the one drawn 1st."
    )
    assert why(plans["solo"], "group") == "4 of the 6 places asked for: drawn 2nd of 2 for 5 places."
    with pytest.raises(InvalidBrief, match="Nobody called “x” applied"):
        why(plans["solo"], "x")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"capacity": 0}, "“capacity” must be from 1"),
        ({"pupils": []}, "Nobody has applied"),
        ({"schools": []}, "“schools” is empty"),
        ({"pupils": [{"id": "x", "school": "Z"}]}, "The school “Z” is not in the list"),
        ({"pupils": [{"id": "x", "school": "A"}] * 2}, "“x” stands twice"),
        ({"pupils": [{"id": "x", "school": "A", "weight": 0}]}, "The weight of “x” must be a number"),
        ({"pupils": [{"id": "x", "school": "A", "weight": 1.23456}]}, "more than three decimals"),
        ({"groups": [{"id": "x", "school": "A", "wants": 2, "minimum": 3}]}, "Lower the minimum"),
        ({"pupils": ["x"]}, "must be an object"),
    ],
)
def test_a_bad_brief_is_refused_in_one_sentence(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidBrief, match=said):
        read_places(brief(**changes))


def test_more_places_kept_than_there_are_names_both_rules() -> None:
    with pytest.raises(ImpossibleBrief, match="drop any one of these 2: 3 places kept for each school come to 9") as no:
        read_places(brief(reserved_per_school=3))
    assert [clash.rule for clash in no.value.clashes] == ["reserved_per_school", "capacity"]


def test_the_terminal_gives_the_order_drawn_with_reasons(tmp_path: Path) -> None:
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(brief(seed_text="a seed nobody could guess")), encoding="utf-8")
    answer = run(Namespace(instance=path, seed=1)).as_json()
    assert [row["position"] for row in answer["plan"]] == list(range(1, 16))
    assert [row["outcome"] for row in answer["plan"]] == ["place"] * 6 + ["waiting"] * 9
    assert answer["hard_violations"] == 0
    assert len(answer["commitment"]) == 64


def test_the_recount_sees_a_broken_plan() -> None:
    applications = tuple(Application(f"P{n}", "G" if n < 3 else "A") for n in range(6))
    fair = Brief(applications, PlaceRules(6, guests=frozenset("G")))
    plan = allot(fair, "seed")
    tight = Brief(applications, PlaceRules(5, guest_cap=1, guests=frozenset("G")))
    said = broken_rules(tight, type(plan)(plan.outcomes, tight.rules, plan.last_open))
    assert said == ["6 places given, 5 exist", "guests have 3 places, at most 1"]


@pytest.mark.parametrize("seed", range(12))
def test_guests_whose_cap_has_room_wait_in_the_order_drawn(seed: int) -> None:
    """Two guest places are kept free by the cap: exactly as many as a group needs, so it does not go to the back."""
    groups = [
        {"id": "G0", "school": "G", "wants": 3, "minimum": 3},
        *({"id": f"A{n}", "school": "A", "wants": 2, "minimum": 2} for n in range(4)),
    ]
    plan = allot(read_places(brief(pupils=[], groups=groups, capacity=4, guest_cap=3)), str(seed))
    line = [each for each in plan.outcomes if each.waiting]
    assert [each.waiting for each in line] == list(range(1, len(line) + 1))


@pytest.mark.parametrize("seed", range(6))
def test_the_last_open_place_is_the_last_one_drawn_that_got_one(seed: int) -> None:
    plan = allot(read_places(brief(capacity=4)), str(seed))
    assert plan.last_open == 4
    assert [bool(each.places) for each in plan.outcomes] == [True] * 4 + [False] * 11


def test_a_group_offered_one_place_where_it_needs_two_breaks_a_rule() -> None:
    groups = [{"id": "A0", "school": "A", "wants": 3, "minimum": 2}]
    checked = read_places(brief(pupils=[], groups=groups, capacity=3))
    plan = allot(checked, "1")
    fewer = replace(plan, outcomes=(replace(plan.outcomes[0], places=1),))
    assert broken_rules(checked, plan) == []
    assert broken_rules(checked, fewer) == ["“A0” is offered fewer than its minimum"]
