"""Who was reached, and who had nothing yet. Pure: visits in, totals and gaps out.

An attendance is one pupil at one activity; the same pupil at two counts twice, and pages say so. Families are counted
apart, and what nobody recorded is not nought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Visit:
    """One school's pupils at one activity. ``by_year`` is empty where pupils came as a number only."""

    school: str
    activity: str
    pupils: int
    years: Sequence[str] = ()
    by_year: Mapping[str, int] = field(default_factory=dict)
    families: int | None = None


@dataclass(frozen=True)
class Totals:
    """Attendances of some visits. ``families`` is None where nobody recorded any."""

    pupils: int
    activities: int
    schools: int
    families: int | None


def totals(visits: Iterable[Visit]) -> Totals:
    """The four numbers."""
    all_of_them = list(visits)
    recorded = [visit.families for visit in all_of_them if visit.families is not None]
    return Totals(
        sum(visit.pupils for visit in all_of_them),
        len({visit.activity for visit in all_of_them}),
        len({visit.school for visit in all_of_them if visit.pupils}),
        sum(recorded) if recorded else None,
    )


def by(visits: Iterable[Visit], of_school: Mapping[str, str]) -> dict[str, int]:
    """Attendances by a fact about schools, such as sector; "" for schools of which it is not known."""
    counted: Counter[str] = Counter()
    for visit in visits:
        counted[of_school.get(visit.school, "")] += visit.pupils
    return dict(counted)


def by_year(visits: Iterable[Visit]) -> tuple[dict[str, int], int]:
    """Attendances by year group, and how many have none: they came as a number to something for several years."""
    counted: Counter[str] = Counter()
    unknown = 0
    for visit in visits:
        if visit.by_year:
            counted.update(visit.by_year)
            unknown += max(0, visit.pupils - sum(visit.by_year.values()))
        elif len(visit.years) == 1:
            counted[visit.years[0]] += visit.pupils
        else:
            unknown += visit.pupils
    return dict(counted), unknown


def coverage(schools: Mapping[str, Sequence[str]], visits: Iterable[Visit]) -> dict[str, dict[str, int]]:
    """For each school and each of its year groups: how many activities it took part in. Nought is what matters.

    Pupils who came as a number to something for several years cover each of those years that the school has.
    """
    found = {school: dict.fromkeys(years, 0) for school, years in schools.items()}
    for visit in visits:
        if not visit.pupils:
            continue
        came = [year for year, count in visit.by_year.items() if count] or visit.years
        for year in came:
            if year in found.get(visit.school, {}):
                found[visit.school][year] += 1
    return found


def without(covered: Mapping[str, Mapping[str, int]]) -> dict[str, list[str]]:
    """The schools that have year groups with nothing yet, and which."""
    gaps = {school: [year for year, count in years.items() if not count] for school, years in covered.items()}
    return {school: years for school, years in gaps.items() if years}
