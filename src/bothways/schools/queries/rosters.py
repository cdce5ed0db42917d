"""Lists that a school brought from a file: what each would change, and whether it can be taken back."""

from __future__ import annotations

from django.db.models import QuerySet

from bothways.core.errors import NotFound
from bothways.core.models import ImportRun, ImportStatus
from bothways.rules.pupils import year_words
from bothways.schools.models import School


def subject(school: School) -> str:
    """What groups the lists of one school."""
    return f"pupils:{school.pk}"


def runs(school: School) -> QuerySet[ImportRun]:
    """Those that were read, latest first."""
    return ImportRun.objects.filter(subject=subject(school)).exclude(status=ImportStatus.READING).order_by("-at")


def run(run_id: str, *, school: School) -> ImportRun:
    """One of them; NotFound for another school's."""
    found = runs(school).filter(pk=run_id).first()
    if found is None:
        raise NotFound
    return found


def samples(run: ImportRun, kind: str) -> list[tuple[str, str, str, str]]:
    """The first few of a sort: name, year, class and code."""
    found = (run.preview or {}).get("samples", {}).get(kind, ())
    return [_sample(each["after"] | {"local_id": each["key"]}) for each in found]


def _sample(after: dict[str, str]) -> tuple[str, str, str, str]:
    name = f"{after.get('first_name', '')} {after.get('initial', '')}".strip()
    return name, year_words(after.get("year_group", "")), after.get("group", ""), after["local_id"]


def may_undo(run: ImportRun) -> bool:
    """Whether this is the school's last list that stands."""
    if run.status != ImportStatus.APPLIED:
        return False
    later = ImportRun.objects.filter(subject=run.subject, status=ImportStatus.APPLIED, applied_at__gt=run.applied_at)
    return not later.exists()
