"""Dates as people write them in a line: "Autumn term: Tuesday 1 September 2026 to Friday 23 October".

A date without a year belongs to the academic year that is asked for. Days come before months, as in Britain.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bothways.rules.terms import AcademicYear

LONGEST_LINE = 600
DATES_AT_MOST = 12  # in one line
_PART_REACHES = 40
_WORDS_NEAR = 100  # so many letters before and after a date are about it
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WD = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?\b\.?,?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ORD = r"(?:\s?(?:st|nd|rd|th)\b)?(?:\s+of\b)?"
_TO = r"(?:–|—|-|to|until|till|through|up to)"
_AND = r"(?:,|;|&|and|/|\+)"
_PART = re.compile(
    rf"(?:(?<!\w)(?P<wd>{_WD})\s*)?(?<![\d/.:])(?P<d>\d{{1,2}}){_ORD}\s*(?P<sep>{_TO}|{_AND})\s*$", re.IGNORECASE
)
_RANGE = re.compile(rf"\s*(?:{_TO}|[|:])?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A day or a span in a line, with the words before it and after it. ``weekday`` is one that was named wrongly."""

    line: int
    first: dt.date
    last: dt.date
    label: str = ""
    tail: str = ""
    weekday: str = ""

    @property
    def days(self) -> int:
        """How many, both ends counting; below one when the end comes first."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Line:
    """One line as it was written, and the dates in it. A line with words and no date is a heading for what follows."""

    number: int
    text: str
    found: tuple[Found, ...] = ()


@dataclass(frozen=True)
class _Date:
    day: dt.date
    start: int
    end: int
    weekday: str
    joined: str = ""


def read(lines: Iterator[tuple[int, str]], year: AcademicYear) -> Iterator[Line]:
    """The lines that hold anything, each with its dates."""
    for number, text in lines:
        plain = " ".join(text[:LONGEST_LINE].replace("\xa0", " ").replace("\t", " | ").split())
        if plain:
            yield Line(number, plain, tuple(_spans(number, plain, year)))


def _spans(number: int, text: str, year: AcademicYear) -> Iterator[Found]:
    """Dates put together as their line does: from one to another, or one by one."""
    dates = _dates(text, year)
    place = label_from = 0
    label = ""
    while place < len(dates):
        first, last = dates[place], dates[place]
        between = text[label_from : first.start]
        if place == 0 or _words(between).lower() not in {"", "and"}:
            label = _words(between)[-_WORDS_NEAR:]
        if place + 1 < len(dates) and _joins(first, dates[place + 1], text):
            place += 1
            last = dates[place]
        following = dates[place + 1].start if place + 1 < len(dates) else len(text)
        tail = _words(text[last.end : following])[:_WORDS_NEAR] if place + 1 == len(dates) or not label else ""
        yield Found(number, first.day, last.day, label, tail, first.weekday or last.weekday)
        label_from = last.end
        place += 1


def _joins(first: _Date, other: _Date, text: str) -> bool:
    """Whether two dates are the ends of one span."""
    if first.joined:
        return first.joined == "to"
    return _RANGE.fullmatch(text[first.end : other.start]) is not None


def _words(text: str) -> str:
    return text.strip(" |:;,.()[]–—-*•·/&+\"'")


def _dates(text: str, year: AcademicYear) -> list[_Date]:
    found: list[_Date] = []
    reached = 0
    for match in itertools.islice(_full(year.start).finditer(text), DATES_AT_MOST):
        whole = _date(match, year)
        if whole is None:
            continue
        before: list[_Date] = []
        start = match.start()
        while part := _PART.search(text, max(reached, start - _PART_REACHES), start):
            day = _replaced(before[0].day if before else whole, int(part["d"]))
            if day is None or len(before) == DATES_AT_MOST:
                break
            joined = "and" if re.fullmatch(_AND, part["sep"], re.IGNORECASE) else "to"
            before.insert(0, _Date(day, part.start(), part.end(), _wrong(part["wd"], day), joined))
            start = part.start()
        found += [*before, _Date(whole, match.start(), match.end(), _wrong(match["wd"], whole))]
        reached = match.end()
    return found


@functools.lru_cache(maxsize=32)
def _full(start: int) -> re.Pattern[str]:
    """A date with its month. A year in two digits has to be one of the two that the academic year touches."""
    two = f"{start % 100:02d}|{(start + 1) % 100:02d}"
    years = rf"(?:\d{{4}}(?!\d)|['’]?(?:{two})(?![\d:/.]|{_ORD}\s*{_MONTH}))"
    return re.compile(
        rf"(?<!\w)(?:(?P<wd>{_WD})\s*)?(?:"
        r"(?P<iy>\d{4})-(?P<im>\d{1,2})-(?P<id>\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2})?)?(?!\d)"
        r"|(?P<nd>\d{1,2})[/.](?P<nm>\d{1,2})[/.](?P<ny>\d{4}|\d{2})(?![\d/])"
        rf"|(?P<d>\d{{1,2}}){_ORD}[\s.-]*(?P<m>{_MONTH})(?:[\s,-]*(?P<y>{years}))?"
        rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?!\d){_ORD}(?:,?\s+(?P<y2>\d{{4}}))?)",
        re.IGNORECASE,
    )


def _date(match: re.Match[str], year: AcademicYear) -> dt.date | None:
    """The day that a match names; None when there is no such day."""
    if match["iy"]:
        return _day(int(match["iy"]), int(match["im"]), int(match["id"]))
    if match["ny"]:
        return _day(_century(match["ny"]), int(match["nm"]), int(match["nd"]))
    name, number = (match["m"] or match["m2"]), int(match["d"] or match["d2"])
    month = _MONTHS.index(name[:3].lower()) + 1
    told = match["y"] or match["y2"]
    return _day(_century(told) if told else year.start + (month < 8), month, number)


def _century(text: str) -> int:
    number = int(text.strip("'’"))
    return number + 2000 if number < 100 else number


def _day(year: int, month: int, day: int) -> dt.date | None:
    if not 1900 <= year <= 2200:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _replaced(day: dt.date, number: int) -> dt.date | None:
    """The same month's other day, as in "26 – 30 October"; in "30 – 3 November" the month before is meant."""
    if number > day.day:
        day = day.replace(day=1) - dt.timedelta(days=1)
    return _day(day.year, day.month, number)


def _wrong(told: str | None, day: dt.date) -> str:
    """The weekday as it was written, where the day is another."""
    if not told or told[:3].lower() == _WEEKDAYS[day.weekday()]:
        return ""
    return told.strip(" .,")
