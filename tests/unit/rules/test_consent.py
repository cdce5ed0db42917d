"""What answers amount to, what a change asks again, and which dot the year shows."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.rules import school_days
from bothways.rules.consent import (
    YESES,
    Dot,
    Lack,
    Said,
    Share,
    Stands,
    State,
    Tally,
    Terms,
    differences,
    dot,
    holds,
    lacks,
    reopened,
    state_after,
    tally,
)
from bothways.rules.school_days import Unlucky, unlucky

stands = st.builds(
    Stands, said=st.sampled_from(Said), version=st.integers(0, 3), settled=st.booleans(), owner=st.booleans()
)


@given(st.lists(stands, max_size=12), st.integers(1, 3))
def test_every_school_is_counted_once_and_nobody_is_in_without_a_yes_to_these_terms(
    schools: list[Stands], version: int
) -> None:
    found = tally(schools, version)
    parts = (found.agreed, found.conditional, found.not_this_time, found.later, found.waiting)
    assert sum(parts) == found.asked == len(schools)
    yes = [one for one in schools if one.said in YESES and one.version == version]
    assert found.agreed <= len(yes)
    assert found.owners_in <= found.agreed


@given(st.dictionaries(st.text(min_size=1), st.sampled_from(Said)), st.sets(st.text(min_size=1)))
def test_only_a_yes_is_ever_taken_back(answers: dict[str, Said], changed: set[str]) -> None:
    for everybody in (True, False):
        found = reopened(answers, terms_changed=everybody, shares_changed=changed)
        assert all(answers[key] in YESES for key in found)
        expected = {key for key, said in answers.items() if said in YESES and (everybody or key in changed)}
        assert found == expected


def test_silence_and_a_yes_to_other_terms_are_no_yes() -> None:
    assert not holds(Stands(Said.NOTHING, 1), 1)
    assert not holds(Stands(Said.IN, 1), 2)
    assert not holds(Stands(Said.IN_IF, 1), 1)
    assert holds(Stands(Said.IN_IF, 1, settled=True), 1)
    assert holds(Stands(Said.IN, 2), 2)


def test_what_differs_is_named_and_the_half_term_follows_the_day() -> None:
    before = Terms(2026, 1, day=dt.date(2026, 12, 3), cost_pence=400)
    later = Terms(2026, 2, day=dt.date(2027, 1, 14), cost_pence=400)
    assert differences(before, later) == {"day": (dt.date(2026, 12, 3), dt.date(2027, 1, 14))}
    assert differences(Terms(2026, 1), Terms(2026, 2)) == {"half_term": (1, 2)}
    assert differences(before, before) == {}
    assert set(differences(Share(gives="hall"), Share(gives="pond", pupils=4))) == {"gives", "pupils"}


@pytest.mark.parametrize(
    ("state", "counted", "missing"),
    [
        (State.AGREED, Tally(asked=6, agreed=4, owners_in=2), ()),
        (State.ASKING, Tally(asked=6, agreed=4, waiting=2, owners_in=2), ()),
        (State.ASKING, Tally(asked=6, agreed=4, owners_in=1), (Lack.OWNERS,)),
        (State.ASKING, Tally(asked=6, agreed=1, owners_in=1), (Lack.SCHOOLS, Lack.OWNERS)),
        (State.PROPOSED, Tally(asked=6, agreed=6, owners_in=2), (Lack.STATE,)),
        (State.CALLED_OFF, Tally(asked=6, agreed=6, owners_in=2), (Lack.STATE,)),
        (State.CONFIRMED, Tally(asked=6, agreed=6, owners_in=2), (Lack.STATE,)),
    ],
)
def test_what_stands_between_a_proposal_and_its_confirmation(
    state: State, counted: Tally, missing: tuple[Lack, ...]
) -> None:
    assert lacks(state, counted, 2) == missing


@pytest.mark.parametrize(
    ("state", "counted", "after"),
    [
        (State.ASKING, Tally(asked=6, agreed=4, not_this_time=2), State.AGREED),
        (State.ASKING, Tally(asked=6, agreed=4, conditional=1, later=1), State.ASKING),
        (State.ASKING, Tally(asked=6, agreed=5, waiting=1), State.ASKING),
        (State.ASKING, Tally(asked=6, agreed=1, not_this_time=5), State.ASKING),
        (State.AGREED, Tally(asked=6, agreed=5, waiting=1), State.ASKING),
        (State.CONFIRMED, Tally(asked=6, agreed=4, not_this_time=2, owners_in=2), State.CONFIRMED),
        (State.CONFIRMED, Tally(asked=6, agreed=4, not_this_time=2, owners_in=1), State.AGREED),
        (State.CONFIRMED, Tally(asked=6, agreed=1, not_this_time=5, owners_in=1), State.ASKING),
        (State.PROPOSED, Tally(asked=2, agreed=2), State.PROPOSED),
        (State.CALLED_OFF, Tally(asked=2, agreed=2), State.CALLED_OFF),
        (State.DONE, Tally(asked=2), State.DONE),
    ],
)
def test_where_answers_take_a_proposal(state: State, counted: Tally, after: State) -> None:
    assert state_after(state, counted, 2) == after


def test_dots() -> None:
    assert dot(State.DONE, waiting=3) is Dot.DONE
    assert dot(State.CONFIRMED, waiting=2) is Dot.OPEN
    assert dot(State.AGREED, waiting=0) is Dot.OPEN
    assert dot(State.AGREED, waiting=1) is Dot.ASK
    assert dot(State.ASKING, waiting=0) is Dot.ASK
    assert dot(State.PROPOSED, waiting=0) is Dot.ASK


def test_days_on_which_schools_rarely_say_yes() -> None:
    assert school_days.test_week(2026) == dt.date(2026, 5, 11)
    assert school_days.test_week(2027) == dt.date(2027, 5, 10)
    assert unlucky(dt.date(2026, 12, 3), dt.time(9), dt.time(15)) == ()
    assert unlucky(dt.date(2026, 12, 4), dt.time(9), dt.time(12)) == ()
    assert unlucky(dt.date(2026, 12, 4), dt.time(9), dt.time(15)) == (Unlucky.FRIDAY_AFTERNOON,)
    assert unlucky(dt.date(2026, 12, 5)) == (Unlucky.WEEKEND,)
    assert unlucky(dt.date(2026, 5, 12)) == (Unlucky.TESTS, Unlucky.EXAMS)
    assert unlucky(dt.date(2026, 6, 16)) == (Unlucky.EXAMS,)
