"""Files that fill the register of schools. One file a kind, one line in `KINDS`."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import Any

from bothways.core import clock
from bothways.core.imports import Importer
from bothways.schools.imports import cells, links
from bothways.schools.imports.attributes import DETAILS, FREE_MEALS, PUPIL_PREMIUM
from bothways.schools.imports.extract import EXTRACT
from bothways.schools.imports.facts import Kind
from bothways.schools.imports.names import ADDRESSES, STATUSES
from bothways.schools.imports.open_only import OPEN_ONLY
from bothways.schools.imports.target import SchoolTarget, Source

KINDS: tuple[Kind, ...] = (EXTRACT, STATUSES, ADDRESSES, OPEN_ONLY, PUPIL_PREMIUM, FREE_MEALS, DETAILS)
FORMATS = (*(kind.format.name for kind in KINDS), links.FORMAT.name)
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_]?([01]\d)(?:[-_]?([0-3]\d))?(?!\d)")
_YEARS = re.compile(r"(?<!\d)(20\d\d)[-_/](?:20)?(\d\d)(?!\d)")


def importers(name: str, *, as_of: dt.date | None = None, close_missing: bool = False) -> tuple[Importer[Any], ...]:
    """Every importer of the register, for one file. ``as_of`` is the day its facts are from, if a person says so."""
    day = as_of or date_in_name(name) or clock.today()
    made = [
        Importer(kind.format, partial(SchoolTarget, kind, _source(kind, name, day, close_missing))) for kind in KINDS
    ]
    return (*made, Importer(links.FORMAT, links.LinkTarget))


def date_in_name(name: str) -> dt.date | None:
    """The date in a file name: edubasealldata20230421.csv, or schools_2024-07.csv, which counts as the first."""
    for year, month, day in _DAY.findall(name):
        try:
            return dt.date(int(year), int(month), int(day or 1))
        except ValueError:
            continue
    return None


def _source(kind: Kind, name: str, as_of: dt.date, close_missing: bool) -> Source:
    years = _YEARS.search(name)
    census = None
    if years and kind.census_lag is not None and int(years[2]) == (int(years[1]) + 1) % 100:
        census = cells.census_day(int(years[1]) + kind.census_lag)
    return Source(name[:120], as_of, census, close_missing)
