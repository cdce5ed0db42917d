"""How schools follow one another in the national register, and the lock on updating it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bothways.core.datamap import Keep, Level, data_map


class LinkKind(models.TextChoices):
    """Which way a link points."""

    SUCCESSOR = "successor", "came after"
    PREDECESSOR = "predecessor", "came before"
    OTHER = "other", "is linked with"


@data_map(
    purpose="To follow a school when its number changes.",
    keep=Keep("public facts; history of schools"),
    levels={Level.PUBLIC: "id urn other_urn other_name kind words dated_on"},
)
class SchoolLink(models.Model):
    """``other_urn`` came after, came before or is linked with ``urn``.

    Numbers and no foreign keys: the register names schools that it does not hold, and those links are kept.
    ``dated_on`` is often not known.
    """

    urn = models.CharField(max_length=40)
    other_urn = models.CharField(max_length=40, db_index=True)
    other_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, choices=LinkKind.choices)
    words = models.CharField(max_length=100, help_text="as the register says it")
    dated_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["urn", "other_urn"], name="school_link_once")]

    def __str__(self) -> str:
        return f"{self.other_urn} {self.get_kind_display()} {self.urn}"


@data_map(
    purpose="To let one update of the register run at a time.",
    keep=Keep("gone when the work ends", days=1, after="since"),
    levels={Level.WORKING: "name since"},
)
class RegisterLock(models.Model):
    """Present while an update runs. The row is the lock."""

    name = models.CharField(max_length=20, primary_key=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} since {self.since}"
