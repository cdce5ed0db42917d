"""What happens by the clock, each turn once, whichever worker is first.

A turn is a row with a unique (name, due time); claiming it is inserting it. There is no leader and no
beat process: every worker ticks, and ticks of a stopped night are made up by one turn, not by many.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from bothways.core import clock
from bothways.core.models import Slot

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timed:
    """One line of the timetable. ``every`` counts from midnight in London; ``at`` is a time of day there."""

    name: str
    deed: str
    every: dt.timedelta | None = None
    at: dt.time | None = None

    def latest_due(self, now: dt.datetime) -> dt.datetime:
        """The most recent moment at which this was due, in UTC."""
        local = now.astimezone(clock.LONDON)
        if self.at is not None:
            due = dt.datetime.combine(local.date(), self.at, tzinfo=clock.LONDON)
            return (due if due <= local else _yesterday(due)).astimezone(dt.UTC)
        assert self.every is not None, f"{self.name} has neither a time nor an interval"  # noqa: S101 - a wrong table
        since = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        return since + self.every * ((now - since) // self.every)


def _yesterday(due: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(due.date() - dt.timedelta(days=1), due.timetz())


def timetable() -> tuple[Timed, ...]:
    """Every line of it, from settings.TIMETABLE."""
    table: tuple[Timed, ...] = import_string(settings.TIMETABLE)
    return table


def tick(now: dt.datetime | None = None) -> list[str]:
    """Claim every turn that is due and not yet claimed, and wake a worker for each. Returns their names."""
    from bothways.core.tasks import run_slot  # it imports this module

    moment = now or clock.now()
    claimed = [timed.name for timed in timetable() if _claim(timed, moment)]
    for name in claimed:
        run_slot.enqueue(name)
    return claimed


def _claim(timed: Timed, now: dt.datetime) -> bool:
    due = timed.latest_due(now)
    if Slot.objects.filter(name=timed.name, due_at__gte=due).exists():
        return False
    made = Slot(name=timed.name, due_at=due)
    with transaction.atomic():
        Slot.objects.bulk_create([made], ignore_conflicts=True)
        return Slot.objects.filter(pk=made.pk).exists()


def run(name: str) -> None:
    """Do the newest claimed turn of one line. A failure is written on the turn, not raised."""
    timed = next(each for each in timetable() if each.name == name)
    turn = Slot.objects.filter(name=name, ended_at=None).order_by("-due_at").first()
    deed: Callable[[], object] = import_string(timed.deed)
    try:
        note, ok = str(deed() or "")[:300], True
    except Exception:  # the timetable goes on, and the health page turns red
        log.exception("timed work failed", extra={"slot": name})
        note, ok = "It failed. The log has the details.", False
    if turn is not None:
        Slot.objects.filter(pk=turn.pk).update(ended_at=clock.now(), ok=ok, note=note)


def overdue(hours: int = 48) -> list[str]:
    """Lines that have not ended well for so long: the health page turns red on any."""
    since = clock.now() - dt.timedelta(hours=hours)
    kept = set(Slot.objects.filter(ok=True, ended_at__gt=since).values_list("name", flat=True))
    begun = Slot.objects.filter(claimed_at__lt=since).exists()
    return [timed.name for timed in timetable() if begun and timed.name not in kept]
