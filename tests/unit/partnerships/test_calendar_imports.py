"""Term dates as people have them: what is understood, what is not, and that nothing breaks it."""

from __future__ import annotations

import datetime as dt
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.errors import Invalid
from bothways.partnerships.imports import files
from bothways.partnerships.imports.understood import SHOWN, Understood, guessed_words
from bothways.rules.terms import AcademicYear
from tests import effort

YEAR = AcademicYear(2026)
MANY = effort.part(10_000)
DATA = Path(__file__).resolve().parents[2] / "data"
AS_KEPT = [
    ("2026-09-01", "2026-10-23"),
    ("2026-11-02", "2026-12-18"),
    ("2027-01-05", "2027-02-12"),
    ("2027-02-22", "2027-03-25"),
    ("2027-04-12", "2027-05-28"),
    ("2027-06-07", "2027-07-21"),
]
TERMS_AND_HOLIDAYS = """Autumn term: Tuesday 1 September 2026 to Friday 18 December 2026
Half term: Monday 26 – Friday 30 October
Spring term: Tuesday 5 January 2027 to Thursday 25 March 2027
Half term: 15-19 February 2027
Summer term starts Monday 12 April 2027 and ends Wednesday 21 July 2027
Half term: Mon 31 May - Fri 4 June
"""
TABLE = """Term\tFrom\tTo
Autumn 1\t01/09/2026\t23/10/2026
Autumn 2\t2.11.26\t18.12.26
Spring 1\t2027-01-05\t2027-02-12
Spring 2\t22nd February\t25th March
Summer 1\tApril 12, 2027\tMay 28, 2027
Summer 2\t7 June 27\t21 July 27
"""
OPEN_AND_CLOSE = """Schools open: Tuesday 1st September 2026
Close for half term: Friday 23rd October 2026
Re-open: Monday 2 November 2026
Close for Christmas: Friday 18 December 2026
Pupils return Tuesday 5 January 2027
Half term begins Monday 15 February 2027
Half term ends Friday 19 February 2027
Break up for Easter Thursday 25 March 2027
Term starts Monday 12 April 2027
Whitsun holiday 31 May - 4 June 2027
Last day of term Wednesday 21 July 2027
"""
HOLIDAYS = """Term begins 1 September
October half term: 24 October 2026 to 1 November 2026
Christmas holidays 19 December – 4 January
February half term 15 February 2027 to 19 February 2027
Easter break: 26 March 2027 to 11 April 2027
Half term 29 May to 6 June
Summer holidays: 22 July 2027 – 31 August 2027
"""


def _read(text: str) -> Understood:
    return files.from_text(text, YEAR)


def _spans(found: Understood) -> list[tuple[str, str]]:
    return [(str(each.first), str(each.last)) for each in found.half_terms]


