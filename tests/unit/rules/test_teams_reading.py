"""A teams brief that is wrong in one way is refused in one sentence that says which."""

import copy
from typing import Any

import pytest

from bothways.rules.errors import InvalidBrief
from bothways.rules.reading import read_brief
from bothways.rules.teams import compile_brief, read
from bothways.rules.teams.public import public_form


def a_brief(**changes: Any) -> dict[str, Any]:
    pupils = [
        {"id": f"P{i}", "school": f"S{i % 3}", "year": 7 + i % 2, "sex": "MF"[i % 2], "prior": 90 + i}
        for i in range(12)
    ]
    brief = {"kind": "teams", "T": 3, "size": [4, 4], "schools": [{"id": f"S{k}"} for k in range(3)], "pupils": pupils}
    return copy.deepcopy({**brief, **changes})


def pupils_with(place: int, **changes: Any) -> list[dict[str, Any]]:
    rows = a_brief()["pupils"]
    rows[place] = {**rows[place], **changes}
    return rows


WRONG = [
    ({"kind": "seminars"}, "kind"),
    ({"pupils": []}, "no pupils"),
    ({"pupils": pupils_with(3, id="P0")}, "“P0” stands twice"),
    ({"pupils": pupils_with(3, school="S9")}, "“S9” is not in the list"),
    ({"pupils": pupils_with(3, prior=float("nan"))}, "“prior” of pupil “P3”"),
    ({"pupils": pupils_with(3, prior="90")}, "“prior” of pupil “P3”"),
    ({"pupils": pupils_with(3, year=[7])}, "“year” of pupil “P3”"),
    ({"pupils": pupils_with(3, access=2)}, "“access” of pupil “P3”"),
    ({"pupils": ["P0"]}, "Each pupil must be an object"),
    ({"schools": [{"id": "S0"}, {"id": "S0"}]}, "“S0” stands twice"),
    ({"pupils": [{**row, "school": "S0"} for row in a_brief()["pupils"]]}, "from one school"),
    ({"T": 0}, "from 1"),
    ({"T": 13}, "13 teams for 12 pupils"),
    ({"T": 2.5}, "whole number"),
    ({"T": True}, "whole number"),
    ({"T": 12, "size": [1, 1]}, "team of one"),
    ({"size": [5, 4]}, "is more than"),
    ({"size": [5, 6]}, "12 pupils do not fit 3 teams of 5 to 6"),
    ({"size": [0, 4]}, "from 1"),
    ({"size": 4}, "list of two"),
    ({"mode": "shuffle"}, "“mode”"),
    ({"mode": "at_most"}, "“m”"),
    ({"mode": "at_least", "k": 0}, "from 1"),
    ({"together": [["P0", "P99"]]}, "“P99” is not in the list"),
    ({"together": [["P0"]]}, "two pupils or more"),
    ({"apart": [["P0", "P0"]]}, "“P0” stands twice"),
    ({"apart": "P0"}, "must be a list"),
    ({"fixed": {"P0": 3}}, "from 0 to 2"),
    ({"fixed": {"P99": 0}}, "“P99” is not in the list"),
    ({"fixed": []}, "must map"),
    ({"accessible_teams": [3]}, "from 0 to 2"),
    ({"history": [["P0"]]}, "list of pupil ids"),
    ({"history": ["P0"]}, "list of teams"),
    ({"absent": ["P99"]}, "“P99” is not in the list"),
    ({"attributes": ["year", "year"]}, "“year” stands twice"),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_a_wrong_brief_is_refused_and_says_what_is_wrong(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidBrief, match=words):
        read(a_brief(**changes))


def test_labels_come_in_the_usual_order_then_by_name_whatever_the_file_says() -> None:
    rows = [{"house": "Red", "send": 0, **row} for row in a_brief()["pupils"]]
    brief = read(a_brief(pupils=rows))
    assert (brief.attributes, brief.scores) == (("year", "sex", "send", "house"), ("prior",))
    assert read(a_brief(pupils=rows, attributes=["house"], scores=[])).attributes == ("house",)


def test_sizes_follow_from_the_number_of_teams_and_the_other_way_round() -> None:
    brief = a_brief()
    del brief["size"]
    assert read({**brief, "T": 5}).rules.sizes == (2, 3)
    del brief["T"]
    assert read({**brief, "size": [3, 5]}).rules.n_teams == 3


def test_past_pupils_who_are_not_here_today_are_let_be() -> None:
    brief = read(a_brief(history=[[["P0", "P1", "GONE"]]]))
    assert len(compile_brief(brief).met_adj) == 2


def test_an_unknown_score_counts_as_the_mean() -> None:
    compiled = compile_brief(read(a_brief(pupils=pupils_with(11, prior=None))))
    assert sorted(int(each) for each in compiled.score[:, 0]) == sorted([0, *range(-5, 6)])


def test_the_public_form_reads_back_as_the_same_brief() -> None:
    brief = read(a_brief(mode="at_most", m=2, together=[["P3", "P1"]], fixed={"P2": 1}, absent=["P5"]))
    again = read(public_form(brief))
    assert public_form(again) == public_form(brief)
    assert again.rules.limit == 2


def test_a_file_that_is_not_a_brief_is_refused(tmp_path: Any) -> None:
    path = tmp_path / "brief.json"
    for text, words in (
        ('{"T": NaN}', "NaN"),
        ("[1]", "one JSON object"),
        ('{"T": 1, "T": 2}', "twice"),
        ("{", "JSON"),
    ):
        path.write_text(text)
        with pytest.raises(InvalidBrief, match=words):
            read_brief(path)
