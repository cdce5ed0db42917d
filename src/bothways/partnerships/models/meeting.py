"""Meetings: when, about what, who came, and who does what until the next."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.partnerships.models.membership import Contact, Membership
from bothways.partnerships.models.partnership import Partnership
from bothways.partnerships.models.scope import OfAPartnership
from bothways.schools.models import Person, School


class MeetingState(models.TextChoices):
    """How far it is."""

    PLANNED = "planned", "Planned"
    INVITED = "invited", "Invitations sent"
    HELD = "held", "Held"
    CALLED_OFF = "called_off", "Called off"


class AgendaKind(models.TextChoices):
    """What the time is for."""

    PRACTICAL = "practical", "Practical work"
    DISCUSSION = "discussion", "Professional discussion"
    RESEARCH = "research", "Research task"
    CPD = "cpd", "CPD"
    BUSINESS = "business", "Business"


class Coming(models.TextChoices):
    """What a school said to the invitation. Silence is ``""``."""

    NONE = "", "No answer yet"
    YES = "yes", "Coming"
    NO = "no", "Not coming"


@data_map(
    purpose="To meet, and to remember what was said.",
    keep=Keep("it is the history of the schools"),
    levels={
        Level.WORKING: "id partnership title year half_term day starts_at ends_at place host state notes made_by"
        " made_at invited_at minutes_sent_at others why_called_off uid sequence"
    },
)
class Meeting(OfAPartnership):
    """One meeting. ``notes`` are its minutes.

    ``sequence`` counts how often it was moved: an answer belongs to the day that was shown. With ``uid`` it serves
    calendar feeds too.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="meetings")
    title = models.CharField(max_length=160)
    year = models.PositiveSmallIntegerField()
    half_term = models.PositiveSmallIntegerField()
    day = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.CharField(max_length=200, blank=True)
    host = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=MeetingState.choices, default=MeetingState.PLANNED)
    notes = models.TextField(blank=True, max_length=12_000)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    invited_at = models.DateTimeField(null=True, blank=True)
    minutes_sent_at = models.DateTimeField(null=True, blank=True)
    others = models.CharField(max_length=300, blank=True, help_text="who else came, as the coordinator names them")
    why_called_off = models.CharField(max_length=300, blank=True)
    uid = models.CharField(max_length=60, unique=True)
    sequence = models.PositiveIntegerField(default=0)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["day", "starts_at"]
        indexes: ClassVar = [models.Index(fields=["partnership", "year", "day"], name="meeting_of_year")]

    def __str__(self) -> str:
        return self.title


@data_map(
    purpose="To plan the time of a meeting.",
    keep=Keep("goes with its meeting"),
    levels={Level.WORKING: "id meeting kind title minutes position"},
)
class AgendaItem(OfAPartnership):
    """One item, with how many minutes it takes."""

    partnership_path = "meeting__partnership_id"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    kind = models.CharField(max_length=12, choices=AgendaKind.choices)
    title = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField(default=15)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


@data_map(
    purpose="To know which schools will come, which came, and whom to tell what they missed.",
    keep=Keep("after three years the names make way", days=1095, after="asked_at", blank={"who": "", "words": ""}),
    levels={Level.WORKING: "id meeting membership coming words who asked_at replied_at present followed_up_at"},
)
class Attendance(OfAPartnership):
    """One school at one meeting. ``present`` is None until the register is taken."""

    partnership_path = "meeting__partnership_id"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="attendance")
    coming = models.CharField(max_length=4, choices=Coming.choices, blank=True, default=Coming.NONE)
    words = models.CharField(max_length=300, blank=True)
    who = models.CharField(max_length=160, blank=True, help_text="who comes or came, as the school names them")
    asked_at = models.DateTimeField(default=clock.now)
    replied_at = models.DateTimeField(null=True, blank=True)
    present = models.BooleanField(null=True, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "membership"], name="attends_once")]

    def __str__(self) -> str:
        return f"{self.membership_id} at {self.meeting_id}"


@data_map(
    purpose="To remember who said they would do what, and to see it done.",
    keep=Keep("it is the history of the schools"),
    levels={Level.WORKING: "id partnership meeting words membership contact due_on done_on done_by dropped_on made_at"},
)
class MeetingAction(OfAPartnership):
    """Something that somebody at a school took on. Open until it is done or dropped."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="actions")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions")
    words = models.CharField(max_length=300)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="actions")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.CharField(max_length=160, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["due_on", "made_at"]
        indexes: ClassVar = [models.Index(fields=["partnership", "done_on"], name="action_open")]

    def __str__(self) -> str:
        return self.words
