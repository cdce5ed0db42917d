"""Makes rows of partnerships for tests, the shortest way; what people do is tested through the actions."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from bothways.core import clock
from bothways.partnerships.models import (
    Asked,
    Contact,
    Meeting,
    Membership,
    MembershipKind,
    MembershipState,
    Partnership,
    PartnershipKind,
    Proposal,
    ProposalOwner,
    ProposalState,
)
from bothways.rules import terms
from bothways.schools.models import Person, School

_numbers = itertools.count(1)


def make_partnership(*schools: School, **values: Any) -> Partnership:
    """A cluster of these schools, all founding members since this academic year, each with a lead."""
    number = next(_numbers)
    values.setdefault("name", f"Test Partnership {number}")
    values.setdefault("slug", f"test-partnership-{number}")
    values.setdefault("kind", PartnershipKind.CLUSTER)
    values.setdefault("start_year", terms.academic_year(clock.today()).start)
    partnership = Partnership.unscoped.create(**values)
    for school in schools:
        join(partnership, school)
    return partnership


def join(partnership: Partnership, school: School, *, lead: Person | None = None, **values: Any) -> Membership:
    """The school is in, with a lead whom mail reaches."""
    number = next(_numbers)
    values.setdefault("kind", MembershipKind.FOUNDING)
    values.setdefault("state", MembershipState.YES)
    values.setdefault("joined_on", clock.today())
    membership = Membership.unscoped.create(partnership=partnership, school=school, **values)
    Contact.unscoped.create(
        membership=membership,
        name=f"Lead {number}",
        post="Science lead",
        email=lead.email if lead else f"lead{number}@school.test",
        is_lead=True,
        person=lead,
    )
    return membership


def make_proposal(partnership: Partnership, *, asked: bool = True, **values: Any) -> Proposal:
    """A proposal for next week, owned by the first two schools, that every member is asked about."""
    number = next(_numbers)
    day = values.setdefault("day", clock.today() + dt.timedelta(days=7))
    year = terms.academic_year(day)
    found = terms.current_or_next(day, terms.usual_half_terms(year))
    values.setdefault("title", f"Proposal {number}")
    values.setdefault("year", year.start)
    values.setdefault("half_term", found.index if found else 5)
    values.setdefault("state", ProposalState.ASKING if asked else ProposalState.PROPOSED)
    values.setdefault("uid", f"proposal-{number}@bothways.test")
    proposal = Proposal.unscoped.create(partnership=partnership, **values)
    members = list(partnership.memberships.filter(state=MembershipState.YES).order_by("pk"))
    ProposalOwner.unscoped.bulk_create([ProposalOwner(proposal=proposal, membership=each) for each in members[:2]])
    now = clock.now() if asked else None
    Asked.unscoped.bulk_create([Asked(proposal=proposal, membership=each, asked_at=now) for each in members])
    return proposal


def make_meeting(partnership: Partnership, **values: Any) -> Meeting:
    """An after-school meeting next week."""
    number = next(_numbers)
    day = values.setdefault("day", clock.today() + dt.timedelta(days=7))
    year = terms.academic_year(day)
    found = terms.current_or_next(day, terms.usual_half_terms(year))
    values.setdefault("title", f"Meeting {number}")
    values.setdefault("year", year.start)
    values.setdefault("half_term", found.index if found else 5)
    values.setdefault("starts_at", dt.time(15, 45))
    values.setdefault("ends_at", dt.time(17, 0))
    values.setdefault("uid", f"meeting-{number}@bothways.test")
    return Meeting.unscoped.create(partnership=partnership, **values)
