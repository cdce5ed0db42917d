"""Makes programmes and nominations for tests, the shortest way; what people do is tested through the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bothways.activities.models import Activity, Criterion, Nomination, Programme, ProgrammeOwner
from bothways.core import clock
from bothways.partnerships.models import Partnership
from bothways.rules import terms
from bothways.schools.models import School
from tests.factories.activities import make_activity, make_pupil, take_part

CRITERIA = ("Free school meals in the last six years", "First in the family to go to university")


def make_programme(partnership: Partnership, *owners: School, **values: Any) -> Programme:
    """28 places for Y10 and Y12, open for a fortnight, with two criteria."""
    today = clock.today()
    ends_on = values.pop("ends_on", today + dt.timedelta(days=200))
    year = terms.academic_year(ends_on).start
    facts = {"title": "STEM Potential", "entry_years": "10,12", "places": 28, "year": year, "ends_on": ends_on}
    facts["closes_on"] = today + dt.timedelta(days=14)
    made = Programme.unscoped.create(partnership=partnership, **{**facts, **values})
    for school in owners:
        ProgrammeOwner.unscoped.create(programme=made, school=school)
    for letter, words in zip("AB", CRITERIA, strict=True):
        Criterion.unscoped.create(programme=made, letter=letter, words=words)
    return made


def make_nomination(programme: Programme, school: School, **values: Any) -> Nomination:
    """A pupil of Year 10, with a statement and no criterion ticked."""
    pupil = values.pop("pupil", None) or make_pupil(school, year_group="10")
    facts = {"year_group": pupil.year_group, "statement": "Asks why until it is clear.", **values}
    return Nomination.unscoped.create(programme=programme, school=school, pupil=pupil, **facts)


def make_visit(programme: Programme, *schools: School, **values: Any) -> Activity:
    """A visit of the cohort: the first school owns it, the others take part."""
    made = make_activity(
        programme.partnership,
        schools[0],
        programme=programme,
        kind="programme_visit",
        places=programme.places,
        **values,
    )
    for school in schools[1:]:
        take_part(made, school)
    return made
