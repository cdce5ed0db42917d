"""Everything that waits in a partnership, from every source there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from bothways.partnerships.models import Partnership
from bothways.partnerships.needs.need import Need, Source


def every_need(partnership: Partnership, today: dt.date) -> Iterator[Need]:
    """Each need of each source, as the sources order them."""
    for name in settings.NEED_SOURCES:
        yield from cast("Source", import_string(name))(partnership, today)
