"""Training for teachers: what there is, who did it, and whether it was shared at home."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bothways.activities.models.activity import Activity
from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.partnerships.models import Meeting, Membership, Partnership
from bothways.partnerships.models.scope import OfAPartnership


class CompletionState(models.TextChoices):
    """How far one person is with one course."""

    PLANNED = "planned", "Planned"
    COMPLETED = "completed", "Completed"


@data_map(
    purpose="To know which training the schools do together, and who is meant to.",
    keep=Keep("it is the history of the schools"),
    levels={
        Level.WORKING: "id partnership year title provider about audience audience_words for_each hours due_by areas"
    },
)
class Course(OfAPartnership):
    """One course in one academic year ("Phizzi, 2026"). ``for_each``: the post that every school sends, or blank.

    ``audience`` is a key of the list of audiences; ``areas`` are keys of the needs audit that it answers.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="courses")
    year = models.PositiveSmallIntegerField(help_text="the academic year's first calendar year")
    title = models.CharField(max_length=160)
    provider = models.CharField(max_length=120, blank=True)
    about = models.CharField(max_length=1000, blank=True)
    audience = models.CharField(max_length=20, blank=True)
    audience_words = models.CharField(max_length=160, blank=True)
    for_each = models.CharField(max_length=80, blank=True)
    hours = models.DecimalField(max_digits=4, decimal_places=1, default=1)
    due_by = models.DateField(null=True, blank=True)
    areas = models.JSONField(default=list, blank=True)

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["partnership", "year", "title"], name="course_once")]

    def __str__(self) -> str:
        return self.title


@data_map(
    purpose="To know who has done which course, to give certificates, and to ask once whether it was shared.",
    keep=Keep(
        "three years later the name makes way; the row stays as a count",
        days=1095,
        after="on",
        blank={"name": "", "email": ""},
    ),
    levels={Level.WORKING: "id course membership name post email state on meeting activity hours asked_at"},
)
class Completion(OfAPartnership):
    """One member of staff and one course. ``meeting`` or ``activity`` where it happened there: counted once."""

    partnership_path = "course__partnership_id"

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="completions")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    state = models.CharField(max_length=10, choices=CompletionState.choices, default=CompletionState.COMPLETED)
    on = models.DateField()
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    hours = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="when it was asked whether this was shared")

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "membership", "name"], name="completed_once")
        ]

    def __str__(self) -> str:
        return f"{self.course_id} by {self.membership_id}"


@data_map(
    purpose="To see training travel: who told whom, in what form, how many they reached.",
    keep=Keep("it is the history of the schools"),
    levels={Level.WORKING: "id completion form colleagues words link on to_school answered_at answered_by"},
)
class Cascade(OfAPartnership):
    """What somebody shared at home after a course. ``colleagues`` reached; ``to_school`` when it went to another."""

    partnership_path = "completion__course__partnership_id"

    completion = models.ForeignKey(Completion, on_delete=models.CASCADE, related_name="cascades")
    form = models.CharField(max_length=20, help_text="a key of the list: staff meeting, coaching, guide, lesson")
    colleagues = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=500, blank=True)
    link = models.URLField(blank=True)
    on = models.DateField()
    to_school = models.ForeignKey("schools.School", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(default=clock.now)
    answered_by = models.CharField(max_length=160, blank=True)

    def __str__(self) -> str:
        return self.form


@data_map(
    purpose="To plan training by what schools say they lack.",
    keep=Keep("it is the history of the schools"),
    levels={Level.WORKING: "id membership year area confidence words said_by said_at"},
)
class NeedsAudit(OfAPartnership):
    """How sure one school is in one area in one year: ``confidence`` 1 (not at all) to 5 (very)."""

    partnership_path = "membership__partnership_id"

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="audits")
    year = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=40)
    confidence = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True)
    said_by = models.CharField(max_length=160, blank=True)
    said_at = models.DateTimeField(default=clock.now)

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["membership", "year", "area"], name="audit_once")]

    def __str__(self) -> str:
        return f"{self.area} {self.confidence}"
