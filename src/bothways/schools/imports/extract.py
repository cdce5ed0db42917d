"""The full extract of the national register: 133 columns until 2018 or so, 140 since; we read twenty.

The list that this product exports has the same headers, and two more of its own (sector, date of free meals), so it
can be read again. Columns that hold the names of head teachers are never read.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from bothways.core.imports import Column, Format
from bothways.schools.imports import cells
from bothways.schools.imports.facts import SUBJECT, URN, Facts, Kind, checker
from bothways.schools.models import Status

_OPEN = Status.OPEN.value


def _finish(row: Mapping[str, str], facts: Facts) -> None:
    sector = cells.sector(row.get("kind", ""), row.get("group", ""))
    if sector:
        facts.setdefault("sector", sector)
    council, number = row.get("council_number", ""), row.get("school_number", "")
    if council.isdecimal() and number.isdecimal() and len(number) <= 4:
        facts["laestab"] = f"{council:>03}{number:>04}"[-7:]
    if facts.get("status") == _OPEN and "closed_on" in row:
        facts["closed_on"] = None
    if "fsm_percent" in facts and "roll_on" in facts:
        facts.setdefault("fsm_on", facts["roll_on"])


EXTRACT = Kind(
    format=Format(
        name="extract",
        title=gettext_lazy("the full extract of the national register"),
        subject=SUBJECT,
        columns=(
            URN,
            Column(name="name", title="EstablishmentName", required=True),
            Column(name="status", title="EstablishmentStatus (name)", required=True),
            Column(name="local_authority", title="LA (name)", required=True),
            Column(name="council_number", title="LA (code)"),
            Column(name="school_number", title="EstablishmentNumber"),
            Column(name="kind", title="TypeOfEstablishment (name)"),
            Column(name="group", title="EstablishmentTypeGroup (name)"),
            Column(name="opened_on", title="OpenDate"),
            Column(name="closed_on", title="CloseDate"),
            Column(name="phase", title="PhaseOfEducation (name)"),
            Column(name="low_age", title="StatutoryLowAge"),
            Column(name="high_age", title="StatutoryHighAge"),
            Column(name="gender", title="Gender (name)"),
            Column(name="roll_on", title="CensusDate"),
            Column(name="roll", title="NumberOfPupils"),
            Column(name="fsm_percent", title="PercentageFSM"),
            Column(name="fsm_on", title="PercentageFSMDate"),
            Column(name="sector", title="Sector"),
            Column(name="town", title="Town"),
            Column(name="postcode", title="Postcode"),
        ),
        check=checker(_finish),
    )
)
