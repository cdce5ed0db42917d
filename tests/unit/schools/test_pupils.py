"""A school's own list of pupils."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from bothways.core.errors import Invalid, NotFound
from bothways.rules import pupils as rules
from bothways.rules.pupils import PupilRow
from bothways.schools.actions.pupils import put_on_list
from bothways.schools.models import Pupil
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "surname", "given"),
    [
        ("Zoë", "Ångström", ("Zoë", "Å", True)),
        ("García, José Luis", "", ("José Luis", "G", True)),
        ("Ash B", "", ("Ash", "B", False)),
        ("Ash", "", ("Ash", "", False)),
        ("Ash Brown", "", ("Ash", "B", True)),
        ("Miss Bo", "o'Neil", ("Bo", "O", True)),
        ("\u202eevil\u0000", "x", ("evil", "X", False)),
        ("😀", "", ("😀", "", False)),
        ("مريم", "حسن", ("مريم", "ح", True)),
    ],
)
def test_a_name_is_cut_to_a_first_name_and_a_letter(first: str, surname: str, given: tuple[str, str, bool]) -> None:
    found = rules.name_of(first, surname)
    assert (found.first_name, found.initial, found.cut) == given


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("7", "7"), ("Year 7", "7"), ("Y07", "7"), ("Yr. 11", "11"), ("R", "R"), ("Reception", "R"), ("0", "R"),
        ("Nursery", "N"), ("", ""), ("Year group 5", "5"), ("15", None), ("blue", None), ("7.5", None), ("KG", "R"),
    ],
)  # fmt: skip
def test_years_are_read_however_they_are_written(written: str, year: str | None) -> None:
    assert rules.year_of(written) == year


def test_a_child_is_put_on_the_list_once_however_often_it_is_brought(cast: Cast) -> None:
    rows = [PupilRow(first_name="Ash", initial="Brown", year_group="Year 7"), PupilRow(first_name="Bo", initial="C")]
    first = put_on_list(by=cast.giver, school=cast.giver_school, rows=rows)
    again = put_on_list(by=cast.giver, school=cast.giver_school, rows=[*rows, *rows])
    assert [each.pk for each in again] == [each.pk for each in first]
    ash = Pupil.unscoped.get(pk=first[0].pk)
    assert (ash.first_name, ash.initial, ash.year_group, ash.shielded) == ("Ash", "B", "7", "0")
    assert ash.alias
    assert ash.local_id.endswith(tuple("abcdefghijklmnopqrstuvwxyz"))


def test_the_same_name_in_another_class_is_another_child_and_a_code_decides_before_any_name(cast: Cast) -> None:
    rows = [
        PupilRow(first_name="Ash", initial="B", year_group="7", group="7A"),
        PupilRow(first_name="Ash", initial="B", year_group="7", group="7B"),
        PupilRow(first_name="Ash", initial="B", year_group="7", group="7A", local_id="S1"),
    ]
    found = put_on_list(by=cast.giver, school=cast.giver_school, rows=rows)
    assert len({each.pk for each in found}) == 3
    (renamed,) = put_on_list(by=cast.giver, school=cast.giver_school, rows=[PupilRow(first_name="Al", local_id="S1")])
    assert renamed.pk == found[2].pk
    assert Pupil.unscoped.get(pk=renamed.pk).first_name == "Al"


def test_names_stay_until_the_september_after_they_are_needed_and_are_never_shortened(cast: Cast) -> None:
    row = [PupilRow(first_name="Ash")]
    with time_machine.travel(dt.date(2027, 7, 1)):
        (made,) = put_on_list(by=cast.giver, school=cast.giver_school, rows=row)
        assert made.names_until == dt.date(2027, 9, 30)
        put_on_list(by=cast.giver, school=cast.giver_school, rows=row, used_on=dt.date(2027, 10, 5))
        assert Pupil.unscoped.get(pk=made.pk).names_until == dt.date(2028, 9, 30)
        put_on_list(by=cast.giver, school=cast.giver_school, rows=row)
    assert Pupil.unscoped.get(pk=made.pk).names_until == dt.date(2028, 9, 30)


@pytest.mark.parametrize("who", ["partner", "stranger", "coordinator", "operator"])
def test_only_the_schools_own_people_put_anybody_on_its_list(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        put_on_list(by=getattr(cast, who), school=cast.giver_school, rows=[PupilRow(first_name="Ash")])


def test_a_row_without_name_or_code_and_an_unknown_year_name_the_row(cast: Cast) -> None:
    with pytest.raises(Invalid, match="Row 2"):
        put_on_list(by=cast.giver, school=cast.giver_school, rows=[PupilRow(first_name="Ash"), PupilRow()])
    with pytest.raises(Invalid, match="Row 1: ‘blue’"):
        put_on_list(by=cast.giver, school=cast.giver_school, rows=[PupilRow(first_name="Ash", year_group="blue")])
