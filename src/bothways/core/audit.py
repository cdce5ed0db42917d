"""Who did what, to what, and why: one row in the same transaction as the deed, never the sensitive value."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator
from typing import Any

from django.db import models

from bothways.core.models import AuditEntry

SYSTEM = "system"
_watching: contextvars.ContextVar[list[str] | None] = contextvars.ContextVar("audit_rows", default=None)


def record(
    *, by: Any, verb: str, on: models.Model | None = None, why: str = "", **facts: str | int | bool | None
) -> None:
    """Write one audit row.

    ``by`` is a person, or None for the machinery itself. ``verb`` is past tense ("role ended").
    ``facts`` are ids, counts and field names: never the value of a sensitive field.
    """
    AuditEntry.objects.create(
        actor_id=by.pk if by is not None else SYSTEM,
        verb=verb,
        object_kind=on._meta.label if on is not None else "",
        object_id=str(on.pk) if on is not None else "",
        why=why[:500],
        facts=facts,
    )
    rows = _watching.get()
    if rows is not None:
        rows.append(verb)


@contextlib.contextmanager
def watch() -> Iterator[list[str]]:
    """Collect the verbs written inside; a nested watch reports to the outer one too."""
    outer = _watching.get()
    rows: list[str] = []
    token = _watching.set(rows)
    try:
        yield rows
    finally:
        _watching.reset(token)
        if outer is not None:
            outer.extend(rows)
