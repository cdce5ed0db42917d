"""Updates of the register: those that were made or prepared, and what each says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from bothways.core.errors import NotFound
from bothways.core.models import ImportRun
from bothways.core.models.imports import ImportStatus
from bothways.schools.imports import FORMATS
from bothways.schools.queries.register import dangling_links

COUNTS = ("rows", "added", "changed", "renamed", "moved", "closed", "rejected", "unchanged")
_MORE = ("no_longer_listed", "left_out", "dangling")


def updates() -> QuerySet[ImportRun]:
    """Every update of the register that a person may look at, latest first."""
    return ImportRun.objects.filter(format__in=FORMATS).exclude(status=ImportStatus.READING).order_by("-at")


def update(run_id: str) -> ImportRun:
    """One of them. Raises NotFound."""
    found = updates().filter(pk=run_id).first()
    if found is None:
        raise NotFound
    return found


def latest_update() -> ImportRun | None:
    """The last update that was applied and still stands."""
    return updates().filter(status=ImportStatus.APPLIED).order_by("-applied_at").first()


def may_undo(run: ImportRun) -> bool:
    """Whether this is the last applied update of its sort, which is the one that can be taken back."""
    if run.status != ImportStatus.APPLIED:
        return False
    return (
        not updates().filter(subject=run.subject, status=ImportStatus.APPLIED, applied_at__gt=run.applied_at).exists()
    )


def report(run: ImportRun) -> dict[str, Any]:
    """What a script reads: the counts, every reject, and what was repaired.

    ``rows`` is ``added + changed + unchanged + rejected``; ``renamed``, ``moved`` and ``closed`` are among ``changed``.
    """
    counts = {name: run.counts.get(name, 0) for name in COUNTS}
    more = {name: run.counts[name] for name in _MORE if name in run.counts}
    listed = {"dangling_links": dangling()} if "dangling" in more else {}
    preview = run.preview or {}
    return counts | {
        **more,
        "kind": run.format,
        "applied": run.status == ImportStatus.APPLIED,
        "repaired": list(run.reading.get("repaired", ())),
        "warnings": preview.get("warnings", []),
        "rejects": preview.get("rejects", []),
        **listed,
    }


def dangling() -> list[dict[str, str]]:
    """Links that lead out of the register, for a list."""
    return [{"urn": each.urn, "other_urn": each.other_urn, "name": each.other_name} for each in dangling_links()]


def reject_rows(run: ImportRun) -> Iterator[tuple[str, str, str, str]]:
    """Every reject as row, column, value, mend: what the downloaded list holds."""
    for each in (run.preview or {}).get("rejects", []):
        yield str(each["row"]), each["column"], each["value"], each["mend"]
