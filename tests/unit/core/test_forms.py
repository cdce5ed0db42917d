"""Days and times as people write them, and choices that are known only when a form is made."""

import datetime as dt

import pytest
from django import forms

from bothways.core import clock
from bothways.core.forms import DayField, TimeField, from_today, offer


class Outing(forms.Form):
    """A day from today on, a time, and a school."""

    day = DayField(validators=[from_today("That day has passed.")])
    at = TimeField(required=False)
    school = forms.ChoiceField(required=False)


@pytest.mark.parametrize(
    "typed", ["2126-12-03", "3/12/2126", "03/12/2126", "3.12.2126", "3 December 2126", "3 Dec 2126"]
)
def test_a_day_is_taken_however_it_is_written(typed: str) -> None:
    form = Outing({"day": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == dt.date(2126, 12, 3)


@pytest.mark.parametrize("typed", ["15:45", "15.45", "15:45:00", "3:45pm"])
def test_a_time_is_taken_however_it_is_written(typed: str) -> None:
    form = Outing({"day": "2126-12-03", "at": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"] == dt.time(15, 45)


def test_what_is_no_day_and_no_time_is_said_in_words() -> None:
    form = Outing({"day": "soon", "at": "later"})
    assert form.errors == {
        "day": ["Enter the day as day, month and year, like 3/12/2026."],
        "at": ["Enter the time in hours and minutes, like 15:45."],
    }
    assert Outing({}).errors == {"day": ["Enter the day."]}


def test_today_will_do_and_yesterday_has_passed() -> None:
    assert Outing({"day": clock.today().isoformat()}).is_valid()
    yesterday = clock.today() - dt.timedelta(days=1)
    assert Outing({"day": yesterday.isoformat()}).errors == {"day": ["That day has passed."]}


def test_the_browser_shows_its_own_pickers_with_what_was_given() -> None:
    form = Outing(initial={"day": dt.date(2126, 12, 3), "at": dt.time(15, 45)})
    assert 'type="date"' in str(form["day"])
    assert 'value="2126-12-03"' in str(form["day"])
    assert 'type="time"' in str(form["at"])
    assert 'value="15:45"' in str(form["at"])


def test_only_what_was_offered_is_taken() -> None:
    form = Outing({"day": "2126-12-03", "school": "b"})
    offer(form, "school", ((key, key.upper()) for key in "ab"))
    assert form.is_valid()
    assert 'value="a"' in str(form["school"]), "the choices are there a second time"
    other = Outing({"day": "2126-12-03", "school": "c"})
    offer(other, "school", [("a", "A")])
    assert list(other.errors) == ["school"]


def test_a_field_that_is_not_chosen_from_is_refused() -> None:
    with pytest.raises(TypeError, match="day is not chosen from a list"):
        offer(Outing(), "day", [])
