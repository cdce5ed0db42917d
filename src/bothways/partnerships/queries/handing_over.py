"""Who was asked to run a partnership, who could be, and when it changed hands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import QuerySet

from bothways.core import access
from bothways.partnerships.models import Contact, Handover, MembershipState, Partnership
from bothways.partnerships.queries import forming
from bothways.schools.models import Invitation, InvitationState, Person
from bothways.schools.roles import COORDINATOR, PlaceKind

ContactRow: TypeAlias = Contact
"""What `could_take_over` returns: pages name this and never the model."""


@dataclass(frozen=True)
class Waiting:
    """Somebody who was asked to run it and has not answered. ``leaves``: the asker's role ends with their yes."""

    invitation: Invitation
    leaves: bool


def waiting(partnership: Partnership, *, by: Person) -> Sequence[Waiting]:
    """Who was asked to run it and has not answered, newest first: two queries."""
    asked = _invitations(partnership, by=by).filter(state=InvitationState.ASKED).order_by("-created_at")
    leaves = dict(partnership.handovers.values_list("invitation_id", "from_leaves"))
    return tuple(Waiting(each, leaves.get(each.pk, False)) for each in asked)


def invitation(partnership: Partnership, invitation_id: str, *, by: Person) -> Invitation:
    """One such question that ``by`` may see. NotFound otherwise."""
    return access.get(Invitation, invitation_id, by=by, using=_invitations(partnership, by=by))


def _invitations(partnership: Partnership, *, by: Person) -> QuerySet[Invitation]:
    rows: QuerySet[Invitation] = Invitation.objects.for_(by)
    return rows.filter(place_kind=PlaceKind.PARTNERSHIP, place_id=partnership.pk, role=COORDINATOR.key)


def past(partnership: Partnership) -> Sequence[Handover]:
    """When it changed hands or came to be shared, newest first."""
    return tuple(partnership.handovers.exclude(taken_at=None).order_by("-taken_at"))


def could_take_over(partnership: Partnership, *, by: Person) -> Sequence[Contact]:
    """Contacts of today with an address at schools that are in, leads first; none who runs it already."""
    running = [role.person.email for role in forming.coordinators(partnership)]
    rows = Contact.objects.for_(by).filter(membership__partnership=partnership, ends_on=None)
    found = rows.filter(membership__state=MembershipState.YES).exclude(email="").exclude(email__in=running)
    return tuple(found.select_related("membership__school").order_by("-is_lead", "membership__school__search_text"))
