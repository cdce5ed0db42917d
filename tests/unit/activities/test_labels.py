"""What another school reads of a child: the same whether the child is hidden or not."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.activities.models import Disclosure
from bothways.activities.queries.labels import labels_for
from bothways.core import clock
from bothways.rules import disclosure
from tests.factories.activities import make_activity, make_booking, make_participant, make_pupil
from tests.people import Cast

LEVELS = st.integers(0, 2)
LETTERS = st.sampled_from([("A", "X"), ("B", "X"), ("", "")])  # the child's own, and that of the other name
NAMES = st.text(st.characters(categories=["L"]), min_size=1, max_size=60)


@settings(max_examples=300, deadline=None)
@given(names=st.tuples(NAMES, NAMES), letters=LETTERS, level=LEVELS)
def test_a_hidden_child_reads_exactly_as_a_child_who_has_the_alias_as_its_name(
    names: tuple[str, str], letters: tuple[str, str], level: int
) -> None:
    hidden = disclosure.Named(names[0], letters[0], f"{names[1]} {letters[1] or 'T'}", hidden=True)
    really = disclosure.Named(names[1], letters[1], f"{names[0]} {letters[0] or 'T'}", hidden=False)
    assert disclosure.words_for(hidden, "Oak 7", level) == disclosure.words_for(really, "Oak 7", level)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Oak Church of England Primary School", "Oak"),
        ("Laxton Junior School", "Laxton"),
        ("Kettering Buccleuch Academy", "Kettering Buccleuch"),
        ("The Academy", "The Academy"),
        ("Prince William School, Oundle", "Prince William"),
    ],
)
def test_a_schools_short_name(name: str, short: str) -> None:
    assert disclosure.short_name(name) == short


def test_two_schools_that_would_share_a_short_name_keep_their_own() -> None:
    found = disclosure.short_names({"1": "Oak Primary School", "2": "Oak High School", "3": "Elm School"})
    assert found == {"1": "Oak Primary School", "2": "Oak High School", "3": "Elm"}


def test_tags_are_free_numbers_in_the_order_of_chance() -> None:
    assert disclosure.fresh_tags([2, 3], 3, [2, 0, 1]) == [5, 1, 4]


@pytest.mark.django_db
def test_names_are_read_by_their_own_school_and_by_others_on_the_day_alone(cast: Cast) -> None:
    activity = make_activity(cast.partnership, cast.giver_school, cast.partner_school)
    parts = {part.school_id: part for part in activity.taking_part.all()}
    booking = make_booking(parts[cast.giver_school.pk])
    ash = make_participant(booking, make_pupil(cast.giver_school, "Ash", alias="Robin T"))
    bo = make_participant(booking, make_pupil(cast.giver_school, "Bo", alias="Kit S", shielded="1"))
    own, others, coordinator = ({}, {}, {})
    for person, found in ((cast.giver, own), (cast.partner, others), (cast.coordinator, coordinator)):
        found.update({key: label.words for key, label in labels_for(activity, person).items()})
    assert own == {ash.pk: "Ash B", bo.pk: "Bo B"}
    assert others == coordinator == {ash.pk: "Giver 1", bo.pk: "Giver 2"}
    begins = dt.datetime.combine(activity.day, dt.time(9, 30), clock.LONDON)
    with time_machine.travel(begins):
        assert [each.words for each in labels_for(activity, cast.partner).values()] == ["Ash", "Kit"]
        assert [each.words for each in labels_for(activity, cast.coordinator).values()] == ["Giver 1", "Giver 2"]
        assert [each.words for each in labels_for(activity, None).values()] == ["Ash", "Kit"]
        booking.taking_part.disclosure = Disclosure.FIRST_NAME_AND_INITIAL
        booking.taking_part.save()
        assert [each.words for each in labels_for(activity, cast.partner).values()] == ["Ash B", "Kit S"]
    with time_machine.travel(begins + dt.timedelta(hours=10)):
        assert [each.words for each in labels_for(activity, cast.partner).values()] == ["Giver 1", "Giver 2"]
    assert [each.words for each in labels_for(activity, None, at=begins).values()] == ["Ash B", "Kit S"]
