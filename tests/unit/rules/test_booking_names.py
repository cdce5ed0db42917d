"""Names as teachers paste them: every usual order of columns, accents, headings, doubles, and what is no name."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules.booking_names import MOST_LINES, as_rows, read


@pytest.mark.parametrize(
    ("text", "first", "initial", "year"),
    [
        ("Zoë\tBrown\t7", "Zoë", "B", "7"),
        ("Zoë\tBrown\tYear 7", "Zoë", "B", "7"),
        ("Zoë Brown", "Zoë", "B", ""),
        ("Zoë B", "Zoë", "B", ""),
        ("Brown, Zoë", "Zoë", "B", ""),
        ("Zoë Brown, 7", "Zoë", "B", "7"),
        ("Zoë,Brown,R", "Zoë", "B", "R"),
        ("Zoë;Brown;Y10", "Zoë", "B", "10"),
        ('"Brown, Zoë"\t7', "Zoë", "B", "7"),
        ("Mary Ann Smith\t5", "Mary Ann", "S", "5"),
        ("محمد علي\t8", "محمد", "ع", "8"),
        ("Łukasz Żak\t8", "Łukasz", "Ż", "8"),
        ("😀\t8", "😀", "", "8"),
    ],
)
def test_a_line_is_read_as_a_teacher_means_it(text: str, first: str, initial: str, year: str) -> None:
    (line,) = read(text).lines
    assert (line.first_name, line.initial, line.year_group) == (first, initial, year)


def test_headings_say_what_the_columns_hold_in_any_order() -> None:
    text = "Year Group\tReg\tSurname\tForename\n7\t7K\tBrown\tZoë\n8\t8L\tAdeyemi\tTobi"
    found = read(text)
    assert [(each.first_name, each.initial, each.year_group, each.group) for each in found.lines] == [
        ("Zoë", "B", "7", "7K"),
        ("Tobi", "A", "8", "8L"),
    ]
    assert found.lines[0].number == 2


def test_empty_lines_are_passed_over_and_numbers_are_those_of_the_paste() -> None:
    found = read("\nAsh Brown\t7\n\n\t7\nBo Green\t7\n")
    assert [line.number for line in found.lines] == [2, 5]
    assert found.unread == (4,)


def test_doubles_are_found_whatever_their_case() -> None:
    found = read("Ash Brown\t7\nBo Green\t7\nASH BLACK\t7\nAsh Brown\t8")
    assert [[line.number for line in alike] for alike in found.doubled] == [[1, 3]]
    assert found.doubled[0][0].words == "Ash B, Year 7"
    assert found.cut == 4


def test_a_code_makes_two_of_one() -> None:
    lines = read("Ash Brown\t7\nAsh Black\t7").lines
    assert [row.local_id for row in as_rows(lines, {1: "x", 2: "y"})] == ["x", "y"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_whatever_is_pasted_no_surname_is_kept_and_nothing_breaks(text: str) -> None:
    found = read(text)
    assert all(len(line.initial) <= 2 and line.first_name for line in found.lines)
    assert all(len(line.first_name) <= 60 for line in found.lines)
    said = {line.number for line in found.lines} | set(found.unread)
    assert len(said) == len(found.lines) + len(found.unread)


def test_ten_thousand_names_are_read_in_well_under_a_second_and_more_than_can_be_are_said() -> None:
    text = "\n".join(f"Name{number}\tSurname\t7" for number in range(10_000))
    begun = time.process_time()
    assert len(read(text).lines) == 10_000
    assert time.process_time() - begun < 2
    assert read("\n" * (MOST_LINES + 2)).too_long
