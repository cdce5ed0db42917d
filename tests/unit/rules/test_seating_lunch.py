"""A formal lunch: 28 pupils and 10 adults at tables of six or seven."""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from pathlib import Path

import pytest

from bothways.rules.errors import ImpossibleBrief, InvalidBrief
from bothways.rules.teams.seating import Guest, Lunch, seat
from bothways.rules.teams.seating_cli import read_lunch, run

PUPILS = tuple(
    Guest(f"P{i:02}", f"S{i % 4}", diet=("", "", "halal", "", "vegetarian")[i % 5], access=i in (3, 9))
    for i in range(28)
)
ADULTS = tuple(Guest(f"A{i}", f"S{i % 5}", adult=True, diet="vegan" if i == 4 else "") for i in range(10))
STEM = Lunch(PUPILS + ADULTS, 6, (6, 7), accessible_tables=frozenset({0, 5}), together=(("A0", "A1"),))


@pytest.mark.parametrize("diets", ["spread", "together"])
def test_the_lunch_of_the_cohort(diets: str) -> None:
    lunch = Lunch(**{**STEM.__dict__, "diets": diets})
    seating = seat(lunch)
    assert seating.broken == ()
    tables = seating.plan
    sizes = Counter(tables.values())
    assert sorted(sizes) == list(range(6))
    assert set(sizes.values()) <= {6, 7}
    assert len(tables) == 38
    schools = {(tables[guest.id], guest.school) for guest in lunch.guests}
    assert min(Counter(table for table, _ in schools).values()) >= 2
    assert set(Counter(tables[guest.id] for guest in ADULTS)) == set(range(6))
    assert {tables["P03"], tables["P09"]} <= {0, 5}
    assert tables["A0"] == tables["A1"]


def test_diet_cards_add_up_to_those_who_come() -> None:
    cards = seat(STEM).cards
    served: Counter[str] = Counter()
    for diets in cards.values():
        served.update(diets)
    assert served == Counter(guest.diet for guest in STEM.guests if guest.diet)


def test_diets_together_need_fewer_tables() -> None:
    tables = {
        diets: sum("halal" in card for card in seat(Lunch(**{**STEM.__dict__, "diets": diets})).cards.values())
        for diets in ("spread", "together")
    }
    assert tables["together"] < tables["spread"]


def test_too_few_adults_is_said_at_once() -> None:
    with pytest.raises(ImpossibleBrief, match="only 10 adults come"):
        seat(Lunch(**{**STEM.__dict__, "min_adults": 2}))


def test_adults_who_stay_together_cannot_be_everywhere() -> None:
    four = Lunch(PUPILS + ADULTS[:6], 6, (5, 6), together=(("A0", "A1"),))
    with pytest.raises(ImpossibleBrief, match="too many of the adults are kept together"):
        seat(four)


def test_the_words_are_those_of_a_lunch() -> None:
    lunch = Lunch(**{**STEM.__dict__, "apart": (("P00", "P01"),), "fixed": {"P00": 1, "P01": 1}})
    with pytest.raises(ImpossibleBrief, match="P00 is fixed to table 1"):
        seat(lunch)


def as_json() -> dict[str, object]:
    guests = [{**guest.__dict__, "adult": int(guest.adult), "access": int(guest.access)} for guest in STEM.guests]
    schools = [{"id": f"S{k}"} for k in range(5)]
    return {"kind": "seating", "size": [6, 7], "schools": schools, "guests": guests, "accessible_tables": [0, 5]}


def test_the_file_format(tmp_path: Path) -> None:
    file = tmp_path / "lunch.json"
    file.write_text(json.dumps(as_json()))
    answer = run(Namespace(instance=file, seed=1))
    assert answer.broken == ()
    assert [level.name for level in answer.certificate.levels] == ["school", "role", "diet"]
    assert set(answer.as_json()["cards"]) == {str(table) for table in range(6)}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "teams"}, "must be “seating”"),
        ({"diets": "apart"}, "“diets” must be one of"),
        ({"guests": []}, "There are no guests"),
        ({"guests": [{"id": "A", "school": "S0"}, {"id": "A", "school": "S1"}]}, "The guest “A” stands twice"),
        ({"guests": [{"id": "A", "school": "S0", "adult": 2}]}, "“adult” of guest 'A' must be 0 or 1"),
        ({"T": 4}, "38 guests do not fit 4 tables of 6 to 7"),
        ({"min_adults": -1}, "“min_adults” must be from 0"),
    ],
)
def test_a_wrong_file(change: dict[str, object], says: str) -> None:
    with pytest.raises(InvalidBrief, match=says):
        read_lunch({**as_json(), **change})
