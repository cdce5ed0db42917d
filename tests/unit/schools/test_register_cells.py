"""Single cells of the register's files."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.schools.imports import cells, date_in_name


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("31-08-2018", "2018-08-31"),
        ("31/08/2018", "2018-08-31"),
        ("20180831", "2018-08-31"),
        ("2018-08-31", "2018-08-31"),
        ("01-01-1900", None),
        ("01-01-0604", "0604-01-01"),
    ],
)
def test_dates_are_read_day_first_and_1900_means_not_known(cell: str, meant: str | None) -> None:
    assert cells.date(cell) == meant


@pytest.mark.parametrize("cell", ["31-02-2018", "2018", "08-31-2018", "yesterday", "٣١-٠٨-٢٠١٨", "31-08-9999"])
def test_a_date_that_is_none_says_how_to_write_one(cell: str) -> None:
    with pytest.raises(cells.CannotRead, match=r"[Ww]rite .*such as 31-08-2018"):
        cells.date(cell)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("ng22 0ea", "NG22 0EA"),
        ("Tf6 6pn", "TF6 6PN"),
        ("ol6 7hw", "OL6 7HW"),
        ("WA89RJ", "WA8 9RJ"),
        ("bfpo57", "BFPO 57"),
    ],
)
def test_postcodes_are_written_one_way(cell: str, written: str) -> None:
    assert cells.postcode(cell) == written


def test_a_postcode_that_is_none_says_how_to_write_one() -> None:
    with pytest.raises(cells.CannotRead, match="WA8 9RJ"):
        cells.postcode("2036")


@pytest.mark.parametrize(
    ("kind", "group", "sector"),
    [
        ("Community school", "Local authority maintained schools", "state"),
        ("Community school", "LA maintained schools", "state"),
        ("Academy converter", "Academies", "state"),
        ("Other independent school", "Independent schools", "independent"),
        ("City technology college", "Independent schools", "state"),
        ("Other independent special school", "Special schools", "independent"),
        ("Community special school", "Special schools", "state"),
        ("Further education", "Colleges", "state"),
        ("Higher education institutions", "Universities", "other"),
        ("Welsh establishment", "Welsh schools", ""),
        ("", "", ""),
    ],
)
def test_the_sector_follows_type_and_group(kind: str, group: str, sector: str) -> None:
    assert cells.sector(kind, group) == sector


def test_rolls_with_halves_become_whole_and_marks_for_no_figure_say_nothing() -> None:
    assert cells.roll("1571.5") == 1572
    assert cells.roll("z") is None
    assert cells.percent("8.55") == "8.6"
    for cell in ("1e9", "-3", "NaN", "Infinity", "many"):
        with pytest.raises(cells.CannotRead):
            cells.roll(cell) if cell != "NaN" else cells.roll("1_0x")


def test_control_characters_become_what_was_meant() -> None:
    assert cells.tidy("Kings\x92  School\xa0Dubai") == "Kings’ School Dubai"


@given(st.text(max_size=30))
def test_a_tidied_cell_is_tidy(cell: str) -> None:
    once = cells.tidy(cell)
    assert cells.tidy(once) == once
    assert not any("\x80" <= sign <= "\x9f" for sign in once)


def test_the_census_is_on_the_third_thursday_of_january() -> None:
    assert [cells.census_day(year) for year in (2019, 2023, 2026)] == [
        dt.date(2019, 1, 17),
        dt.date(2023, 1, 19),
        dt.date(2026, 1, 15),
    ]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("edubasealldata20230421.csv", dt.date(2023, 4, 21)),
        ("schools_gias_2024-07_open.csv.gz", dt.date(2024, 7, 1)),
        ("pupil_premium_2019-2020.csv", None),
        ("fsm_percent_2022-23.csv", None),
        ("schools.csv", None),
    ],
)
def test_the_date_of_a_file_is_read_from_its_name(name: str, day: dt.date | None) -> None:
    assert date_in_name(name) == day
