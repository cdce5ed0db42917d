"""Online lessons for classes and homes: who presents, how to join, and how many did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bothways.activities.models.activity import Activity
from bothways.activities.models.scope import OfAnActivity
from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.schools.models import School, Sector


@data_map(
    purpose="To reach classes and homes at once, safely.",
    keep=Keep("it is the history of the activity"),
    levels={
        Level.WORKING: "id activity key_stage brief room_link recorded recording_link captions tip_sheet resources safe"
    },
)
class Lesson(OfAnActivity):
    """What an online lesson adds to its activity. ``safe`` are the keys of the safety settings that are on."""

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="lesson")
    key_stage = models.CharField(max_length=20, blank=True)
    brief = models.TextField(blank=True, max_length=4000)
    room_link = models.URLField(blank=True)
    recorded = models.BooleanField(default=False)
    recording_link = models.URLField(blank=True)
    captions = models.CharField(max_length=300, blank=True)
    tip_sheet = models.TextField(blank=True, max_length=4000, help_text="for parents at home")
    resources = models.JSONField(default=list, blank=True, help_text="[{title, link}]")
    safe = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"lesson of {self.activity_id}"


@data_map(
    purpose="To thank presenters, and to count sectors and regions.",
    keep=Keep("two years later the name makes way", days=730, after="lesson__activity__ends_on", blank={"name": ""}),
    levels={Level.WORKING: "id lesson school name post sector region is_host"},
)
class Presenter(OfAnActivity):
    """Somebody who presents. ``region`` is one of the eight."""

    activity_path: ClassVar = "lesson__activity_id"

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="presenters")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    post = models.CharField(max_length=120, blank=True)
    sector = models.CharField(max_length=12, choices=Sector.choices, blank=True)
    region = models.CharField(max_length=40, blank=True)
    is_host = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.post or "presenter"


class JoinKind(models.TextChoices):
    """Classes say how many they are; a home is a home."""

    CLASS = "class", "A class"
    HOME = "home", "A home"


@data_map(
    purpose="To count classes and homes apart from attendance.",
    keep=Keep("two years later only the lesson's totals stay", days=730, after="at"),
    levels={Level.WORKING: "id lesson kind school pupils rating at"},
)
class Join(OfAnActivity):
    """One class or home that joined. ``at`` is rounded to the hour; nothing tells who a home is."""

    activity_path: ClassVar = "lesson__activity_id"

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="joins")
    kind = models.CharField(max_length=6, choices=JoinKind.choices)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    pupils = models.PositiveIntegerField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 3, in two taps")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.kind
