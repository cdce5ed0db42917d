"""The register of schools: public facts, national and added by hand."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bothways.core.datamap import Keep, Level, data_map
from bothways.core.ids import RandomIdField
from bothways.schools import folding


class Scheme(models.TextChoices):
    """Whose numbering an identifier comes from."""

    URN = "urn", "Unique reference number (URN)"
    SEED = "seed", "Scottish school number"
    CHARITY = "charity", "Charity number"
    COMPANY = "company", "Company number"
    OTHER = "other", "No number"


class Sector(models.TextChoices):
    """State or independent; the rest is other, such as a science centre."""

    STATE = "state", "State"
    INDEPENDENT = "independent", "Independent"
    OTHER = "other", "Other"
    UNKNOWN = "", "Not known"


class Status(models.TextChoices):
    """As the national register says it."""

    OPEN = "open", "Open"
    CLOSING = "closing", "Open, but proposed to close"
    PROPOSED = "proposed", "Proposed to open"
    CLOSED = "closed", "Closed"


@data_map(
    purpose="To name a school the same way everywhere, and to follow it when its number changes.",
    keep=Keep("public facts; a closed school is still part of history"),
    levels={
        Level.PUBLIC: "id scheme identifier name search_text town postcode local_authority phase kind sector gender"
        " status opened_on closed_on low_age high_age roll roll_on fsm_percent fsm_on laestab source source_on"
        " added_by_hand is_demo",
    },
)
class School(models.Model):
    """A school or another body that takes part. Every fact here is public."""

    id = RandomIdField()
    scheme = models.CharField(max_length=10, choices=Scheme.choices, default=Scheme.URN)
    identifier = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    search_text = models.CharField(max_length=folding.LONGEST, help_text="made by schools.folding.search_text")
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True, db_index=True)
    local_authority = models.CharField(max_length=100, blank=True, db_index=True)
    phase = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=100, blank=True)
    sector = models.CharField(max_length=12, choices=Sector.choices, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    roll = models.PositiveIntegerField(null=True, blank=True)
    roll_on = models.DateField(null=True, blank=True)
    fsm_percent = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    fsm_on = models.DateField(null=True, blank=True)
    laestab = models.CharField(max_length=7, blank=True, db_index=True)
    source = models.CharField(max_length=120, blank=True, help_text="the file that last changed a fact here")
    source_on = models.DateField(null=True, blank=True)
    added_by_hand = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "identifier"], name="school_identifier_once")
        ]
        indexes: ClassVar = [models.Index(fields=["status", "search_text"], name="school_in_order")]
        ordering: ClassVar = ["search_text"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it teaches now; one that is proposed to close still does."""
        return self.status in {Status.OPEN, Status.CLOSING}
