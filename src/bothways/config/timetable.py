"""What happens by the clock. Times are London's."""

from __future__ import annotations

import datetime as dt

from bothways.core.schedule import Timed

TIMETABLE: tuple[Timed, ...] = (
    Timed("send what is due", "bothways.core.outbox.drain", every=dt.timedelta(minutes=1)),
    Timed("wake missed work", "bothways.core.jobs.sweep", every=dt.timedelta(minutes=1)),
    Timed("keep the tombstone ledger", "bothways.core.backup.keep_ledger", every=dt.timedelta(minutes=15)),
    Timed("waiting lists of events", "bothways.activities.actions.offers.keep_lines", every=dt.timedelta(minutes=5)),
    Timed("the coordinator’s week", "bothways.partnerships.actions.week.send_due", at=dt.time(7, 0)),
    Timed("the half-term in one letter", "bothways.partnerships.actions.letters.send_due", at=dt.time(7, 0)),
    Timed("ask what was shared", "bothways.activities.actions.training.ask_due", at=dt.time(7, 0)),
    Timed("forget on time", "bothways.core.retention.run", at=dt.time(3, 10)),
)
