"""Events as an .ics text (RFC 5545): folded lines, a VTIMEZONE of London, the same bytes for the same events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from bothways.core import clock
from bothways.partnerships.queries.feeds import AddressOf, Event

_LENGTH = dt.timedelta(hours=1)
_REFRESH = dt.timedelta(hours=6)
# As the Olson database has it since 1996; written out, because a calendar program reads it and nothing else.
_LONDON = """BEGIN:VTIMEZONE
TZID:Europe/London
X-LIC-LOCATION:Europe/London
BEGIN:DAYLIGHT
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def calendar_file(events: Iterable[Event], *, name: str, address: AddressOf) -> bytes:
    """A whole calendar, for programs that come back for it."""
    made = _calendar()
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", str(clock.LONDON))
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    return _written(made, events, address)


def event_file(event: Event, *, address: AddressOf) -> bytes:
    """One event, for somebody who puts it into a calendar by hand."""
    return _written(_calendar(), [event], address)


def _calendar() -> Any:
    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Both Ways//Calendar//EN")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    return made


def _written(made: Any, events: Iterable[Event], address: AddressOf) -> bytes:
    made.add_component(icalendar.Timezone.from_ical(_LONDON.replace("\n", "\r\n")))
    for each in events:
        made.add_component(_event(each, address(each)))
    text: bytes = made.to_ical()
    return text


def _event(event: Event, address: str) -> Any:
    made = icalendar.Event()
    made.add("uid", event.uid)
    made.add("sequence", event.sequence)
    made.add("dtstamp", _whole(event.changed))
    made.add("last-modified", _whole(event.changed))
    made.add("summary", event.title)
    made.add("status", event.status)
    made.add("transp", "OPAQUE" if event.status == "CONFIRMED" and event.starts_at else "TRANSPARENT")
    made.add("description", f"{event.words}. {address}")
    made.add("url", address)
    if event.place:
        made.add("location", event.place)
    starts, ends = _span(event)
    made.add("dtstart", starts)
    made.add("dtend", ends)
    return made


def _span(event: Event) -> tuple[dt.date | dt.datetime, dt.date | dt.datetime]:
    """From one moment to another; without a time all day, whose end is the day after."""
    if event.starts_at is None:
        return event.day, event.day + dt.timedelta(days=1)
    starts = dt.datetime.combine(event.day, event.starts_at, ZoneInfo("Europe/London"))
    if event.ends_at is not None and event.ends_at > event.starts_at:
        return starts, dt.datetime.combine(event.day, event.ends_at, ZoneInfo("Europe/London"))
    return starts, starts + _LENGTH


def _whole(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)
