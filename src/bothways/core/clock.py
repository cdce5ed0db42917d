"""The only place that asks what time it is. Stored in UTC, shown and counted in Europe/London."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The date on a wall in London."""
    return now().astimezone(LONDON).date()
