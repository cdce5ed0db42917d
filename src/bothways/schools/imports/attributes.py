"""Files that say more about schools the register holds. They add no school and rename none."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from bothways.core.imports import Column, Format
from bothways.schools.imports import cells
from bothways.schools.imports.facts import SUBJECT, URN, Facts, Kind, checker


def _sector(row: Mapping[str, str], facts: Facts) -> None:
    sector = cells.sector(row.get("kind", ""), "")
    if sector:
        facts["sector"] = sector
    facts.pop("kind", None)  # "Maintained School" is a sector; the register's own types are finer


PUPIL_PREMIUM = Kind(
    format=Format(
        name="pupil_premium",
        title=gettext_lazy("pupil premium allocations by school"),
        subject=SUBJECT,
        columns=(
            URN,
            Column(name="laestab", title="LAEstab", required=True),
            Column(
                name="roll",
                title="Number of pupils on roll",
                synonyms=("Number of pupils on roll (7)",),
                required=True,
            ),
        ),
        check=checker(needs=()),
    ),
    adds=False,
    census_lag=0,
)
FREE_MEALS = Kind(
    format=Format(
        name="free_meals",
        title=gettext_lazy("free school meals by school"),
        subject=SUBJECT,
        columns=(URN, Column(name="fsm_percent", title="fsm_prop", required=True)),
        check=checker(needs=()),
    ),
    adds=False,
    census_lag=1,
)
DETAILS = Kind(
    format=Format(
        name="details",
        title=gettext_lazy("school details of the performance tables"),
        subject=SUBJECT,
        columns=(
            URN,
            Column(name="kind", title="Type", required=True),
            Column(name="low_age", title="Age From", required=True),
            Column(name="high_age", title="Age To", required=True),
            Column(name="gender", title="Gender"),
            Column(name="opened_on", title="Date Opened"),
        ),
        check=checker(_sector, needs=()),
    ),
    adds=False,
    gaps_only=True,
)
