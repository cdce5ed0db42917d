"""How dates and numbers are said: "Thursday 3 December", "1,284"."""

from __future__ import annotations

import datetime as dt

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import clock


def _local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    return value.astimezone(clock.LONDON) if isinstance(value, dt.datetime) else value


def date(value: dt.date | dt.datetime | None) -> str:
    """3 December 2026; nothing for None."""
    return "" if value is None else formats.date_format(_local(value), "j F Y")


def day(value: dt.date | dt.datetime | None) -> str:
    """Thursday 3 December; nothing for None."""
    return "" if value is None else formats.date_format(_local(value), "l j F")


def number(value: int | None) -> str:
    """1,284; nothing for None."""
    return "" if value is None else f"{value:,}"


def ago(value: dt.datetime | None) -> str:
    """ "4 minutes ago", for things of today; the date for older ones."""
    if value is None:
        return ""
    seconds = (clock.now() - value).total_seconds()
    if seconds < 60:
        return _("just now")
    if seconds < 3600:
        minutes = int(seconds // 60)
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    if seconds < 86400:
        hours = int(seconds // 3600)
        return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
    return date(value)
