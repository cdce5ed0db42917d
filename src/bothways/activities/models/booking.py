"""Places: how many there are, who has them, who waits, and why in that order."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bothways.activities.models.activity import Activity, TakingPart
from bothways.activities.models.scope import OfAnActivity
from bothways.activities.models.session import Session
from bothways.core import clock
from bothways.core.crypto import EncryptedText
from bothways.core.datamap import Keep, Level, data_map
from bothways.schools.models import OfOwnSchool


class PoolKind(models.TextChoices):
    """Places for whom."""

    PUPILS = "pupils", "Places for pupils"
    TRAINING = "training", "Training places for adults"


class BookingState(models.TextChoices):
    """What a school has."""

    BOOKED = "booked", "Booked"
    WAITING = "waiting", "Waiting"
    OFFERED = "offered", "Offered, to be answered"
    WITHDRAWN = "withdrawn", "Withdrawn"


@data_map(
    purpose="To give each place once.",
    keep=Keep("it is the history of the activity"),
    levels={Level.WORKING: "id activity kind capacity taken"},
)
class Pool(OfAnActivity):
    """Places of one kind. ``taken`` counts booked and offered ones and is changed by conditional update alone."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="pools")
    kind = models.CharField(max_length=10, choices=PoolKind.choices, default=PoolKind.PUPILS)
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta(OfAnActivity.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "kind"], name="pool_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="pool_never_over"),
        ]

    def __str__(self) -> str:
        return f"{self.taken} of {self.capacity}"


@data_map(
    purpose="To know how many places each school has or waits for.",
    keep=Keep(
        "it is the history of the schools; the name of who booked makes way",
        days=400,
        after="taking_part__activity__ends_on",
        blank={"by_name": "", "note": ""},
    ),
    levels={
        Level.WORKING: "id taking_part state asked least places adults training asked_at order offered offer_until"
        " by_name note key withdrawn_at"
    },
)
class Booking(OfAnActivity):
    """One school's places at one activity, first as numbers.

    ``asked`` pupils, never fewer than ``least``; ``places`` it has; ``offered`` while an offer stands until
    ``offer_until``; ``order`` in the waiting list; ``key`` makes a repeated press the same booking.
    """

    activity_path: ClassVar = "taking_part__activity_id"

    taking_part = models.ForeignKey(TakingPart, on_delete=models.CASCADE, related_name="bookings")
    state = models.CharField(max_length=10, choices=BookingState.choices)
    asked = models.PositiveIntegerField()
    least = models.PositiveIntegerField(default=0)
    places = models.PositiveIntegerField(default=0)
    adults = models.PositiveIntegerField(default=0)
    training = models.PositiveIntegerField(default=0, help_text="training places taken, within adults")
    asked_at = models.DateTimeField(default=clock.now)
    order = models.PositiveIntegerField(default=0)
    offered = models.PositiveIntegerField(default=0)
    offer_until = models.DateTimeField(null=True, blank=True)
    by_name = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfAnActivity.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["taking_part"], condition=~Q(state="withdrawn"), name="one_booking_a_school"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "order"], name="booking_queue")]

    def __str__(self) -> str:
        return f"{self.places} of {self.asked}"


@data_map(
    purpose="To say why a school stands where it stands, and what was offered when.",
    keep=Keep("two years later nobody asks", days=730, after="at"),
    levels={Level.WORKING: "id booking words places by_name at"},
)
class BookingEvent(OfAnActivity):
    """One line of a booking's history, in words that its school reads. Never changed."""

    activity_path: ClassVar = "booking__taking_part__activity_id"

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="events")
    words = models.CharField(max_length=300)
    places = models.IntegerField(default=0)
    by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta(OfAnActivity.Meta):
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return self.words


@data_map(
    purpose="To know which adults come, and what training they chose.",
    keep=Keep(
        "two years later the name makes way; the row stays as a count",
        days=730,
        after="booking__taking_part__activity__ends_on",
        blank={"name": "", "email": "", "diet": ""},
    ),
    levels={Level.WORKING: "id booking name post email training is_first_aider", Level.SENSITIVE: "diet"},
)
class Adult(OfOwnSchool):
    """One adult whom a school brings. ``training`` is the session that runs alongside for them."""

    school_path: ClassVar = "booking__taking_part__school_id"

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="brings")
    name = models.CharField(max_length=120, blank=True)
    post = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    training = models.ForeignKey(Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="learners")
    is_first_aider = models.BooleanField(default=False)
    diet = EncryptedText(blank=True, help_text="an action from the list: no nuts")

    def __str__(self) -> str:
        return self.post or "adult"
