"""The timetable of an activity: rooms, sessions, who leads them, and what could go wrong."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bothways.activities.models.activity import Activity
from bothways.activities.models.scope import OfAnActivity
from bothways.core.datamap import Keep, Level, data_map
from bothways.schools.models import Person, School


class SessionKind(models.TextChoices):
    """What happens in it."""

    SEMINAR = "seminar", "Seminar"
    WORKSHOP = "workshop", "Workshop"
    CHALLENGE = "challenge", "Team challenge"
    TALK = "talk", "Talk"
    REHEARSAL = "rehearsal", "Rehearsal"
    PERFORMANCE = "performance", "Performance"
    TRAINING = "training", "Training for adults"
    MEETING_PEOPLE = "meeting_people", "Meeting people"
    LUNCH = "lunch", "Lunch"
    BREAK = "break", "Break"
    ARRIVAL = "arrival", "Arrival or leaving"


class Mode(models.TextChoices):
    """How pupils stand in it."""

    MIXED = "mixed", "Mixed teams"
    BY_SCHOOL = "by_school", "By school"
    FREE = "free", "As they like"


class Audience(models.TextChoices):
    """Whom it is for."""

    PUPILS = "pupils", "Pupils"
    ADULTS = "adults", "Adults"
    ALL = "all", "Everyone"


@data_map(
    purpose="To know where things happen and how many fit in.",
    keep=Keep("it is the history of the activity"),
    levels={Level.WORKING: "id activity name holds step_free note"},
)
class Room(OfAnActivity):
    """A room, hall or field. ``holds`` people, 0 for not said."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=80)
    holds = models.PositiveIntegerField(default=0)
    step_free = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta(OfAnActivity.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "name"], name="room_once")]
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


@data_map(
    purpose="To know what was looked at before it was done, by whom and when.",
    keep=Keep("schools keep what they assessed for three years", days=1095, after="activity__ends_on"),
    levels={Level.WORKING: "id activity title link version reviewer reviewed_on owner"},
)
class RiskAssessment(OfAnActivity):
    """A risk assessment that a school keeps: where it is, which version, who reviewed it and when. Never the file."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="risks")
    title = models.CharField(max_length=160)
    link = models.URLField(blank=True)
    version = models.CharField(max_length=20, blank=True)
    reviewer = models.CharField(max_length=120, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(School, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.title


@data_map(
    purpose="To know what happens when and where, for whom, and how pupils stand in it.",
    keep=Keep("it is the history of the activity"),
    levels={
        Level.WORKING: "id activity title about kind mode audience day starts_at ends_at room block holds least"
        " opt_out opt_out_words instead risk school order"
    },
)
class Session(OfAnActivity):
    """One thing on the timetable. Sessions of one ``block`` stand side by side: a pupil is in one of them.

    ``holds`` pupils at most (0: as many as the room), ``least`` to run at all. ``opt_out``: a parent may say no to it
    ("dissection") and ``instead`` is where the child goes. ``school`` performs, where one school has the slot.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=160)
    about = models.CharField(max_length=1000, blank=True)
    kind = models.CharField(max_length=16, choices=SessionKind.choices, default=SessionKind.SEMINAR)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.FREE)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PUPILS)
    day = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions")
    block = models.CharField(max_length=40, blank=True)
    holds = models.PositiveIntegerField(default=0)
    least = models.PositiveIntegerField(default=0)
    opt_out = models.BooleanField(default=False)
    opt_out_words = models.CharField(max_length=200, blank=True)
    instead = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    risk = models.ForeignKey(RiskAssessment, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta(OfAnActivity.Meta):
        ordering: ClassVar = ["day", "starts_at", "block", "order", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.title


@data_map(
    purpose="To thank those who led, and to see what each school gave.",
    keep=Keep(
        "two years later the name makes way",
        days=730,
        after="session__activity__ends_on",
        blank={"name": "", "person": None},
    ),
    levels={Level.WORKING: "id session school name post person preparing_hours pupils confirmed"},
)
class SessionLeader(OfAnActivity):
    """Somebody of one school who leads a session. Hours of leading are the session's own.

    ``pupils``: how many pupils of that school help to lead it (ambassadors); they are a number and never named.
    ``confirmed`` is false for whoever led it last time and has not been asked for this one.
    """

    activity_path: ClassVar = "session__activity_id"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="leaders")
    school = models.ForeignKey(School, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    preparing_hours = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    pupils = models.PositiveSmallIntegerField(default=0)
    confirmed = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


@data_map(
    purpose="To know that a visitor's checks were seen, never what they say.",
    keep=Keep("six months after the visit", days=182, after="activity__ends_on"),
    levels={Level.SENSITIVE: "id activity name organisation check_level seen_on seen_by next_on school"},
)
class Visitor(OfAnActivity):
    """Somebody from outside: which check was seen, on which day and by whom. Certificates are never held."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="visitors")
    school = models.ForeignKey(School, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=120, blank=True)
    check_level = models.CharField(max_length=40, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    seen_by = models.CharField(max_length=120, blank=True)
    next_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.organisation or "visitor"
