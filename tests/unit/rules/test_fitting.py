"""Which offers might meet which needs: exact small cases and properties."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from bothways.rules.fitting import Thing, fits, telling_words


def _pairs(offers: list[Thing], needs: list[Thing]) -> list[tuple[str, str]]:
    return [(fit.offer, fit.need) for fit in fits(offers, needs)]


POND = Thing("pond", "farnworth", "facilities", "Pond and allotment, up to 30 pupils", (5, 11))
BUS = Thing("bus", "victoria", "transport", "Minibus, 16 seats")
DIPPING = Thing("dipping", "westfield", "facilities", "Somewhere to go pond dipping", (6, 8))


def test_words_in_common_meet_and_small_words_do_not() -> None:
    assert _pairs([POND, BUS], [DIPPING]) == [("pond", "dipping")]
    assert fits([POND], [DIPPING])[0].words == ("pond",)
    assert telling_words("dipping") == telling_words("dips") == frozenset({"dip"})
    assert not telling_words("a class for our pupils")


def test_ages_and_days_can_exclude_and_nobody_meets_their_own_need() -> None:
    older = Thing("older", "x", "facilities", "pond", (12, 18))
    over = Thing("over", "x", "facilities", "pond", until=dt.date(2026, 1, 1))
    later = Thing("need", "y", "facilities", "pond", (6, 8), first=dt.date(2026, 2, 1))
    assert _pairs([older, over], [later]) == []
    assert _pairs([Thing("own", "westfield", "facilities", "pond")], [DIPPING]) == []


def test_the_same_kind_is_enough_but_comes_after_a_shared_word() -> None:
    hall = Thing("hall", "moore", "facilities", "A large hall")
    assert _pairs([hall, POND], [DIPPING]) == [("pond", "dipping"), ("hall", "dipping")]


# Few things, drawn from short lists: hypothesis draws them quickly on a busy machine.
things = st.builds(
    Thing, key=st.integers(0, 999).map(str), by=st.sampled_from("xyz"), kind=st.sampled_from(["a", "b"]),
    words=st.sampled_from(["pond", "hall", "bus pond", "choir"]),
)  # fmt: skip


def _once(rows: list[Thing]) -> list[Thing]:
    return list({each.key: each for each in rows}.values())


@given(st.lists(things, max_size=5), st.lists(things, max_size=5), st.integers())
def test_the_order_of_the_input_does_not_matter(offers: list[Thing], needs: list[Thing], seed: int) -> None:
    offers, needs = (
        list({each.key: each for each in offers}.values()),
        list({each.key: each for each in needs}.values()),
    )
    shuffled = offers[:]
    random.Random(seed).shuffle(shuffled)
    assert fits(offers, needs) == fits(shuffled, needs[::-1])


@given(st.lists(things, max_size=5), st.lists(things, max_size=5))
def test_no_need_is_shown_more_than_twice_and_nothing_of_one_school_is_paired(
    offers: list[Thing], needs: list[Thing]
) -> None:
    offers, needs = (
        list({each.key: each for each in offers}.values()),
        list({each.key: each for each in needs}.values()),
    )
    whose = {("o", each.key): each.by for each in offers} | {("n", each.key): each.by for each in needs}
    found = fits(offers, needs)
    assert all(whose["o", fit.offer] != whose["n", fit.need] for fit in found)
    assert all(sum(other.need == fit.need for other in found) <= 2 for fit in found)
