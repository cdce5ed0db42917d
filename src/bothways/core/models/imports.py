"""What was imported, what it changed, and how to take it back."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways.core.crypto import EncryptedJson, EncryptedText
from bothways.core.datamap import Keep, Level, data_map
from bothways.core.ids import RandomIdField


class ImportStatus(models.TextChoices):
    """How far a run has come."""

    READING = "reading", _("being read")
    READY = "ready", _("ready to apply")
    APPLIED = "applied", _("applied")
    UNDONE = "undone", _("undone")


@data_map(
    purpose="To show what a file would change before it does, and what it did.",
    keep=(
        Keep(
            "what a preview showed goes when it can no longer be undone", days=30, after="at", blank={"preview": None}
        ),
        Keep("a year's imports explain a year's changes", days=365, after="at"),
    ),
    levels={
        Level.WORKING: "id at by_id subject format file_name file_hash status reading mapping counts"
        " applied_at undone_at",
        Level.SENSITIVE: "preview",
    },
)
class ImportRun(models.Model):
    """One file on its way in. The file itself is never kept: its planned changes are, sealed, in pages."""

    id = RandomIdField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by_id = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    format = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.READING)
    reading = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    preview = EncryptedJson(null=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject", "status", "applied_at"], name="import_latest")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_status_display()})"


@data_map(
    purpose="To apply exactly what was shown, and to undo it.",
    keep=Keep("an import that nobody undid in a month stays", days=30, after="at"),
    levels={Level.WORKING: "id at run number", Level.SENSITIVE: "packed"},
)
class ImportPage(models.Model):
    """Up to 1,000 changes of a run, packed and sealed."""

    id = RandomIdField()
    at = models.DateTimeField(auto_now_add=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    packed = EncryptedText()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "number"], name="import_page_once")]
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"page {self.number} of {self.run_id}"


def pack(changes: list[Any]) -> str:
    """Changes as short text; the first import of a big register would fill the database otherwise."""
    return base64.b64encode(zlib.compress(json.dumps(changes).encode(), 1)).decode("ascii")


def unpack(packed: str) -> list[Any]:
    """The changes that `pack` was given."""
    changes: list[Any] = json.loads(zlib.decompress(base64.b64decode(packed)))
    return changes
