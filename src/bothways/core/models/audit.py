"""Who did what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from bothways.core.datamap import Keep, Level, data_map
from bothways.core.ids import RandomIdField


@data_map(
    purpose="To show who changed what, and when, to those who are answerable for it.",
    keep=Keep("two years answer nearly every question", days=730, after="at"),
    levels={Level.WORKING: "id at actor_id verb object_kind object_id why facts"},
)
class AuditEntry(models.Model):
    """One deed. Holds ids, never foreign keys, so that nothing it tells of has to stay. Never changed."""

    id = RandomIdField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_id = models.CharField(max_length=40, db_index=True)
    verb = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["object_kind", "object_id", "at"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.verb} by {self.actor_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Rows are written once. This guard is the one override of save() in the house."""
        if not self._state.adding:
            raise TypeError("An audit row is never changed.")
        super().save(*args, **kwargs)
