"""Ways of working that travel from school to school, and questions that schools look into together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.partnerships.models.membership import Membership
from bothways.partnerships.models.partnership import Partnership
from bothways.partnerships.models.scope import OfAPartnership


class Stage(models.TextChoices):
    """How far a school is with a practice."""

    HEARD = "heard", "Heard of it"
    CONSIDERING = "considering", "Considering"
    TRYING = "trying", "Trying"
    ADOPTED = "adopted", "Adopted"
    ADAPTED = "adapted", "Adapted"
    STOPPED = "stopped", "Stopped"


class Effort(models.TextChoices):
    """What it takes."""

    LITTLE = "little", "Minutes a week"
    SOME = "some", "An hour or two to set up"
    MUCH = "much", "A project"


@data_map(
    purpose="To pass on what works.",
    keep=Keep("it is the history of the schools"),
    levels={Level.WORKING: "id partnership origin title about steps effort evidence started_on made_at closed_on"},
)
class Practice(OfAPartnership):
    """One practice card. ``steps`` has one step a line. ``origin`` is the school where it started."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="practices")
    origin = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="practices")
    title = models.CharField(max_length=160)
    about = models.CharField(max_length=600, blank=True)
    steps = models.TextField(blank=True, max_length=4000)
    effort = models.CharField(max_length=8, choices=Effort.choices, default=Effort.SOME)
    evidence = models.CharField(max_length=1000, blank=True)
    started_on = models.DateField(default=clock.today)
    made_at = models.DateTimeField(default=clock.now)
    closed_on = models.DateField(null=True, blank=True)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["-started_on", "title"]

    def __str__(self) -> str:
        return self.title


@data_map(
    purpose="To lead to what a practice uses, without copying it.",
    keep=Keep("goes with its practice"),
    levels={Level.WORKING: "id practice words url position"},
)
class PracticeLink(OfAPartnership):
    """A resource, by link."""

    partnership_path = "practice__partnership_id"

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="links")
    words = models.CharField(max_length=160)
    url = models.URLField(max_length=500)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.words


@data_map(
    purpose="To see how a practice spreads.",
    keep=Keep("it is the history of the schools"),
    levels={Level.WORKING: "id practice membership stage on words made_at"},
)
class Adoption(OfAPartnership):
    """One step of one school with one practice. Rows are added, never changed; the newest counts."""

    partnership_path = "practice__partnership_id"

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="adoptions")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="adoptions")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    on = models.DateField(default=clock.today)
    words = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["on", "made_at"]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.stage}"


@data_map(
    purpose="To look into a question together.",
    keep=Keep("it is the history of the schools"),
    levels={Level.WORKING: "id partnership membership words about opened_on closed_on"},
)
class Enquiry(OfAPartnership):
    """A question that the schools share. ``membership`` is the school that posed it."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="enquiries")
    membership = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.CharField(max_length=300)
    about = models.CharField(max_length=1000, blank=True)
    opened_on = models.DateField(default=clock.today)
    closed_on = models.DateField(null=True, blank=True)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["-opened_on"]
        verbose_name_plural = "enquiries"

    def __str__(self) -> str:
        return self.words


@data_map(
    purpose="To show every school's findings to all.",
    keep=Keep("it is the history of the schools"),
    levels={Level.WORKING: "id enquiry membership words url on"},
)
class Finding(OfAPartnership):
    """What one school found."""

    partnership_path = "enquiry__partnership_id"

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="findings")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(max_length=3000)
    url = models.URLField(blank=True, max_length=500)
    on = models.DateField(default=clock.today)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return self.words[:80]
