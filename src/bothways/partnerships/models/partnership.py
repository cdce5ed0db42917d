"""A partnership, what it is for, and who runs it next."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bothways.core.datamap import Keep, Level, data_map
from bothways.core.scoped import Scoped
from bothways.partnerships.models.scope import OfAPartnership, through
from bothways.schools.models import Person, School


class PartnershipKind(models.TextChoices):
    """How it hangs together."""

    CLUSTER = "cluster", "Local cluster"
    ESTABLISHED = "established", "Established collaboration"
    CROSS_SECTOR = "cross_sector", "Cross-sector, without a lead"


@data_map(
    purpose="To say who works together, since when and what for.",
    keep=Keep("it is the history of the schools"),
    levels={
        Level.PUBLIC: "id name slug kind area charter start_year hub is_demo",
        Level.WORKING: "owners_needed answer_days made_by made_at ended_on public_since public_by",
    },
)
class Partnership(Scoped):
    """Schools that agreed to work together. ``start_year`` 2019 is the academic year 2019/20. A hub is optional.

    ``public_since``: anyone may read its page since then; None while it is off.
    """

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=PartnershipKind.choices)
    area = models.CharField(max_length=120, blank=True)
    charter = models.TextField(blank=True, max_length=8000)
    start_year = models.PositiveSmallIntegerField()
    hub = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    owners_needed = models.PositiveSmallIntegerField(
        default=2, help_text="from how many schools a proposal needs owners"
    )
    answer_days = models.PositiveSmallIntegerField(default=14, help_text="how long schools are given to answer")
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    public_since = models.DateTimeField(null=True, blank=True)
    public_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(Scoped.Meta):
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def visible_to(everything: models.QuerySet[Partnership], person: Person) -> models.QuerySet[Partnership]:
        """Those at which one holds a role, and those that one's schools said yes to."""
        return everything.filter(through("pk", person))


@data_map(
    purpose="To tie what is done to what it was meant for.",
    keep=Keep("it is the history of the schools"),
    levels={Level.PUBLIC: "id partnership words position"},
)
class Aim(OfAPartnership):
    """One aim, in the partnership's own words."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="aims")
    words = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.words


@data_map(
    purpose="To pass a partnership on without losing what was promised.",
    keep=Keep("a year later nobody asks", days=365, after="made_at"),
    levels={Level.WORKING: "id partnership invitation_id from_person from_leaves made_at taken_at"},
)
class Handover(OfAPartnership):
    """Somebody was asked to run it from now on. ``from_leaves``: the asker's own role ends when they say yes."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="handovers")
    invitation_id = models.CharField(max_length=40, unique=True)
    from_person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    from_leaves = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"handover of {self.partnership_id}"
