"""Writes the two stories down as if they had been lived: years that are done, and this one, relative to today."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.utils.text import slugify

from bothways.core import audit, clock
from bothways.partnerships.demonstration import shared_things, year
from bothways.partnerships.demonstration.halton import HALTON, LUNTS
from bothways.partnerships.demonstration.open_schools import OPEN
from bothways.partnerships.demonstration.story import Story
from bothways.partnerships.models import Aim, Contact, Membership, MembershipKind, MembershipState, Partnership
from bothways.rules import terms
from bothways.schools.models import Person, RoleAssignment, School
from bothways.schools.queries.demonstration import ADDRESS
from bothways.schools.roles import COORDINATOR, TEACHER, PlaceKind, Role

YEARS_BACK = 5
STORIES = (HALTON, OPEN)
COORDINATORS = {
    "halton": (("Coordinator, Halton", LUNTS),),
    "open": (("Head of partnerships, Oundle", ""), ("Maths lead, Thomas Deacon", "")),
}


@transaction.atomic
def make(today: dt.date) -> int:
    """Halton and OPEN, once; afresh when the half-term has changed since. Returns how many were made now."""
    made = 0
    for story in STORIES:
        standing = Partnership.unscoped.filter(slug=story.slug, is_demo=True).first()
        if standing is not None and _same_half_term(standing.made_at.date(), today):
            continue
        if standing is not None:
            standing.delete()
        made += _tell(story, today)
    audit.record(by=None, verb="demonstration made", partnerships=made)
    return made


def _same_half_term(then: dt.date, today: dt.date) -> bool:
    both = []
    for day in (then, today):
        school_year = terms.academic_year(day)
        found = terms.current_or_next(day, terms.usual_half_terms(school_year))
        both.append((school_year, found.index if found else 6))
    return both[0] == both[1]


def _tell(story: Story, today: dt.date) -> int:
    schools = {
        school.identifier: school for school in School.objects.filter(identifier__in=[s[0] for s in story.schools])
    }
    if len(schools) < len(story.schools):  # a register of a few schools, as in tests: nothing to tell
        return 0
    School.objects.filter(pk__in=[school.pk for school in schools.values()]).update(is_demo=True)
    partnership = _partnership(story, schools)
    members = _members(story, partnership, schools)
    people = _people(story, partnership, schools)
    this_year = terms.academic_year(today).start
    first = max(story.start_year, this_year - YEARS_BACK)
    for start in range(first, this_year + 1):
        year.Telling(story, partnership, members, start, today, people[0]).tell()
    shared_things.tell(story, partnership, members, today)
    return 1


def _partnership(story: Story, schools: dict[str, School]) -> Partnership:
    partnership: Partnership = Partnership.objects.create(
        name=story.name,
        slug=story.slug,
        kind=story.kind,
        area=story.area,
        charter=story.charter,
        start_year=story.start_year,
        hub=schools.get(story.hub),
        is_demo=True,
        public_since=clock.now(),
    )
    Aim.objects.bulk_create(
        [Aim(partnership=partnership, words=words, position=number) for number, words in enumerate(story.aims)]
    )
    return partnership


def _members(story: Story, partnership: Partnership, schools: dict[str, School]) -> dict[str, Membership]:
    since = terms.AcademicYear(story.start_year).first
    members = {
        urn: Membership(
            partnership=partnership,
            school=schools[urn],
            kind=MembershipKind.FOUNDING if number < 10 else MembershipKind.MEMBER,
            state=MembershipState.YES,
            brings=brings,
            expects=expects,
            joined_on=since if number < 10 else since + dt.timedelta(days=400),
            answered_by=story.post,
        )
        for number, (urn, brings, expects) in enumerate(story.schools)
    }
    Membership.objects.bulk_create(list(members.values()))
    Contact.objects.bulk_create([_lead(story, members[urn]) for urn in members])
    return members


def _lead(story: Story, membership: Membership) -> Contact:
    address = f"lead-{membership.school.identifier}{ADDRESS}"
    known = Person.unscoped.filter(email=f"{slugify(f'{story.post}, {membership.school.name.split()[0]}')}{ADDRESS}")
    return Contact(
        membership=membership,
        name=story.post,
        post=story.post,
        email=address,
        is_lead=True,
        person=known.first(),
        starts_on=membership.joined_on or dt.date(story.start_year, 9, 1),
    )


def _people(story: Story, partnership: Partnership, schools: dict[str, School]) -> list[Person]:
    found = [_coordinator(name, schools.get(urn)) for name, urn in COORDINATORS[story.slug]]
    RoleAssignment.unscoped.filter(role=COORDINATOR.key, place_kind=PlaceKind.PARTNERSHIP, person__in=found).exclude(
        place_id__in=Partnership.unscoped.values("pk")
    ).delete()
    for person in found:
        _give(person, COORDINATOR, partnership, terms.AcademicYear(story.start_year).first)
    return found


def _coordinator(name: str, school: School | None) -> Person:
    """The person who runs it: somebody of the cast already, or a new one who teaches at a school as well."""
    address = f"{slugify(name)}{ADDRESS}"
    standing: Person | None = Person.unscoped.filter(email=address).first()
    if standing is not None:
        return standing
    person: Person = Person.unscoped.create_user(email=address, name=name)
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    RecoveryCodes.activate(person)
    if school is not None:
        _give(person, TEACHER, school, dt.date(2019, 9, 1))
    return person


def _give(person: Person, role: Role, place: School | Partnership, since: dt.date) -> None:
    RoleAssignment.objects.create(person=person, role=role.key, place_kind=role.at, place_id=place.pk, starts_on=since)
