"""Who sees a partnership, said once: those with a role at it, and the people of its schools that said yes.

What a partnership holds is seen by whoever sees the partnership; guests see less where the model says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from bothways.core.scoped import Scoped
from bothways.schools.roles import PlaceKind

if TYPE_CHECKING:
    from bothways.schools.models import Person

YES = "yes"


def schools_of(person: Person) -> list[str]:
    """The ids of the schools where a person holds a role today."""
    return [held.place_id for held in person.held if held.place_kind == PlaceKind.SCHOOL]


def run_by(person: Person) -> list[str]:
    """The ids of the partnerships at which a person holds a role today."""
    return [held.place_id for held in person.held if held.place_kind == PlaceKind.PARTNERSHIP]


def through(path: str, person: Person) -> Q:
    """Rows whose partnership, along ``path``, the person sees. Asks by subquery: no join, so no row comes twice."""
    from bothways.partnerships.models.membership import Membership  # it imports this module

    joined = Membership.unscoped.filter(school_id__in=schools_of(person), state=YES).values("partnership_id")
    return Q(**{f"{path}__in": run_by(person)}) | Q(**{f"{path}__in": joined})


def proposals_for(person: Person) -> Q:
    """Proposals of the partnerships that one runs or belongs to; as a guest, those that one was asked about."""
    from bothways.partnerships.models.membership import Membership, MembershipKind  # it imports this module

    joined = Membership.unscoped.filter(school_id__in=schools_of(person), state=YES)
    members = joined.exclude(kind=MembershipKind.GUEST).values("partnership_id")
    guests = joined.filter(kind=MembershipKind.GUEST, asked__asked_at__isnull=False)
    return (
        Q(partnership_id__in=run_by(person))
        | Q(partnership_id__in=members)
        | Q(pk__in=guests.values("asked__proposal_id"))
    )


class OfAPartnership(Scoped):
    """What belongs to one partnership and is seen by whoever sees it. ``partnership_path`` leads there."""

    partnership_path = "partnership_id"

    class Meta(Scoped.Meta):
        abstract = True

    @classmethod
    def visible_to(cls, everything: models.QuerySet[Any], person: Person) -> models.QuerySet[Any]:
        """Rows of the partnerships that the person sees."""
        return everything.filter(through(cls.partnership_path, person))
