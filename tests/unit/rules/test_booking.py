"""Places given one school at a time: the rule against a plain reading of its words, and its promises as properties."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.rules.booking import Room, Waiting, Wanted, answer_until, at_once, fitting, serve

LONDON = ZoneInfo("Europe/London")
BUSY = [HealthCheck.too_slow]
"""A busy machine is no fault of a rule."""
SCHOOLS = ("a", "b", "c", "d")


@st.composite
def lines(draw: st.DrawFn) -> tuple[list[Waiting], Room]:
    """A line of up to eight groups, and a room that may be full or have places kept."""
    capacity = draw(st.integers(0, 40))
    kept = draw(st.dictionaries(st.sampled_from(SCHOOLS), st.integers(0, 12), max_size=3))
    line = []
    for number in range(draw(st.integers(0, 8))):
        asked = draw(st.integers(1, 12))
        least = draw(st.integers(1, asked))
        line.append(Waiting(str(number), draw(st.sampled_from(SCHOOLS)), asked, least, draw(st.booleans())))
    return line, Room(capacity, draw(st.integers(0, capacity)), kept)


def _by_the_words(line: list[Waiting], room: Room) -> dict[str, int]:
    """The same, written as one would do it with a pencil: one place after another, from the head of the line."""
    taken, kept = room.taken, dict(room.kept)
    offers: dict[str, int] = {}
    for each in line:
        could = 0
        while (
            each.may_come
            and could < each.asked
            and taken + could + sum(n for school, n in kept.items() if school != each.school) < room.capacity
        ):
            could += 1
        if could >= each.least:
            offers[each.id] = could
            taken += could
            for _place in range(could):
                if kept.get(each.school, 0):
                    kept[each.school] -= 1
    return offers


def _after(line: list[Waiting], room: Room) -> tuple[dict[str, int], Room]:
    offers = {offer.id: offer.places for offer in serve(line, room)}
    for each in line:
        if each.id in offers:
            room = room.after(each.school, offers[each.id])
    return offers, room


@settings(max_examples=600, deadline=None, suppress_health_check=BUSY)
@given(lines())
def test_the_rule_does_what_its_words_say(told: tuple[list[Waiting], Room]) -> None:
    line, room = told
    assert {offer.id: offer.places for offer in serve(line, room)} == _by_the_words(line, room)


@settings(max_examples=600, deadline=None, suppress_health_check=BUSY)
@given(lines())
def test_no_place_stays_free_while_somebody_who_fits_waits(told: tuple[list[Waiting], Room]) -> None:
    line, room = told
    offers, after = _after(line, room)
    assert [each.id for each in line if each.id not in offers and fitting(each, after)] == []


@settings(max_examples=300, deadline=None, suppress_health_check=BUSY)
@given(lines())
def test_nobody_is_offered_fewer_than_its_least_or_more_than_it_asked_and_never_more_than_there_are(
    told: tuple[list[Waiting], Room],
) -> None:
    line, room = told
    offers, after = _after(line, room)
    assert all(each.least <= offers[each.id] <= each.asked for each in line if each.id in offers)
    assert after.taken <= max(room.capacity, room.taken)


@settings(max_examples=300, deadline=None, suppress_health_check=BUSY)
@given(lines(), st.integers(1, 12))
def test_whoever_is_given_places_at_once_passes_nobody_who_could_have_had_them(
    told: tuple[list[Waiting], Room], asked: int
) -> None:
    line, room = told
    offers, after = _after(line, room)
    newcomer = Waiting("new", "e", asked, asked)
    if at_once(newcomer, after):
        later = after.after("e", asked)
        assert not any(fitting(each, later) for each in line if each.id not in offers)


@settings(max_examples=500, deadline=None, suppress_health_check=BUSY)
@given(lines())
def test_the_first_in_line_is_offered_what_it_would_be_were_it_alone(told: tuple[list[Waiting], Room]) -> None:
    line, room = told
    if line:
        alone = {offer.id: offer.places for offer in serve(line[:1], room)}
        assert {offer.id: offer.places for offer in serve(line, room) if offer.id == line[0].id} == alone


def test_five_come_free_for_one_that_asks_six_and_four_at_least() -> None:
    room = Room(80, 75)
    assert serve([Waiting("w", "s", 6, 4)], room)[0].places == 5
    assert serve([Waiting("w", "s", 6, 4)], Room(80, 77)) == ()


def test_a_least_that_was_not_said_is_all_or_nothing() -> None:
    assert [Wanted(6).fewest, Wanted(6, 4).fewest, Wanted(6, 9).fewest] == [6, 4, 6]


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ((2026, 11, 23, 10), (2026, 11, 25, 17)),  # Monday: Wednesday
        ((2026, 11, 26, 10), (2026, 11, 30, 17)),  # Thursday: over the weekend to Monday
        ((2026, 11, 28, 10), (2026, 12, 1, 17)),  # Saturday: Tuesday
    ],
)
def test_an_offer_stands_for_two_working_days_to_five_o_clock(now: tuple[int, ...], until: tuple[int, ...]) -> None:
    begins = dt.datetime(2026, 12, 10, 9, tzinfo=LONDON)
    assert answer_until(dt.datetime(*now, tzinfo=LONDON), begins) == dt.datetime(*until, tzinfo=LONDON)


def test_close_to_the_event_there_are_four_hours_and_never_beyond_its_beginning() -> None:
    begins = dt.datetime(2026, 12, 10, 9, tzinfo=LONDON)
    evening = begins - dt.timedelta(hours=15)
    assert answer_until(evening, begins) == evening + dt.timedelta(hours=4)
    late = begins - dt.timedelta(hours=1)
    assert answer_until(late, begins) == begins
