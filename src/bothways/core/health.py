"""How the service is: what the health page shows and what a monitor reads. Counts and times, nothing personal."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from bothways.core import clock, schedule
from bothways.core.models import Job, JobState, OutboxRow, SendState

LATE = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Sign:
    """One thing that is well or not, in words."""

    name: str
    ok: bool
    words: str


def signs() -> tuple[Sign, ...]:
    """All of them, worst first within the page's order."""
    return (_database(), _disk(), _mail(), _doubt(), _jobs(), _timetable())


def _database() -> Sign:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Sign(_("Database"), True, _("%(vendor)s answers.") % {"vendor": connection.vendor})


def _disk() -> Sign:
    usage = shutil.disk_usage(settings.DATA)
    full = round(100 * usage.used / usage.total)
    return Sign(_("Disk"), full < 95, _("%(full)s%% full.") % {"full": full})


def _mail() -> Sign:
    oldest = OutboxRow.objects.filter(state=SendState.QUEUED, not_before__lt=clock.now() - LATE).count()
    waiting = OutboxRow.objects.filter(state=SendState.QUEUED).count()
    return Sign(_("Messages"), not oldest, _("%(n)s waiting, %(late)s of them late.") % {"n": waiting, "late": oldest})


def _doubt() -> Sign:
    doubt = OutboxRow.objects.filter(state=SendState.IN_DOUBT).count()
    failed = OutboxRow.objects.filter(state=SendState.FAILED).count()
    words = _("%(doubt)s may not have arrived, %(failed)s could not be delivered.") % {"doubt": doubt, "failed": failed}
    return Sign(_("Sends that need a person"), not doubt, words)


def _jobs() -> Sign:
    since = clock.now() - LATE
    stuck = Job.objects.filter(state=JobState.QUEUED, created_at__lt=since).count()
    running = Job.objects.filter(state=JobState.RUNNING).count()
    return Sign(
        _("Long work"),
        not stuck,
        _("%(running)s running, %(stuck)s waiting too long.") % {"running": running, "stuck": stuck},
    )


def _timetable() -> Sign:
    late = schedule.overdue()
    words = _("Kept.") if not late else _("Not done for two days: %(names)s.") % {"names": ", ".join(late)}
    return Sign(_("Timetable"), not late, words)
