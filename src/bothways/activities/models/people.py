"""The children of one activity: who comes, what they need, what their parents answered. Their own school's alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bothways.activities.models.booking import Booking
from bothways.activities.models.session import Session
from bothways.core import clock
from bothways.core.crypto import EncryptedText
from bothways.core.datamap import Keep, Level, data_map
from bothways.schools.models import OfOwnSchool, Pupil
from bothways.schools.roles import Permission


class NeedKind(models.TextChoices):
    """What sort of need."""

    DIET = "diet", "Food"
    ACCESS = "access", "Access"
    CARE = "care", "On the day"


class ConsentPurpose(models.TextChoices):
    """What a parent says yes or no to."""

    VISIT = "visit", "Coming"
    PHOTO = "photo", "Photos"
    SESSION = "session", "A session"


class Channel(models.TextChoices):
    """How an answer reached us."""

    LINK = "link", "By the parent’s link"
    PAPER = "paper", "On paper, typed in by the school"


@data_map(
    purpose="To know who comes, for registers, badges and teams.",
    keep=(
        Keep(
            "on 30 September after it the child's row lets go of the child and stays as a count",
            days=30,
            after="forget_on",
            blank={"pupil": None, "labels": []},
        ),
    ),
    levels={Level.CHILD: "id booking pupil tag year_group labels withdrawn_at withdrawn_why forget_on added_at"},
)
class Participant(OfOwnSchool):
    """One pupil at one activity. ``tag`` is a number within the school here: others read "Oak 7".

    ``labels`` are keys of ``settings`` of the sending school's choice that teams are balanced by; nothing sensitive.
    ``forget_on`` is 31 August after the activity. The name is in `Pupil` and nowhere else.
    """

    school_path: ClassVar = "booking__taking_part__school_id"

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="participants")
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.SET_NULL, related_name="comes_to")
    tag = models.PositiveIntegerField()
    year_group = models.CharField(max_length=4, blank=True)
    labels = models.JSONField(default=list, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=100, blank=True)
    forget_on = models.DateField()
    added_at = models.DateTimeField(default=clock.now)

    class Meta(OfOwnSchool.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "tag"], name="tag_once"),
            models.UniqueConstraint(
                fields=["booking", "pupil"], condition=Q(pupil__isnull=False), name="pupil_comes_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["booking", "year_group"], condition=Q(withdrawn_at=None), name="coming_of_booking")
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.tag}"


@data_map(
    purpose="To keep a child safe and fed on the day.",
    keep=Keep(
        "a week after the activity nobody needs it",
        days=7,
        after="participant__booking__taking_part__activity__ends_on",
    ),
    levels={Level.SENSITIVE: "id participant kind choice words host_must_know host_why added_at"},
)
class Need(OfOwnSchool):
    """What a child needs, as an action from a list and at most 80 characters. Never a diagnosis.

    ``host_must_know`` is the sending school's own tick, with a reason: only then does the host's first-aider read it
    with the child's label, for the day alone. Otherwise the kitchen reads counts.
    """

    school_path: ClassVar = "participant__booking__taking_part__school_id"
    seen_with: ClassVar = Permission.SEE_NEEDS

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=8, choices=NeedKind.choices)
    choice = EncryptedText(help_text="a key of the list of actions")
    words = EncryptedText(blank=True)
    host_must_know = models.BooleanField(default=False)
    host_why = EncryptedText(blank=True)
    added_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.kind} of {self.participant_id}"


@data_map(
    purpose="To show what a parent agreed to, in which words, and to follow it.",
    keep=Keep(
        "a year after the activity it is no longer relied on",
        days=365,
        after="participant__booking__taking_part__activity__ends_on",
    ),
    levels={
        Level.SENSITIVE: "id participant purpose session granted scope wording wording_hash channel relationship"
        " guardian at order previous_hash own_hash"
    },
)
class Consent(OfOwnSchool):
    """One answer of one parent, never changed: a new answer is a new row, and the narrowest of the newest ones holds.

    ``scope`` of photos: none, school, event, partnership (nested, narrowest first). ``guardian`` is a blind index of
    whoever answered, so that two parents are told apart without being named. Rows of one child are chained by hash.
    """

    school_path: ClassVar = "participant__booking__taking_part__school_id"
    seen_with: ClassVar = Permission.SEE_NEEDS

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=8, choices=ConsentPurpose.choices)
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    granted = models.BooleanField()
    scope = models.CharField(max_length=12, blank=True)
    wording = models.CharField(max_length=20, help_text="version of the words that were shown")
    wording_hash = models.CharField(max_length=64)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    relationship = EncryptedText(blank=True)
    guardian = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(default=clock.now)
    order = models.PositiveIntegerField(help_text="1, 2, 3… for one child at one activity")
    previous_hash = models.CharField(max_length=64, blank=True)
    own_hash = models.CharField(max_length=64)

    class Meta(OfOwnSchool.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["participant", "order"], name="consent_in_order")]
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.participant_id}"


@data_map(
    purpose="To show that what was sensitive is gone, in numbers alone.",
    keep=Keep("it holds numbers only"),
    levels={Level.WORKING: "id booking needs consents_left participants made_at"},
)
class DeletionCertificate(OfOwnSchool):
    """How many rows of one school's children at one activity were deleted, and when."""

    school_path: ClassVar = "booking__taking_part__school_id"

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="certificate")
    needs = models.PositiveIntegerField()
    consents_left = models.PositiveIntegerField()
    participants = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.needs} needs deleted"