def _ics(*events: str) -> str:
    body = "".join(f"BEGIN:VEVENT\r\n{each}\r\nEND:VEVENT\r\n" for each in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n"


def _day(day: str, name: str, end: str = "", more: str = "") -> str:
    ends = f"\r\nDTEND;VALUE=DATE:{end}" if end else ""
    return f"DTSTART;VALUE=DATE:{day}{ends}{more}\r\nSUMMARY:{name}"


@pytest.mark.parametrize("text", [TERMS_AND_HOLIDAYS, TABLE, OPEN_AND_CLOSE, HOLIDAYS])
def test_the_same_year_in_four_ways_of_writing(text: str) -> None:
    found = _read(text)
    assert _spans(found) == AS_KEPT
    assert found.guessed == ()
    assert guessed_words(found) == ""


@pytest.mark.parametrize(
    ("line", "closures"),
    [
        ("INSET day: Friday 27 November 2026", [("2026-11-27", "2026-11-27")]),
        ("Friday 27 November 2026 – INSET day", [("2026-11-27", "2026-11-27")]),
        ("Training days: 1 September, 2 September and 4 January 2027", ["2026-09-01", "2026-09-02", "2027-01-04"]),
        ("Exeat: Friday 5 March to Monday 8 March 2027", [("2027-03-05", "2027-03-08")]),
        ("School closed for polling on 6 May", [("2027-05-06", "2027-05-06")]),
        ("Staff development days\n4 and 5 January", ["2027-01-04", "2027-01-05"]),
        ("Bank holiday: Monday 3 May 2027", []),
    ],
)
def test_closures(line: str, closures: list[str | tuple[str, str]]) -> None:
    wanted = [each if isinstance(each, tuple) else (each, each) for each in closures]
    assert [(str(each.first), str(each.last)) for each in _read(line).closures] == wanted


def test_of_each_line_it_says_what_it_made_of_it() -> None:
    text = "Dear parents\nAutumn term: 1 September to 18 December\nSports day 8 June\n1 September 2031 INSET day"
    told = {each.number: (each.used, each.known, each.made) for each in _read(text).lines}
    assert told == {
        1: (False, True, "No date in it"),
        2: (True, False, "Autumn 1 starts on Tuesday 1 September. Autumn 2 ends on Friday 18 December."),
        3: (False, False, "A date, but we can’t tell what happens then."),
        4: (False, True, "It belongs to another year: 1 September 2031."),
    }


def test_what_nobody_said_is_named() -> None:
    found = _read("Autumn 1: 1 September to 23 October 2026")
    assert len(found.guessed) == 10
    assert "when Autumn 2 starts" in guessed_words(found)
    assert "when Autumn 1 starts" not in guessed_words(found)


def test_a_wrong_weekday_is_pointed_out() -> None:
    assert "1 September 2026 is not a Monday" in _read("Term starts Monday 1 September 2026").lines[0].made


def test_a_line_that_says_otherwise_does_not_win_silently() -> None:
    found = _read("Term starts 1 September 2026\nTerm starts 3 September 2026")
    assert str(found.half_terms[0].first) == "2026-09-01"
    assert "Another line says otherwise about Autumn 1" in found.lines[1].made


def test_dates_the_wrong_way_round() -> None:
    found = _read("Half term: 30 October 2026 to 26 October 2026")
    assert not found.anything
    assert "It ends before it begins" in found.lines[0].made


def test_a_calendar_of_holidays() -> None:
    found = _read(_ics(_day("20261026", "October half term", "20261031"), _day("20261127", "INSET day", "20261128")))
    assert _spans(found)[0][1] == "2026-10-23"
    assert [(str(each.first), str(each.last)) for each in found.closures] == [("2026-11-27", "2026-11-27")]


@pytest.mark.parametrize(
    "text", ["INSET 30 to 0001-01-02", "half term 1 October 2026 to 9999-12-31", "INSET 31/12/9999"]
)
def test_words_at_the_ends_of_time(text: str) -> None:
    assert not _read(text).anything


def test_moments_are_days_in_london() -> None:
    """Midnight of the 26th in London is 23:00 UTC in summer; a zone that nobody knows is taken as written."""
    summer = "DTSTART:20270530T230000Z\r\nDTEND:20270604T230000Z\r\nSUMMARY:Half term"
    nowhere = (
        "DTSTART;TZID=Nowhere/Land:20270215T090000\r\nDTEND;TZID=Nowhere/Land:20270219T150000\r\nSUMMARY:Half term"
    )
    found = _read(_ics(summer, nowhere))
    assert (_spans(found)[4][1], _spans(found)[2][1], _spans(found)[3][0]) == ("2027-05-28", "2027-02-12", "2027-02-22")


def test_yearly_events_come_once_and_endless_ones_do_not_run() -> None:
    yearly = _day("20001127", "INSET day", more="\r\nRRULE:FREQ=YEARLY")
    weekly = _day("19700101", "Assembly", more="\r\nRRULE:FREQ=WEEKLY")
    for_ever = _day("19700101", "Tick", more="\r\nRRULE:FREQ=SECONDLY")
    found = _read(_ics(yearly, weekly, for_ever))
    assert [str(each.first) for each in found.closures] == ["2026-11-27"]
    assert "2 events repeat in a way that we do not follow, such as every week." in found.notes


def test_broken_events_cost_one_line_each() -> None:
    found = _read(_ics("DTSTART:rubbish\r\nSUMMARY:Half term", "SUMMARY:no day", _day("20261127", "INSET day")))
    assert len(found.closures) == 1
    assert "2 events have no day that we can read." in found.notes
    assert len(found.lines) == 3


@pytest.mark.parametrize(
    ("event", "anything"),
    [
        (_day("19700101", "Epoch"), False),
        (_day("20261031", "Half term", "20261020"), False),
        (_day("20261031", "Half term", "99991231"), False),
        (_day("00010101", "INSET day"), False),
        ("DTSTART:99991231T235959Z\r\nSUMMARY:INSET day", False),
        (_day("20260229", "INSET day"), False),
        (_day("20240229", "INSET day", more="\r\nRRULE:FREQ=YEARLY"), False),
    ],
)
def test_days_at_the_ends_of_time(event: str, anything: bool) -> None:
    assert _read(_ics(event)).anything is anything


@pytest.mark.parametrize(
    "events",
    [
        [_day(f"2026{9 + n % 4:02d}{1 + n % 28:02d}", f"INSET day {n}") for n in range(MANY)],
        [_day("19700101", "Epoch") for _ in range(MANY)],
        ["DTSTART:20260901T090000\r\nRRULE:FREQ=SECONDLY\r\nSUMMARY:tick" for _ in range(MANY)],
    ],
    ids=["this year", "1970", "for ever"],
)
def test_ten_thousand_events_take_seconds(events: list[str]) -> None:
    began = time.process_time()
    found = files.from_file([_ics(*events).encode()], name="many.ics", year=YEAR)
    assert time.process_time() - began < 6 * MANY / 10_000  # about 1.5 s for all
    assert len(found.lines) <= SHOWN
    assert len(found.lines) + found.more in {0, MANY}


def test_a_large_calendar_takes_little_memory() -> None:
    """Two thousand events of this year, each with a description of 2 kB: what is kept is their names and days."""
    event = _day("20261127", "INSET day") + "\r\nDESCRIPTION:" + "x" * 2_000
    data = _ics(*[event] * 2_000).encode()
    tracemalloc.start()
    files.from_file([data], name="large.ics", year=YEAR)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12_000_000, peak


@pytest.mark.parametrize(
    "text",
    [
        ("1 and " * 90 + "2 September\n") * effort.part(4_000),
        "1 September 2026 " * 5_000,
        "1,2,3-" * 5_000,
        "half term " * 5_000,
        "\n" * 90_000,
    ],
    ids=["lists", "dates", "numbers", "words", "nothing"],
)
def test_lines_that_never_end_are_read_in_no_time(text: str) -> None:
    began = time.process_time()
    _read(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding(encoding: str) -> None:
    data = _ics(_day("20261127", "INSET day – café")).encode(encoding)
    found = files.from_file([data], name="dates.ics", year=YEAR)
    assert [each.name for each in found.closures] == ["INSET day – café"]


def test_what_is_dirty_ends_in_words() -> None:
    """Naughty strings and odd tables: read or refused, never broken."""
    paths = [path for folder in ("blns", "csv-spectrum") for path in (DATA / folder).rglob("*") if path.is_file()]
    assert len(paths) > 10
    for place, path in enumerate(paths):
        names = (path.name, "dates.ics", "dates.csv")
        for name in names if effort.ALL else names[place % 3 :][:1]:
            assert _ends_well(path.read_bytes(), name), path


def _ends_well(data: bytes, name: str) -> bool:
    """Whether six half-terms come of it, or a whole sentence."""
    try:
        return len(files.from_file([data], name=name, year=YEAR).half_terms) == 6
    except Invalid as problem:
        return problem.sentence.endswith(".")


@given(st.text(max_size=300))
def test_any_words_at_all(text: str) -> None:
    found = _read(text)
    assert len(found.half_terms) == 6
    assert len(found.lines) + found.more <= len(text.splitlines()) + 1


PIECES = st.sampled_from(
    """half term|INSET|term|starts|ends|Monday|31|29 February|1|September|2026|27|to|-|–|and|,|:|\n|\t|01/13/2026
    |0001-01-01|9999-12-31|31/12/26|Christmas|holiday""".replace("\n    ", "").split("|")
)


@given(st.lists(PIECES, max_size=25).map(" ".join))
def test_any_order_of_such_pieces(text: str) -> None:
    found = _read(text)
    for each in found.closures:
        assert each.first <= each.last
        assert dt.date(2026, 8, 1) <= each.last
