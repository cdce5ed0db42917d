"""What comes first: exact small cases and properties."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from bothways.rules.attention import Claim, band, in_order

TODAY = dt.date(2026, 11, 22)


def _in(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def test_late_before_soon_before_later_before_whenever() -> None:
    claims = [
        Claim("whenever"),
        Claim("later", _in(60)),
        Claim("soon", _in(3)),
        Claim("month", _in(20)),
        Claim("late", _in(-1)),
    ]
    assert [each.key for each in in_order(claims, TODAY)] == ["late", "soon", "month", "later", "whenever"]


def test_among_equals_what_holds_most_schools_up_then_the_sooner_then_the_shorter() -> None:
    claims = [
        Claim("short", _in(2), 1, 1),
        Claim("long", _in(2), 1, 9),
        Claim("sooner", _in(1), 1, 9),
        Claim("many", _in(5), 4),
    ]
    assert [each.key for each in in_order(claims, TODAY)] == ["many", "sooner", "short", "long"]


def test_a_week_is_soon_and_a_day_more_is_not() -> None:
    assert (band(Claim("x", _in(7)), TODAY), band(Claim("x", _in(8)), TODAY)) == (1, 2)
    assert (band(Claim("x", _in(28)), TODAY), band(Claim("x", _in(29)), TODAY)) == (2, 3)


claims = st.lists(
    st.builds(
        Claim, key=st.integers(0, 99).map(str), due_on=st.none() | st.integers(-30, 90).map(_in),
        holds_up=st.integers(0, 5), minutes=st.integers(0, 5),
    ),
    max_size=12,
)  # fmt: skip


@given(claims, st.randoms(use_true_random=False))
def test_the_order_of_the_claims_does_not_matter_and_none_is_lost(rows: list[Claim], chance: object) -> None:
    rows = list({each.key: each for each in rows}.values())
    shuffled = rows[:]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert in_order(rows, TODAY) == in_order(shuffled, TODAY)
    assert sorted(each.key for each in in_order(rows, TODAY)) == sorted(each.key for each in rows)


@given(claims)
def test_bands_never_go_back(rows: list[Claim]) -> None:
    bands = [band(each, TODAY) for each in in_order(rows, TODAY)]
    assert bands == sorted(bands)
