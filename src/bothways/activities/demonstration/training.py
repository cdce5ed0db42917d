"""Training for the demonstration: this year's course that almost every school has done, another for the early years."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from bothways.activities.demonstration.events import Made
from bothways.activities.models import Completion, Course, NeedsAudit
from bothways.core import clock
from bothways.partnerships.models import MembershipKind, MembershipState, Partnership
from bothways.partnerships.queries import belonging
from bothways.rules import terms

DONE_AGO, SCHOOLS_WITHOUT, SHARED = dt.timedelta(days=40), 1, 9
AREAS = ("physics", "practical", "earth_space", "assessment")


def make_training(made: Made, today: dt.date) -> None:
    """For the partnership of the technicians' day, which is Halton."""
    if made.technicians is None:
        return
    partnership = made.technicians.partnership
    year = terms.academic_year(today).start
    forces, _new = partnership.courses.get_or_create(
        year=year,
        title="Phizzi: forces and magnets",
        defaults={
            "provider": "Phizzi",
            "about": "Practical work with forces and magnets, with kit that every school has.",
            "audience": "subject_leads",
            "for_each": "science lead",
            "hours": Decimal("1.5"),
            "due_by": today + dt.timedelta(days=20),
            "areas": ["physics", "practical"],
        },
    )
    talk, _new = partnership.courses.get_or_create(
        year=year,
        title="Science Talk",
        defaults={"audience": "early_years", "hours": Decimal(1), "areas": ["working"], "provider": "The university"},
    )
    _fill(partnership, forces, talk, today, year)


def _fill(partnership: Partnership, forces: Course, talk: Course, today: dt.date, year: int) -> None:
    rows = partnership.memberships.filter(state=MembershipState.YES).exclude(kind=MembershipKind.GUEST)
    members, leads = list(rows.select_related("school").order_by("school__name")), belonging.leads(partnership)
    done = []
    for member in members[: len(members) - SCHOOLS_WITHOUT]:
        lead = leads.get(member.pk)
        done.append(
            Completion.objects.create(
                course=forces, membership=member, name=lead.name if lead else "Science lead", post="Science lead",
                email=lead.email if lead else "", on=today - DONE_AGO, hours=forces.hours, asked_at=clock.now(),
            )
        )  # fmt: skip
    for n, row in enumerate(done[:SHARED]):
        form = ("staff_meeting", "guide", "coaching", "lesson")[n % 4]
        told: dict[str, Any] = {"colleagues": 4 + 3 * n % 11}
        told["words"] = "The teacher guide and the magnets." if n == 0 else ""
        row.cascades.create(form=form, on=today - dt.timedelta(days=5), answered_by=row.name, **told)
    for member in members[:6]:
        Completion.objects.create(
            course=talk, membership=member, name="Early years lead", on=today - dt.timedelta(days=12), hours=talk.hours
        )
    for n, member in enumerate(members):
        for place, area in enumerate(AREAS):
            NeedsAudit.objects.create(membership=member, year=year, area=area, confidence=1 + (n + 2 * place) % 5)
