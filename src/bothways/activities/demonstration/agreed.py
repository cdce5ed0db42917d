"""The proposals behind the demonstration's events: agreed in the plan, as if schools had said so a fortnight ago."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bothways.core import clock
from bothways.core.ids import random_id
from bothways.partnerships.models import (
    Answer,
    Asked,
    EventKind,
    GivenAnswer,
    MembershipState,
    Partnership,
    Proposal,
    ProposalEvent,
    ProposalOwner,
    ProposalState,
)
from bothways.partnerships.queries import calendars
from bothways.rules import terms

POST = "Partnership lead"


@dataclass(frozen=True)
class Agreement:
    """What schools agreed to; schools by URN. ``instead``: the plan's own item of that title becomes this one.

    ``gives`` is {URN: words}; ``no`` said not this time; ``only`` were asked (all members when empty).
    """

    title: str
    about: str
    why: str
    owners: Sequence[str]
    host: str
    place: str
    pupils: int
    years: str
    starts: dt.time
    ends: dt.time
    gives: dict[str, str]
    gets: str
    no: Collection[str] = ()
    only: Collection[str] = ()
    instead: str = ""


def school_day(partnership: Partnership, day: dt.date) -> dt.date:
    """The first day from this one on at which most schools teach; the day itself where the calendar knows none."""
    for later in range(28):
        found = day + dt.timedelta(days=later)
        if not calendars.closed_on(partnership, found):
            return found
    return day


def agree(partnership: Partnership, agreement: Agreement, day: dt.date) -> Proposal:
    """The proposal, confirmed, with every school's answer."""
    proposal = _proposal(partnership, agreement, day)
    members = {
        each.school.identifier: each
        for each in partnership.memberships.filter(state=MembershipState.YES).select_related("school")
        if not agreement.only or each.school.identifier in agreement.only
    }
    proposal.owners.all().delete()
    proposal.asked.all().delete()
    ProposalOwner.objects.bulk_create(
        [ProposalOwner(proposal=proposal, membership=members[urn]) for urn in agreement.owners if urn in members]
    )
    at = clock.now() - dt.timedelta(days=14)
    for urn, membership in members.items():
        answer = Answer.NOT_THIS_TIME if urn in agreement.no else Answer.IN
        asked = Asked.objects.create(
            proposal=proposal,
            membership=membership,
            gives=agreement.gives.get(urn, ""),
            gets="" if urn in agreement.no else agreement.gets,
            answer=answer,
            version=proposal.version,
            asked_at=at - dt.timedelta(days=7),
            answered_at=at,
            answered_by=POST,
        )
        GivenAnswer.objects.create(
            asked=asked, version=proposal.version, answer=answer, by_name=POST, by_link=True, at=at
        )
    return proposal


def _proposal(partnership: Partnership, agreement: Agreement, day: dt.date) -> Proposal:
    """The plan's own item where it is still ahead, else a new one; on the day, and confirmed."""
    year = terms.academic_year(day)
    found = terms.current_or_next(day, terms.usual_half_terms(year))
    host = partnership.memberships.filter(school__identifier=agreement.host).first()
    values = {
        "title": agreement.title,
        "about": agreement.about,
        "why_together": agreement.why,
        "state": ProposalState.CONFIRMED,
        "year": year.start,
        "half_term": found.index if found else 5,
        "day": day,
        "starts_at": agreement.starts,
        "ends_at": agreement.ends,
        "place": agreement.place,
        "host_id": host.school_id if host else None,
        "pupils": agreement.pupils,
        "year_groups": agreement.years,
    }
    ahead = partnership.proposals.filter(title=agreement.instead, day__gte=clock.today(), activity=None)
    standing = ahead.order_by("day").first()
    if standing is None:
        made: Proposal = partnership.proposals.create(uid=f"{random_id()}@bothways", **values)
        ProposalEvent.objects.create(proposal=made, kind=EventKind.PROPOSED, version=1, by_name=POST)
        return made
    partnership.proposals.filter(pk=standing.pk).update(**values)
    standing.refresh_from_db()
    return standing
