"""Worlds of any size for measuring: partnerships with years of plans, answers and meetings."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from bothways.core import audit, clock
from bothways.core.ids import random_id
from bothways.partnerships.models import (
    Answer,
    Asked,
    Attendance,
    Contact,
    Contribution,
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
from bothways.partnerships.models.meeting import MeetingState
from bothways.rules import terms
from bothways.schools.models import School

PROPOSALS_A_YEAR = 12
"""Two a half-term."""


@transaction.atomic
def make_world(*, partnerships: int, schools: int, years: int, seed: int) -> dict[str, int]:
    """``partnerships`` of ``schools`` of the newest worldly schools each, with ``years`` of plans and meetings."""
    chance = random.Random(seed)  # noqa: S311 - a believable world, not a secret
    newest = list(School.objects.filter(name__startswith="World ").order_by("-identifier")[: partnerships * schools])
    counts = {"partnerships": 0, "proposals": 0, "answers": 0, "meetings": 0}
    for first in range(0, len(newest), schools):
        members = _together(newest[first : first + schools], years)
        counts["partnerships"] += 1
        for name, number in _years(members, years, chance):
            counts[name] += number
    audit.record(by=None, verb="world made", partnerships=counts["partnerships"], proposals=counts["proposals"])
    return counts


def _together(group: Sequence[School], years: int) -> list[Membership]:
    start = terms.academic_year(clock.today()).start - years + 1
    slug = f"world-{group[-1].identifier}"
    together = Partnership.objects.create(
        name=f"World partnership {group[-1].identifier}", slug=slug, kind=PartnershipKind.CLUSTER, start_year=start,
        hub=group[-1], is_demo=True,
    )  # fmt: skip
    members = [
        Membership(
            partnership=together, school=school, kind=MembershipKind.FOUNDING, state=MembershipState.YES,
            joined_on=terms.AcademicYear(start).first,
        )
        for school in group
    ]  # fmt: skip
    Membership.objects.bulk_create(members)
    Contact.objects.bulk_create(
        [
            Contact(
                membership=each,
                name="Lead",
                post="Lead",
                email=f"lead-{each.school.identifier}@world.test",
                is_lead=True,
            )
            for each in members
        ]
    )
    return members


def _years(members: list[Membership], years: int, chance: random.Random) -> Iterator[tuple[str, int]]:
    this_year = terms.academic_year(clock.today()).start
    for start in range(this_year - years + 1, this_year + 1):
        halves = terms.usual_half_terms(terms.AcademicYear(start))
        plan = [_proposal(members[0].partnership, start, halves, number, chance) for number in range(PROPOSALS_A_YEAR)]
        Proposal.objects.bulk_create(plan)
        ProposalOwner.objects.bulk_create(
            [ProposalOwner(proposal=each, membership=owner) for each in plan for owner in chance.sample(members, 2)]
        )
        asked = [_asked(each, member, chance) for each in plan for member in members]
        Asked.objects.bulk_create(asked)
        met = [_meeting(members[0].partnership, start, half) for half in halves]
        Meeting.objects.bulk_create(met)
        Attendance.objects.bulk_create(
            [
                Attendance(meeting=each, membership=member, present=each.state == MeetingState.HELD or None)
                for each in met
                for member in members
            ]
        )
        yield from (("proposals", len(plan)), ("answers", len(asked)), ("meetings", len(met)))


def _proposal(
    together: Partnership, start: int, halves: tuple[terms.HalfTerm, ...], number: int, chance: random.Random
) -> Proposal:
    half = halves[number // 2]
    day = half.first + dt.timedelta(days=chance.randint(0, (half.last - half.first).days))
    over = day < clock.today()
    return Proposal(
        partnership=together, title=f"World day {number + 1}", year=start, half_term=half.index, day=day,
        state=ProposalState.DONE if over else ProposalState.ASKING, uid=f"{random_id()}@world",
        answer_by=day - dt.timedelta(days=14), pupils=chance.randint(10, 200),
    )  # fmt: skip


def _asked(proposal: Proposal, member: Membership, chance: random.Random) -> Asked:
    said = proposal.state == ProposalState.DONE or chance.random() < 0.7
    answer = chance.choice([Answer.IN, Answer.IN, Answer.IN, Answer.NOT_THIS_TIME]) if said else Answer.NONE
    gives = chance.random() < 0.3
    values: dict[str, Any] = {"gives": "a room", "gives_kind": Contribution.FACILITIES, "hours": chance.randint(1, 6)}
    return Asked(
        proposal=proposal, membership=member, gets="places", answer=answer, version=1 if said else 0,
        asked_at=clock.now(), answered_at=clock.now() if said else None, **(values if gives else {}),
    )  # fmt: skip


def _meeting(together: Partnership, start: int, half: terms.HalfTerm) -> Meeting:
    day = half.first + dt.timedelta(days=17)
    state = MeetingState.HELD if day < clock.today() else MeetingState.PLANNED
    return Meeting(
        partnership=together, title=f"Meeting {half.name}", year=start, half_term=half.index, day=day,
        starts_at=dt.time(15, 45), ends_at=dt.time(17), state=state, uid=f"{random_id()}@world",
    )  # fmt: skip
