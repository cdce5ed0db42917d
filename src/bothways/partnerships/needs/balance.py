"""Needs: schools that only give or only receive so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bothways.partnerships.models import Partnership
from bothways.partnerships.needs.need import Need


def source(partnership: Partnership, today: dt.date) -> Iterable[Need]:  # noqa: ARG001 - the shape of a source
    """Nothing yet."""
    return ()
