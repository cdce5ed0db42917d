"""A year of twelve months as SVG, for paper: when everybody teaches, when nobody does, and when some do."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from bothways.partnerships.queries import calendars

ALT = _("Twelve months. The table and the list on this page say the same in words.")
_CELL, _ROW, _GAP, _ACROSS = 15, 11, 16, 4
_MONTH_HEIGHT = 7 * _ROW + 12
_WIDTH, _HEIGHT = _ACROSS * (7 * _CELL + _GAP) - _GAP, 12 // _ACROSS * _MONTH_HEIGHT
_INK, _GREY, _SOME = "#1d1a2b", "#c9c6d6", "#d9651a"


def year_picture(found: calendars.OfYear) -> str:
    """Four months in a row, September first. Weekends are left empty."""
    months = [(found.year + (month < 9), month) for month in (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)]
    drawn = "".join(
        part
        for place, (year, month) in enumerate(months)
        for part in _month(found, year, month, place % _ACROSS, place // _ACROSS)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'font-family="Lexend" font-size="7">{drawn}</svg>'
    )


def _month(found: calendars.OfYear, year: int, month: int, column: int, row: int) -> Iterator[str]:
    left, top = column * (7 * _CELL + _GAP), row * _MONTH_HEIGHT
    name = formats.date_format(dt.date(year, month, 1), "F Y")
    yield f'<text x="{left}" y="{top + 9}" font-size="8.5" font-weight="bold" fill="{_INK}">{name}</text>'
    for week, days in enumerate(calendar.Calendar().monthdatescalendar(year, month)):
        for day in days:
            if day.month == month:
                yield _day(found, day, left + day.weekday() * _CELL, top + (week + 1) * _ROW + 2)


def _day(found: calendars.OfYear, day: dt.date, x: int, y: int) -> str:
    """One day. Some closed is drawn as a frame with a stroke through it, so that no colour is needed."""
    number = f'<text x="{x + _CELL / 2 - 1}" y="{y + 7.8}" text-anchor="middle" fill="{_INK}">{day.day}</text>'
    if day.weekday() >= 5:
        return f'<text x="{x + _CELL / 2 - 1}" y="{y + 7.8}" text-anchor="middle" fill="#6b6780">{day.day}</text>'
    box = f'x="{x}" y="{y}" width="{_CELL - 2}" height="{_ROW - 1}" rx="2"'
    away = calendars.closures_of_all(found, day)
    if any(not each.school for each in away) or (away and len(away) == len(found.schools)):
        return f'<rect {box} fill="{_GREY}"/>{number}'
    if away:
        stroke = f'<path d="M{x} {y + _ROW - 1}L{x + _CELL - 2} {y}" stroke="{_SOME}" stroke-width="1.2"/>'
        return f'<rect {box} fill="none" stroke="{_SOME}" stroke-width="1"/>{stroke}{number}'
    return f'<rect {box} fill="none" stroke="{_GREY}" stroke-width=".6"/>{number}'
