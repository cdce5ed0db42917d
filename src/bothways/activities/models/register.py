"""Who is here: marks that are only ever added, by devices that may be out of signal."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bothways.activities.models.activity import Activity
from bothways.activities.models.people import Participant
from bothways.activities.models.scope import OfAnActivity
from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.core.scoped import Scoped
from bothways.schools.models import Person, School


class MarkKind(models.TextChoices):
    """What somebody saw. The state is folded from all marks (`rules.register`)."""

    ARRIVED = "arrived", "Here"
    ABSENT = "absent", "Not here"
    LEFT = "left", "Left"
    UNDO = "undo", "Taken back"
    WALK_IN = "walk_in", "Came without a place"
    CLEARED = "cleared", "Settled by a person"


@data_map(
    purpose="To let a phone keep the register of one activity on its day and nothing else.",
    keep=Keep("a month after the activity", days=30, after="activity__ends_on"),
    levels={
        Level.WORKING: "id activity name school made_by made_at revoked_at seen_at marks",
        Level.SECRET: "token_hash",
    },
)
class Device(OfAnActivity):
    """One phone at one activity: reads the pack, adds marks. ``token_hash`` is SHA-256 of 256 random bits."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=60)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    marks = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


@data_map(
    purpose="To know who is here, and to lose no mark.",
    keep=Keep(
        "on 30 September after the activity it is forgotten; numbers stay in its totals", days=30, after="forget_on"
    ),
    levels={
        Level.CHILD: "id activity device participant school tag kind undoes device_time device_order received_at"
        " words by_name forget_on"
    },
)
class Mark(Scoped):
    """One thing somebody saw at one moment. Its id is made by the device: sent twice it is still one mark.

    A walk-in has no participant: ``school`` and ``tag`` say who. Read through
    `queries/register` alone: a whole activity's marks are seen by those who keep its register, in its window.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="marks")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="+")
    participant = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.CASCADE, related_name="marks")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    tag = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=8, choices=MarkKind.choices)
    undoes = models.CharField(max_length=26, blank=True)
    device_time = models.DateTimeField(null=True, blank=True)
    device_order = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField(default=clock.now)
    words = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=160, blank=True)
    forget_on = models.DateField()

    class Meta(Scoped.Meta):
        indexes: ClassVar = [models.Index(fields=["activity", "received_at"], name="marks_in_order")]

    def __str__(self) -> str:
        return f"{self.kind}"

    @classmethod
    def visible_to(cls, everything: models.QuerySet[Mark], person: Person) -> models.QuerySet[Mark]:
        """Marks of one's own school's pupils. Those who keep a register read it through `queries/register`."""
        mine = Participant.objects.for_(person).values("pk")
        return everything.filter(participant_id__in=mine)
