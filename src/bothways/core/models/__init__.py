"""The rows that the machinery keeps. One file a subject; import each here so that Django finds it."""

from bothways.core.models.audit import AuditEntry
from bothways.core.models.imports import ImportPage, ImportRun, ImportStatus

__all__ = ["AuditEntry", "ImportPage", "ImportRun", "ImportStatus"]
