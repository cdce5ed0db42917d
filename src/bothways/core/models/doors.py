"""Links that open one thing, limits on how often doors are tried, and what was erased."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bothways.core.datamap import Keep, Level, data_map
from bothways.core.ids import RandomIdField


@data_map(
    purpose="To let somebody answer by link without an account, and to take a link back.",
    keep=Keep("a month after it ends a link only needs to say that it has ended", days=30, after="expires_at"),
    levels={
        Level.WORKING: "id purpose subject_id created_at created_by expires_at revoked_at used_at uses_left",
        Level.SECRET: "digest",
    },
)
class LinkToken(models.Model):
    """The capability behind a link. Only the SHA-256 of the token is kept: the link itself is shown once."""

    id = RandomIdField()
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=40, blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    uses_left = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["purpose", "subject_id"], name="link_subject")]

    def __str__(self) -> str:
        return f"link for {self.purpose}"


@data_map(
    purpose="To slow down whoever tries a door too often. Holds hashes, never addresses.",
    keep=Keep("a limit is over within a day", days=1, after="full_at"),
    levels={Level.SECRET: "key full_at"},
)
class RateBucket(models.Model):
    """A token bucket, kept as the moment when it is full again."""

    key = models.CharField(max_length=64, primary_key=True)
    full_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


@data_map(
    purpose="To keep the erased erased: replayed after every restore.",
    keep=Keep("longer than any backup lives", days=400, after="at"),
    levels={Level.WORKING: "id model object_id deed at"},
)
class Tombstone(models.Model):
    """One row that retention or a person's wish took away or emptied: what it was, never what was in it."""

    id = RandomIdField()
    model = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    deed = models.CharField(max_length=10)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.deed} {self.model} {self.object_id}"
