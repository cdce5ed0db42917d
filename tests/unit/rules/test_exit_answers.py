"""What many people said afterwards: counted exactly, and never fewer than five."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bothways.rules import exit_answers
from bothways.rules.exit_answers import Change, Result


def test_what_was_said_is_counted_and_four_answers_are_not_shown() -> None:
    answers = [
        {"liked": 5},
        {"liked": 4, "friend": 2},
        {"liked": 1, "friend": 2},
        {"liked": 9},
        {"friend": 2},
        {"friend": 1},
    ]
    found = exit_answers.results({"liked": 5, "friend": 2}, [*answers, {"liked": 5}, {"liked": 3}])
    assert found == [Result("liked", 5, (1, 0, 1, 1, 2)), Result("friend", 4, None)]
    assert found[0].good == Fraction(3, 5)
    assert found[1].good is None


def test_the_upper_half_is_good_whatever_the_steps() -> None:
    assert Result("friend", 10, (4, 6)).good == Fraction(6, 10)
    assert Result("liked", 10, (1, 2, 7)).good == Fraction(7, 10)


def test_before_and_after_are_paired_by_code_and_a_code_used_twice_is_nobodys() -> None:
    before = [(code, {"q": 2}) for code in "abcde"] + [("x", {"q": 1}), ("x", {"q": 5}), ("", {"q": 1})]
    after = [(code, {"q": 4}) for code in "edcba"] + [("x", {"q": 5}), ("y", {"q": 5}), ("", {"q": 5})]
    assert exit_answers.change(["q"], before, after) == [Change("q", 5, Fraction(2), Fraction(4))]
    assert exit_answers.change(["q"], before[1:], after) == [Change("q", 4, None, None)]
    assert exit_answers.change(["q"], [], []) == [Change("q", 0, None, None)]


@given(st.lists(st.dictionaries(st.sampled_from("ab"), st.integers(-1, 7)), max_size=12))
def test_nothing_is_shown_of_fewer_than_five_and_nothing_is_lost_of_more(answers: list[dict[str, int]]) -> None:
    for result in exit_answers.results({"a": 5, "b": 2}, answers):
        assert (result.counts is None) == (result.n < 5)
        assert result.counts is None or sum(result.counts) == result.n
