"""Who gave and who got: exact small cases, and that nothing is lost on the way."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bothways.rules.exchange import Both, Gift, exchanged


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
