"""The rows that the machinery keeps. One file a subject; import each here so that Django finds it."""

from bothways.core.models.audit import AuditEntry
from bothways.core.models.doors import LinkToken, RateBucket, Tombstone
from bothways.core.models.imports import ImportPage, ImportRun, ImportStatus
from bothways.core.models.work import Job, JobState, OutboxRow, SendState, Slot

__all__ = [
    "AuditEntry",
    "ImportPage",
    "ImportRun",
    "ImportStatus",
    "Job",
    "JobState",
    "LinkToken",
    "OutboxRow",
    "RateBucket",
    "SendState",
    "Slot",
    "Tombstone",
]
