"""Who works where, and where a person works."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bothways.core import access, clock
from bothways.core.errors import NotFound
from bothways.schools.models import Invitation, InvitationState, Person, RoleAssignment, School
from bothways.schools.roles import BY_KEY, PlaceKind


@dataclass(frozen=True)
class Place:
    """Somewhere a person can act: for the header's menu. ``key`` is what the switch sends."""

    kind: str
    id: str
    name: str
    role: str

    @property
    def key(self) -> str:
        """``kind:id``."""
        return f"{self.kind}:{self.id}"


SchoolRow: TypeAlias = School
"""What `school` returns: pages name this and never the model."""


NamesOf: TypeAlias = Callable[[Sequence[str]], Mapping[str, str]]
"""Ids of places of one kind to their names. A room above gives it for its own kind of place."""


def school_names(ids: Sequence[str]) -> Mapping[str, str]:
    """The names of schools."""
    return dict(School.objects.filter(pk__in=ids).values_list("pk", "name"))


def places_of(person: Person, names_of: Mapping[str, NamesOf]) -> tuple[Place, ...]:
    """The places where a person holds a role today: one query for the names of each kind of place they work at."""
    roles: dict[tuple[str, str], list[str]] = {}
    for held in person.held:
        roles.setdefault(held.place, []).append(str(held.table.name))
    names = {(PlaceKind.SERVICE.value, ""): _("The service")}
    for kind, named in names_of.items():
        ids = [pk for held_kind, pk in roles if held_kind == kind]
        names |= {(kind, pk): name for pk, name in (named(ids) if ids else {}).items()}
    made = [
        Place(kind, pk, names[kind, pk], ", ".join(held)) for (kind, pk), held in roles.items() if (kind, pk) in names
    ]
    return tuple(sorted(made, key=lambda place: (place.kind, place.name)))


def staff_of(school: School, *, by: Person) -> QuerySet[RoleAssignment]:
    """Everyone with a role at a school today, each with their person; one query when it is read."""
    rows: QuerySet[RoleAssignment] = _roles_at(school, by=by).filter(RoleAssignment.current())
    return rows


def ended_today(school: School, *, by: Person) -> Sequence[RoleAssignment]:
    """The roles that can still be put back, by name."""
    return tuple(_roles_at(school, by=by).filter(ends_on=clock.today()).order_by("person__name", "person__email"))


def _roles_at(school: School, *, by: Person) -> QuerySet[RoleAssignment]:
    rows: QuerySet[RoleAssignment] = RoleAssignment.objects.for_(by)
    return rows.filter(place_kind=PlaceKind.SCHOOL, place_id=school.pk).select_related("person")


def open_invitations(school: School, *, by: Person) -> Sequence[Invitation]:
    """Those still unanswered, newest first."""
    rows = Invitation.objects.for_(by).filter(place_kind=PlaceKind.SCHOOL, place_id=school.pk)
    return tuple(rows.filter(state=InvitationState.ASKED).order_by("-created_at"))


@dataclass(frozen=True)
class Offer:
    """What the page behind an invitation link may show: the place and the role, nothing of anybody."""

    email: str
    place_kind: str
    place: str
    role: str
    about: str
    answered: bool


def offer(invitation_id: str, names_of: Mapping[str, NamesOf]) -> Offer:
    """The offer behind a link. NotFound when its place is gone."""
    row = Invitation.unscoped.get(pk=invitation_id)
    names = names_of.get(row.place_kind)
    named = names([row.place_id]) if names else {}
    if row.place_id not in named:
        raise NotFound
    role, answered = BY_KEY[row.role], row.state != InvitationState.ASKED
    return Offer(row.email, row.place_kind, named[row.place_id], str(role.name), str(role.about), answered)


def role(role_id: str, *, by: Person) -> RoleAssignment:
    """One role that ``by`` may see. NotFound otherwise."""
    return access.get(RoleAssignment, role_id, by=by)


def invitation(invitation_id: str, *, by: Person) -> Invitation:
    """One invitation that ``by`` may see. NotFound otherwise."""
    return access.get(Invitation, invitation_id, by=by)


def school(school_id: str) -> School:
    """A school by its row id: public facts, so for anyone."""
    found = School.objects.filter(pk=school_id).first()
    if found is None:
        raise NotFound
    return found
