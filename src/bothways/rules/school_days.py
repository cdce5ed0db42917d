"""Days on which schools rarely say yes: weekends, Friday afternoons, test and exam weeks in England. Pure.

Only ever a warning. The weeks are the usual ones (tests in Year 6 in the second full week of May, public exams from
then until the end of June); a year may differ.
"""

from __future__ import annotations

import datetime as dt
import enum

_DAY = dt.timedelta(days=1)
FRIDAY = 4


class Unlucky(enum.StrEnum):
    """Why a day may not suit."""

    WEEKEND = "weekend"
    FRIDAY_AFTERNOON = "friday afternoon"
    TESTS = "tests"
    EXAMS = "exams"


def unlucky(day: dt.date, starts_at: dt.time | None = None, ends_at: dt.time | None = None) -> tuple[Unlucky, ...]:
    """What speaks against a day and time; usually nothing."""
    found: list[Unlucky] = []
    if day.weekday() > FRIDAY:
        found.append(Unlucky.WEEKEND)
    last = ends_at or starts_at
    if day.weekday() == FRIDAY and last is not None and last > dt.time(13):
        found.append(Unlucky.FRIDAY_AFTERNOON)
    if test_week(day.year) <= day < test_week(day.year) + 5 * _DAY:
        found.append(Unlucky.TESTS)
    if test_week(day.year) <= day <= dt.date(day.year, 6, 30) and day.weekday() <= FRIDAY:
        found.append(Unlucky.EXAMS)
    return tuple(found)


def test_week(year: int) -> dt.date:
    """The Monday of the week when Year 6 sits its national tests: the second Monday of May."""
    first = dt.date(year, 5, 1)
    return first + ((-first.weekday()) % 7 + 7) * _DAY
