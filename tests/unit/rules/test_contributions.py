"""Who gave and got what at an activity: exact answers, and properties."""

from __future__ import annotations

import random
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bothways.rules.contributions import Came, Facts, Kind, Known, Led, Line, Way, added, lines, reached_outside

CONFERENCE = Facts(
    host="Oundle",
    led=(
        Led("TDA", "Codes", Fraction(1), Fraction(3), leaders=2),
        Led("KBA", "Knots", Fraction(1), pupils=4),
        Led("KBA", "Maps", Fraction(3, 2)),
        Led("TDA", "Teaching proof", Fraction(2), for_adults=True),
    ),
    came=(Came("KBA", booked=8, arrived=7, training=2), Came("PWS", booked=8), Came("Oundle", booked=0)),
    lent=[("PWS", Kind.TRANSPORT), ("PWS", Kind.VENUE)],
)


def test_a_conference_gives_these_lines_and_no_others() -> None:
    found = {
        (each.school, each.way.value, each.kind.value): (each.amount, each.known.value) for each in lines(CONFERENCE)
    }
    assert found == {
        ("KBA", "gave", "leading"): (Fraction(5, 2), "timetable"),
        ("KBA", "gave", "sessions"): (2, "timetable"),
        ("KBA", "gave", "pupils_leading"): (4, "timetable"),
        ("KBA", "got", "places"): (7, "counted"),
        ("KBA", "got", "training_places"): (2, "booked"),
        ("Oundle", "gave", "venue"): (1, "timetable"),
        ("PWS", "gave", "transport"): (1, "said"),
        ("PWS", "got", "places"): (8, "booked"),
        ("TDA", "gave", "preparing"): (3, "timetable"),
        ("TDA", "gave", "leading"): (4, "timetable"),
        ("TDA", "gave", "sessions"): (1, "timetable"),
        ("TDA", "gave", "training_led"): (1, "timetable"),
    }


def test_two_leaders_of_one_school_in_one_session_lead_one_session_for_two_hours() -> None:
    facts = Facts(led=(Led("A", "One", Fraction(1)), Led("A", "One", Fraction(1))))
    amounts = {each.kind: each.amount for each in lines(facts)}
    assert amounts == {Kind.LEADING: 2, Kind.SESSIONS: 1}


def test_a_register_kept_with_nobody_there_counts_nobody_though_places_were_booked() -> None:
    assert lines(Facts(came=(Came("A", booked=8, arrived=0),))) == []


def test_a_school_reaches_the_pupils_of_others_and_not_its_own() -> None:
    assert reached_outside(CONFERENCE) == {"Oundle": 15, "TDA": 15, "KBA": 8, "PWS": 7}


def test_a_year_adds_up_by_school_way_and_kind_and_is_known_by_the_weakest() -> None:
    once, again = lines(Facts(came=(Came("A", 8, arrived=8),))), lines(Facts(came=(Came("A", 5),)))
    assert added([once, again]) == [Line("A", Way.GOT, Kind.PLACES, Fraction(13), Known.BOOKED)]
    assert added([once]) == once


led = st.builds(
    Led,
    school=st.sampled_from("ABC"),
    session=st.sampled_from("xyz"),
    hours=st.fractions(0, 4, max_denominator=4),
    preparing=st.fractions(0, 4, max_denominator=2),
    leaders=st.integers(0, 3),
    pupils=st.integers(0, 5),
    for_adults=st.booleans(),
)


@given(st.lists(led, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_what_is_known_changes_nothing(many: list[Led], how: random.Random) -> None:
    turned = sorted(many, key=lambda _each: how.random())
    assert lines(Facts(host="A", led=many)) == lines(Facts(host="A", led=turned))


@given(st.lists(led, max_size=8))
def test_nothing_is_lost_and_nothing_made_up(many: list[Led]) -> None:
    found = lines(Facts(led=many))
    assert all(each.amount > 0 for each in found)
    hours = sum((each.amount for each in found if each.kind is Kind.LEADING), Fraction(0))
    assert hours == sum((each.hours * each.leaders for each in many), Fraction(0))
