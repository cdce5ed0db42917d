"""A programme of the demonstration: thirty put forward by three schools for 28 places, waiting for its panel."""

from __future__ import annotations

import datetime as dt
import itertools

from bothways.activities.demonstration.events import Made
from bothways.activities.models import Criterion, Nomination, Programme, ProgrammeOwner
from bothways.core.ids import random_id
from bothways.partnerships.demonstration.open_schools import KBA, OUNDLE, PWS, TDA
from bothways.rules import terms
from bothways.rules.pupils import names_until
from bothways.schools.models import Pupil, School
from bothways.schools.queries.pupils import index_of

NAMES = (
    "Ada", "Bilal", "Cara", "Dev", "Elif", "Femi", "Gwen", "Hugo", "Ines", "Jonas", "Kavya", "Leah", "Mina", "Nadia",
    "Oscar",
)  # fmt: skip
ALIASES = ("Robin A", "Sam C", "Alex D", "Charlie E", "Jamie F", "Kit G", "Lee H")
STATEMENTS = (
    "Builds and mends radios at home, and explains to others how they work.",
    "Asks why until it is clear, and finds the mistake in the textbook.",
    "Leads the school’s weather station and writes up what it measures.",
    "Quiet in class; the practical work is the most careful of the year.",
    "Learned to code alone, and runs the lunchtime club with a friend.",
)
CRITERIA = (
    "Free school meals now or in the last six years",
    "Would be the first in the family to go to university",
    "Lives where few young people go to university",
    "Is or has been in care",
)
PUT_FORWARD = ((PWS, 7), (KBA, 8), (TDA, 15))


def make_programmes(made: Made, today: dt.date) -> None:
    """For the partnership of the maths conference, run by its largest school with one more."""
    if made.omec is None:
        return
    partnership = made.omec.partnership
    schools = {each.school.identifier: each.school for each in partnership.memberships.select_related("school")}
    ends_on = max(terms.academic_year(today).last, today + dt.timedelta(days=90))
    programme = Programme.objects.create(
        partnership=partnership, title="STEM Potential", entry_years="10,12", places=28, ends_on=ends_on,
        year=terms.academic_year(ends_on).start, closes_on=today - dt.timedelta(days=2),
        about="Young scientists come together every half-term: laboratories, a formal lunch, and people at work.",
    )  # fmt: skip
    for urn in (OUNDLE, TDA):
        if urn in schools:
            ProgrammeOwner.objects.create(programme=programme, school=schools[urn])
    letters = [
        Criterion.objects.create(programme=programme, letter=letter, words=words).pk
        for letter, words in zip("ABCD", CRITERIA, strict=True)
    ]
    for urn, count in PUT_FORWARD:
        if urn in schools:
            _nominate(programme, schools[urn], count, letters)


def _nominate(programme: Programme, school: School, count: int, letters: list[str]) -> None:
    said = itertools.cycle(STATEMENTS)
    for number, name in zip(range(count), NAMES, strict=False):
        year = "12" if number % 3 == 2 else "10"
        pupil = Pupil.objects.create(
            school=school, local_id=f"{year}-{random_id()[:10]}", first_name=name, initial=chr(65 + number),
            alias=ALIASES[number % len(ALIASES)], name_index=index_of(name, chr(65 + number)), year_group=year,
            last_used_on=programme.ends_on, names_until=names_until(programme.ends_on),
        )  # fmt: skip
        Nomination.objects.create(
            programme=programme, school=school, pupil=pupil, year_group=year, statement=next(said),
            meets=[letter for place, letter in enumerate(letters) if (number + place) % (place + 2) == 0],
        )  # fmt: skip
