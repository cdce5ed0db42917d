"""Which schools belong, what each brings and expects, and whom to write to there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.partnerships.models.partnership import Partnership
from bothways.partnerships.models.scope import YES, OfAPartnership
from bothways.schools.models import Person, School


class MembershipKind(models.TextChoices):
    """Founding schools and later ones decide together; guests come when they are asked."""

    FOUNDING = "founding", "Founding member"
    MEMBER = "member", "Member"
    GUEST = "guest", "Guest"


class MembershipState(models.TextChoices):
    """What the school said. Silence stays ``asked``."""

    ASKED = "asked", "Asked, no answer yet"
    YES = YES, "In"
    NO = "no", "Not this time"
    LEFT = "left", "Has left"
    TAKEN_BACK = "taken_back", "Taken back"


@data_map(
    purpose="To know which schools agreed to take part, from when until when, and what each brings and expects.",
    keep=Keep("it is the history of the schools"),
    levels={
        Level.PUBLIC: "id partnership school kind state joined_on left_on",
        Level.WORKING: "offered brings expects asked_at answered_at answered_by asked_by reason",
    },
)
class Membership(OfAPartnership):
    """One school in one partnership. A school that left and comes back gets a new row."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=10, choices=MembershipKind.choices, default=MembershipKind.MEMBER)
    state = models.CharField(max_length=10, choices=MembershipState.choices, default=MembershipState.ASKED)
    offered = models.CharField(
        max_length=10, choices=MembershipKind.choices, blank=True, help_text="what a guest is asked to become"
    )
    brings = models.CharField(max_length=500, blank=True)
    expects = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=160, blank=True, help_text="who pressed, as they named themselves")
    reason = models.CharField(max_length=500, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partnership", "school"], condition=Q(state__in=["asked", "yes"]), name="member_once_at_a_time"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["school", "state"], name="member_of_school")]

    def __str__(self) -> str:
        return f"{self.school_id} in {self.partnership_id}"


@data_map(
    purpose="To write to the right person at each school, and to keep it up when people move on.",
    keep=Keep(
        "a year after they moved on, the name makes way",
        days=365,
        after="ends_on",
        blank={"name": "Former contact", "email": "", "person": None},
    ),
    levels={Level.WORKING: "id membership name post email is_lead person starts_on ends_on"},
)
class Contact(OfAPartnership):
    """Somebody at a school who takes part for it, with a post and dates. The lead answers for the school."""

    partnership_path = "membership__partnership_id"

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    is_lead = models.BooleanField(default=False)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, blank=True)

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(is_lead=True, ends_on=None), name="one_lead_a_school"
            )
        ]
        ordering: ClassVar = ["-is_lead", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """How a nudge names them: the first word of the name, or a post that stands for the name ("Science lead")."""
        if self.name == self.post or not self.name.strip():
            return self.name
        return self.name.split()[0]


@data_map(
    purpose="To let a school ask before it answers.",
    keep=Keep("two years later it is answered by what happened", days=730, after="asked_at"),
    levels={Level.WORKING: "id membership proposal_id words asked_by asked_at reply replied_by replied_at"},
)
class Question(OfAPartnership):
    """A school asked something before it said yes or no: about joining, or about one proposal."""

    partnership_path = "membership__partnership_id"

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="questions")
    proposal_id = models.CharField(max_length=40, blank=True, db_index=True, help_text="blank: about joining")
    words = models.CharField(max_length=1000)
    asked_by = models.CharField(max_length=160, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    reply = models.CharField(max_length=1000, blank=True)
    replied_by = models.CharField(max_length=160, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["asked_at"]

    def __str__(self) -> str:
        return self.words
