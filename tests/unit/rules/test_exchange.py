"""Who gave and who got: exact small cases, and that nothing is lost on the way."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bothways.rules.exchange import Both, Gift, exchanged, one_way


def test_six_hours_for_three_others_are_two_each() -> None:
    found = exchanged([Gift("a", Fraction(6), {"a", "b", "c", "d"})])
    assert found == {"a": Both(Fraction(6), Fraction(0)), **{name: Both(Fraction(0), Fraction(2)) for name in "bcd"}}


def test_what_nobody_else_took_part_in_is_no_gift() -> None:
    assert exchanged([Gift("a", Fraction(6), {"a"}), Gift("b", Fraction(0), {"a", "b"})]) == {}


@given(st.lists(st.builds(Gift, st.sampled_from("abcd"), st.fractions(0, 40), st.sets(st.sampled_from("abcd")))))
def test_what_all_gave_is_what_all_got(gifts: list[Gift[str]]) -> None:
    found = exchanged(gifts)
    assert sum((both.gave for both in found.values()), Fraction(0)) == sum(
        (both.got for both in found.values()), Fraction(0)
    )


def test_giving_goes_one_way_until_anything_comes_back() -> None:
    pond = Gift("a", Fraction(0), {"a", "b", "c"})
    assert one_way([pond]) == {("a", "b"), ("a", "c")}
    assert one_way([pond, Gift("b", Fraction(1), {"a"})]) == {("a", "c")}
    assert one_way([Gift("a", Fraction(6), {"a"})]) == set()


@given(st.lists(st.builds(Gift, st.sampled_from("abcd"), st.fractions(0, 40), st.sets(st.sampled_from("abcd")))))
def test_what_comes_back_is_enough_whoever_began(gifts: list[Gift[str]]) -> None:
    found = one_way(gifts)
    assert all((receiver, giver) not in found and giver != receiver for giver, receiver in found)
    back = [Gift(receiver, Fraction(0), {giver}) for giver, receiver in found]
    assert one_way([*gifts, *back]) == set()
