"""What schools and outside partners could give, what schools need, and what was promised."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.partnerships.models.membership import Membership
from bothways.partnerships.models.partnership import Partnership
from bothways.partnerships.models.scope import OfAPartnership


class Contribution(models.TextChoices):
    """Kinds of giving. Always shown by kind, never as one score."""

    FACILITIES = "facilities", "Rooms and grounds"
    STAFF = "staff", "Staff time"
    EXPERTISE = "expertise", "Expertise"
    EQUIPMENT = "equipment", "Kit"
    TRANSPORT = "transport", "Transport"
    PUPILS = "pupils", "Pupils who help"
    MONEY = "money", "Money"


class Direction(models.TextChoices):
    """Giving is offered, receiving is asked for."""

    OFFER = "offer", "Could give"
    REQUEST = "request", "Needs"


class ExternalKind(models.TextChoices):
    """What sort of body it is."""

    SCIENCE_CENTRE = "science_centre", "Science centre or museum"
    LABORATORY = "laboratory", "Laboratory"
    UNIVERSITY = "university", "University"
    BUSINESS = "business", "Business"
    CHARITY = "charity", "Charity"
    OTHER = "other", "Other"


class PromiseState(models.TextChoices):
    """Both schools have to say yes before it is a promise."""

    SUGGESTED = "suggested", "Waiting for a yes"
    PROMISED = "promised", "Promised"
    KEPT = "kept", "Kept"
    NOT_THIS_TIME = "not_this_time", "Not this time"
    CALLED_OFF = "called_off", "Called off"


@data_map(
    purpose="To know who outside the schools helps, with what, and who looks after the link.",
    keep=Keep("it is the history of the schools"),
    levels={
        Level.PUBLIC: "id partnership name kind website",
        Level.WORKING: "owner contact_name contact_email since ended_on notes",
    },
)
class ExternalPartner(OfAPartnership):
    """A science centre, laboratory, university or business. One member school owns the link."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="external_partners")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=16, choices=ExternalKind.choices)
    website = models.URLField(blank=True)
    owner = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    since = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    notes = models.CharField(max_length=500, blank=True)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["partnership", "name"], name="external_once")]

    def __str__(self) -> str:
        return self.name


@data_map(
    purpose="To find who could give what somebody needs.",
    keep=Keep("it is the history of the schools"),
    levels={
        Level.WORKING: "id partnership membership external direction kind title about who low_age high_age cost_pence"
        " lead_days from_day until_day made_at closed_on"
    },
)
class Offer(OfAPartnership):
    """What a school or an outside partner could give, or what a school needs. Ages in years; lead time in days."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="offers")
    membership = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="offers")
    external = models.ForeignKey(
        ExternalPartner, null=True, blank=True, on_delete=models.CASCADE, related_name="offers"
    )
    direction = models.CharField(max_length=8, choices=Direction.choices)
    kind = models.CharField(max_length=12, choices=Contribution.choices)
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=1000, blank=True)
    who = models.CharField(max_length=120, blank=True, help_text="the post of whoever offers expertise")
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    cost_pence = models.PositiveIntegerField(default=0)
    lead_days = models.PositiveSmallIntegerField(default=0)
    from_day = models.DateField(null=True, blank=True)
    until_day = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    closed_on = models.DateField(null=True, blank=True)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["-made_at"]
        indexes: ClassVar = [models.Index(fields=["partnership", "direction", "closed_on"], name="offer_open")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(membership__isnull=False, external__isnull=True)
                | Q(membership__isnull=True, external__isnull=False, direction="offer"),
                name="offer_of_one_side",
            )
        ]

    def __str__(self) -> str:
        return self.title


@data_map(
    purpose="To keep what was promised in sight until it is kept.",
    keep=Keep("it is the history of the schools"),
    levels={
        Level.WORKING: "id partnership offer request giver external receiver words kind hours due_on state"
        " giver_said_at receiver_said_at made_at settled_at"
    },
)
class Promise(OfAPartnership):
    """Something given by one side to a school by a day. It holds once giver and receiver have both said yes."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="promises")
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.SET_NULL, related_name="promises")
    request = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    giver = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="gives")
    external = models.ForeignKey(
        ExternalPartner, null=True, blank=True, on_delete=models.SET_NULL, related_name="promises"
    )
    receiver = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="receives")
    words = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=Contribution.choices)
    hours = models.DecimalField(max_digits=5, decimal_places=1, default=0)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=14, choices=PromiseState.choices, default=PromiseState.SUGGESTED)
    giver_said_at = models.DateTimeField(null=True, blank=True)
    receiver_said_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["due_on", "made_at"]
        indexes: ClassVar = [models.Index(fields=["partnership", "state"], name="promise_in_state")]

    def __str__(self) -> str:
        return self.words
