"""What people said afterwards: exit questions without names, quotes with permission, thanks with numbers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bothways.activities.models.activity import Activity
from bothways.activities.models.scope import OfAnActivity
from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.schools.models import School


class Asked(models.TextChoices):
    """Who is asked."""

    YOUNGEST = "youngest", "The youngest, with faces"
    PUPILS = "pupils", "Pupils"
    ADULTS = "adults", "Adults"


class Moment(models.TextChoices):
    """When they are asked."""

    BEFORE = "before", "Before"
    AFTER = "after", "At the end"
    LATER = "later", "Weeks later"


@data_map(
    purpose="To hear how it was, without knowing who said so.",
    keep=Keep("two years later it has been used", days=730, after="at"),
    levels={Level.WORKING: "id activity school asked moment match answers at"},
)
class ExitAnswer(OfAnActivity):
    """One set of answers. ``match`` is a hash of a code that the person made up, to pair before with after.

    ``answers`` is {question key: number 1 to 5 or short words}. ``at`` is rounded to the hour. No child is named.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="exit_answers")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked = models.CharField(max_length=8, choices=Asked.choices)
    moment = models.CharField(max_length=6, choices=Moment.choices, default=Moment.AFTER)
    match = models.CharField(max_length=64, blank=True)
    answers = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta(OfAnActivity.Meta):
        indexes: ClassVar = [models.Index(fields=["activity", "asked", "moment"], name="exit_answers_of")]

    def __str__(self) -> str:
        return f"{self.asked} {self.moment}"


class QuotePermission(models.TextChoices):
    """How far a quote may go."""

    NONE = "none", "Keep it between the schools that took part"
    PARTNERSHIP = "partnership", "The partnership may show it"
    PUBLIC = "public", "Anyone may read it"


@data_map(
    purpose="To let those who took part be heard, in words they allowed.",
    keep=Keep("as long as its permission stands"),
    levels={Level.WORKING: "id activity words speaker role school permission given_through said_on added_by added_at"},
)
class Quote(OfAnActivity):
    """What somebody said. Of pupils never a name: "two Year 5 pupils". ``given_through``: the teacher who asked."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="quotes")
    words = models.CharField(max_length=600)
    speaker = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    permission = models.CharField(max_length=12, choices=QuotePermission.choices, default=QuotePermission.NONE)
    given_through = models.CharField(max_length=120, blank=True)
    said_on = models.DateField()
    added_by = models.CharField(max_length=160, blank=True)
    added_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.words[:40]


@data_map(
    purpose="To thank each school once, with what its giving made possible.",
    keep=Keep("it is the history of the schools"),
    levels={Level.WORKING: "id activity school words sent_at sent_by"},
)
class Thanks(OfAnActivity):
    """The thank-you that went to one school. Its row in the outbox carries this id as ``about_id``."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="thanks")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=1000, blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    sent_by = models.CharField(max_length=160, blank=True)

    class Meta(OfAnActivity.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "school"], name="thanked_once")]

    def __str__(self) -> str:
        return f"thanks to {self.school_id}"
