"""Invitations to a role at a place, answered by link."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bothways.core.datamap import Keep, Level, data_map
from bothways.core.scoped import Scoped
from bothways.schools.models.person import Person
from bothways.schools.roles import BY_KEY, ROLES, PlaceKind, Role


class InvitationState(models.TextChoices):
    """What became of it. Silence stays ``asked`` until the link runs out: it is never a yes."""

    ASKED = "asked", "Asked, no answer yet"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Not this time"
    WITHDRAWN = "withdrawn", "Taken back"


@data_map(
    purpose="To ask somebody to take a role, and to know what they answered.",
    keep=Keep("three months after it was made nobody waits for it", days=90, after="created_at"),
    levels={Level.WORKING: "id email role place_kind place_id invited_by state created_at answered_at"},
)
class Invitation(Scoped):
    """One address asked to take one role at one place."""

    email = models.EmailField()
    role = models.CharField(max_length=40, choices=[(role.key, role.name) for role in ROLES])
    place_kind = models.CharField(max_length=20)
    place_id = models.CharField(max_length=40, blank=True)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=InvitationState.choices, default=InvitationState.ASKED)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email", "role", "place_kind", "place_id"],
                condition=Q(state="asked"),
                name="invitation_once_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} at {self.place_kind} {self.place_id}"

    @staticmethod
    def visible_to(everything: models.QuerySet[Invitation], person: Person) -> models.QuerySet[Invitation]:
        """Those to the schools and partnerships where one holds a role today."""
        kinds = (PlaceKind.SCHOOL, PlaceKind.PARTNERSHIP)
        places = {kind: [held.place_id for held in person.held if held.place_kind == kind] for kind in kinds}
        return everything.filter(
            Q(place_kind=PlaceKind.SCHOOL, place_id__in=places[PlaceKind.SCHOOL])
            | Q(place_kind=PlaceKind.PARTNERSHIP, place_id__in=places[PlaceKind.PARTNERSHIP])
        )

    @property
    def table(self) -> Role:
        """The row of the role table."""
        return BY_KEY[self.role]
