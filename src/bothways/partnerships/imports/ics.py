"""Term dates out of an .ics file. Each event is read by itself, so that one broken event costs one line.

Only the lines of an event that hold its name and days are handed to the parser. Events of other years are counted, not
shown. A repeating event is taken once, in the year that is asked for, if it comes once a year; others are named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import icalendar
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import clock
from bothways.partnerships.imports.said import Found, Line
from bothways.rules.terms import AcademicYear

EVENTS_AT_MOST = 20_000
_KEPT = re.compile(r"(DTSTART|DTEND|DURATION|SUMMARY|RRULE)[;:]", re.IGNORECASE)
_LONGEST = 2_000
_YEAR = re.compile(r"DTSTART[^:]*:\s*(\d{4})", re.IGNORECASE)


@dataclass
class Read:
    """The events of one year as lines, and sentences about the rest."""

    lines: list[Line]
    notes: list[str]


@dataclass
class _Counts:
    events: int = 0
    other_years: int = 0
    unread: int = 0
    repeating: int = 0


def is_calendar(head: str) -> bool:
    """Whether a text is a calendar at all."""
    start = head[:8192].upper()
    return "BEGIN:VCALENDAR" in start or "BEGIN:VEVENT" in start


def read(text: Iterable[str], year: AcademicYear) -> Read:
    """What a calendar says about a year."""
    counts = _Counts()
    lines = [line for number, event in _events(text, counts) if (line := _line(number, event, year, counts))]
    return Read(lines, _notes(counts, year))


def _events(text: Iterable[str], counts: _Counts) -> Iterator[tuple[int, list[str]]]:
    """(number of the line where it begins, the lines that matter), for each event; what nests inside is passed over."""
    began, inside = 0, 0
    event: list[str] = []
    for number, line in _unfolded(text):
        word = line.strip().upper()
        if word == "BEGIN:VEVENT":
            began, inside, event = number, 1, []
        elif began and word.startswith("BEGIN:"):
            inside += 1
        elif began and word.startswith("END:"):
            inside -= 1
            if inside <= 0:
                counts.events += 1
                yield began, event
                began = 0
                if counts.events >= EVENTS_AT_MOST:
                    return
        elif began and inside == 1 and _KEPT.match(line) and len(event) < 12:
            event.append(line[:_LONGEST])


def _unfolded(text: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Long lines put together again: a line that begins with a space goes on with the one before."""
    held, began = "", 0
    for number, raw in enumerate(text, 1):
        line = raw.rstrip("\r\n")
        if line[:1] in {" ", "\t"} and began:
            if len(held) < _LONGEST:
                held += line[1:]
            continue
        if began:
            yield began, held
        held, began = line, number
    if began:
        yield began, held


def _line(number: int, event: list[str], year: AcademicYear, counts: _Counts) -> Line | None:
    """One event as a line; None for one that belongs to another year or says no day."""
    repeats = any(line.upper().startswith("RRULE") for line in event)
    if not repeats and not _near(event, year):
        counts.other_years += 1
        return None
    try:
        parsed = icalendar.Event.from_ical("\r\n".join(["BEGIN:VEVENT", *event, "END:VEVENT", ""]))
        first, last = _days(parsed)
        name = " ".join(str(parsed.get("SUMMARY", "")).split())[:200]
        span = _this_year(first, last, parsed.get("RRULE") or {}, year) if repeats else (first, last)
    except Exception:  # the parser meets what people and programs write: anything may come out of it
        counts.unread += 1
        return Line(number, " ".join(event)[:200] or _("An event without a date"))
    if span is None:
        counts.repeating += 1
        return None
    first, last = span
    if last < dt.date(year.start, 8, 1) or first > year.last:
        counts.other_years += 1
        return None
    return Line(number, name or _("An event without a name"), (Found(number, first, last, name),))


def _near(event: list[str], year: AcademicYear) -> bool:
    """Whether an event may touch the year, told without parsing it: its first day's calendar year."""
    told = next((found for line in event if (found := _YEAR.match(line))), None)
    return told is None or year.start - 1 <= int(told[1]) <= year.start + 1


def _days(event: Any) -> tuple[dt.date, dt.date]:
    """First and last day as a wall calendar shows them. The end of an all-day event is the day after its last."""
    start, end = event.start, event.end
    first, last = _day(start), _day(end)
    ends_at_midnight = isinstance(end, dt.datetime) and end.time() == dt.time(0) and last > first
    if last > first and (ends_at_midnight or not isinstance(end, dt.datetime)):
        last -= dt.timedelta(days=1)
    return first, max(first, last)


def _day(moment: dt.date | dt.datetime) -> dt.date:
    """A moment in UTC is shown in London; one in any other zone, or in none, as it was written."""
    if not isinstance(moment, dt.datetime):
        return moment
    utc = moment.tzinfo is not None and moment.tzname() in {"UTC", "Z"}
    return moment.astimezone(clock.LONDON).date() if utc else moment.date()


def _this_year(
    first: dt.date, last: dt.date, rule: dict[str, list[object]], year: AcademicYear
) -> tuple[dt.date, dt.date] | None:
    """A yearly event on its day in this year; None for other repeats."""
    plain = {key.upper() for key in rule} <= {"FREQ", "INTERVAL", "WKST"}
    if not plain or rule.get("FREQ") != ["YEARLY"] or rule.get("INTERVAL", [1]) != [1]:
        return (first, last) if first in year else None
    start = year.start if first.month >= 9 else year.start + 1
    if first.year > start or (first.month, first.day) == (2, 29):
        return None
    moved = first.replace(year=start)
    return moved, moved + (last - first)


def _notes(counts: _Counts, year: AcademicYear) -> list[str]:
    told = [
        (counts.events == 0, _("There is no event in this calendar.")),
        (
            counts.other_years,
            ngettext(
                "%(n)s event belongs to other years than %(year)s.",
                "%(n)s events belong to other years than %(year)s.",
                counts.other_years,
            ),
        ),
        (
            counts.repeating,
            ngettext(
                "%(n)s event repeats in a way that we do not follow, such as every week.",
                "%(n)s events repeat in a way that we do not follow, such as every week.",
                counts.repeating,
            ),
        ),
        (
            counts.unread,
            ngettext(
                "%(n)s event has no day that we can read.", "%(n)s events have no day that we can read.", counts.unread
            ),
        ),
        (
            counts.events >= EVENTS_AT_MOST,
            _("We read the first %(most)s events and left the rest.") % {"most": f"{EVENTS_AT_MOST:,}"},
        ),
    ]
    return [sentence % {"n": f"{int(count):,}", "year": year} if "%(n)s" in sentence else sentence
            for count, sentence in told if count]  # fmt: skip
