"""The suite itself: what it leaves for the longer round, and that it says what took long."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import effort, run, tally
from tests.browser.looks import FEW, in_short
from tests.conftest import touches_a_database


def _property(wanted: int) -> tuple[Any, list[int]]:
    tried: list[int] = []

    @settings(max_examples=wanted, database=None)
    @given(st.integers())
    def holds(number: int) -> None:
        tried.append(number)

    return holds, tried


@pytest.mark.parametrize(("wanted", "most"), [(90, 30), (30, 10), (12, 10), (4, 4)])
def test_a_property_is_tried_with_a_third_of_its_examples(wanted: int, most: int) -> None:
    holds, tried = _property(wanted)
    effort.fewer_examples([SimpleNamespace(obj=holds), SimpleNamespace(obj=holds)])  # type: ignore[list-item]
    holds()
    assert len(tried) == most


@settings(max_examples=90, database=None)
@given(st.integers())
def test_a_number_is_itself(number: int) -> None:
    """Not about numbers: the next test looks at how often this one is tried."""
    assert number == number + 0


def test_this_round_does_what_it_says() -> None:
    assert getattr(test_a_number_is_itself, effort._WHERE).max_examples == (90 if effort.ALL else 30)
    assert (in_short() == FEW) is not effort.ALL


def test_only_what_asks_for_a_database_goes_to_a_second_one(request: pytest.FixtureRequest, db: None) -> None:
    assert touches_a_database(request.node)
    bare: Any = SimpleNamespace(fixturenames=["tmp_path"], get_closest_marker={}.get)
    assert not touches_a_database(bare)
    bare.get_closest_marker = {"postgres": pytest.mark.postgres}.get
    assert touches_a_database(bare)


def _report(name: str, seconds: float, *words: str) -> pytest.TestReport:
    known: Any = dict.fromkeys(words, 1)
    return pytest.TestReport(name, (name, 1, name), known, "passed", None, "call", duration=seconds)


def test_what_took_long_is_named_longest_first_unless_it_may() -> None:
    reports = [_report("a", 3), _report("a", 2.5), _report("b", 4.9), _report("c", 99, "slow"), _report("d", 9)]
    reporter: Any = SimpleNamespace(stats={"passed": reports})
    told = tally._long(reporter)
    assert told == {"d": 9, "a": 5.5}
    lines = run.took(61.4, [{"long": told}])
    assert lines[0].startswith("\n61 seconds, ")
    assert [line.split()[-1] for line in lines[1:]] == ["slow:", "d", "a"]
    assert len(run.took(61.4, [{"long": {}}, {}])) == 1
