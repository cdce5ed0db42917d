"""Who sees an activity, said once: its partnership's people, the schools that take part, and who leads its day.

Children are never seen by this rule: what is about them is `OfOwnSchool`, and leaves as a label (`queries/labels`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q

from bothways.core.scoped import Scoped
from bothways.partnerships.models.scope import run_by, schools_of
from bothways.schools.roles import PlaceKind

if TYPE_CHECKING:
    from bothways.schools.models import Person


def led_by(person: Person) -> list[str]:
    """The ids of the activities at which a person holds a role today."""
    return [held.place_id for held in person.held if held.place_kind == PlaceKind.ACTIVITY]


def activities_for(person: Person) -> Q:
    """Those of partnerships one runs or is a full member of, those where one's school takes part, those one leads."""
    from bothways.activities.models.activity import TakingPart  # it imports this module
    from bothways.partnerships.models import Membership, MembershipKind, MembershipState

    schools = schools_of(person)
    member = Membership.unscoped.filter(school_id__in=schools, state=MembershipState.YES)
    member = member.exclude(kind=MembershipKind.GUEST)
    return (
        Q(partnership_id__in=run_by(person))
        | Q(partnership_id__in=member.values("partnership_id"))
        | Q(pk__in=TakingPart.unscoped.filter(school_id__in=schools).values("activity_id"))
        | Q(pk__in=led_by(person))
    )


class OfAnActivity(Scoped):
    """What belongs to one activity, tells nothing about a child, and is seen by whoever sees the activity."""

    activity_path: ClassVar = "activity_id"

    class Meta(Scoped.Meta):
        abstract = True

    @classmethod
    def visible_to(cls, everything: models.QuerySet[Any], person: Person) -> models.QuerySet[Any]:
        """Rows of the activities that the person sees. By subquery: no join, so no row comes twice."""
        from bothways.activities.models.activity import Activity  # it imports this module

        seen = Activity.unscoped.filter(activities_for(person)).values("pk")
        return everything.filter(**{f"{cls.activity_path}__in": seen})
