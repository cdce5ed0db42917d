"""The demonstration of activities: events first, then each subject fills them, in the order of `FILLING`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from bothways.activities.demonstration.afterwards import make_afterwards
from bothways.activities.demonstration.bookings import make_bookings
from bothways.activities.demonstration.events import Made, make_events
from bothways.activities.demonstration.programmes import make_programmes
from bothways.activities.demonstration.pupils import make_pupils
from bothways.activities.demonstration.teams import make_teams
from bothways.activities.demonstration.training import make_training
from bothways.activities.demonstration.world import make_world
from bothways.core import audit

__all__ = ["FILLING", "Made", "make", "make_world"]

FILLING: tuple[Callable[[Made, dt.date], object], ...] = (
    make_bookings,
    make_pupils,
    make_teams,
    make_training,
    make_afterwards,
    make_programmes,
)
"""What is put into the events: bookings, pupils, teams, the register, training and what comes after, one after another.

Each stands in a file of its own here as ``make_<subject>(made, today)`` and finds None where an event is not there.
"""


@transaction.atomic
def make(today: dt.date) -> int:
    """Every event with all that is in it, once. Returns how many events were made now."""
    made = make_events(today)
    count = sum(each is not None for each in vars(made).values())
    if count:
        for fill in FILLING:
            fill(made, today)
    audit.record(by=None, verb="demonstration of events made", events=count)
    return count
