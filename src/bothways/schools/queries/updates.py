"""Updates of the register: those that were made or prepared, and what each says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bothways.core.errors import NotFound
from bothways.core.models import ImportRun
from bothways.core.models.imports import ImportStatus
from bothways.schools.imports import FORMATS
from bothways.schools.models import Scheme, School, Status
from bothways.schools.queries.register import dangling_links

COUNTS = ("rows", "added", "changed", "renamed", "moved", "closed", "rejected", "unchanged")
_CREDIT = ("source", "source_on")
_GROUPS = (
    ("added", _("Added"), "name"),
    ("renamed", _("Renamed"), "name"),
    ("moved", _("Moved"), "postcode"),
    ("closed", _("Closed"), "status"),
    ("changed", _("Changed in any way"), ""),
)
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


@dataclass(frozen=True)
class Sample:
    """One change, to show what a count means. ``before`` and ``after`` are of the one fact that matters most."""

    urn: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Group:
    """Changes of one sort: how many, and the first few."""

    title: str
    count: int
    samples: list[Sample]


def preview(run: ImportRun) -> list[Group]:
    """What a file changes, by sort, the ones that matter most first."""
    samples = (run.preview or {}).get("samples", {})
    names = _names(each["key"] for shown in samples.values() for each in shown)
    return [
        Group(str(title), run.counts[kind], [_sample(each, fact, names) for each in samples.get(kind, ())])
        for kind, title, fact in _GROUPS
        if run.counts.get(kind)
    ]


def _names(keys: Iterable[str]) -> dict[str, str]:
    found = School.objects.filter(scheme=Scheme.URN, identifier__in=[key.split()[0] for key in keys])
    return dict(found.values_list("identifier", "name"))


def _sample(change: dict[str, Any], fact: str, names: dict[str, str]) -> Sample:
    urn = change["key"].split()[0]
    after, before = change["after"], change["before"]
    shown = fact if fact in after else next((name for name in after if name not in _CREDIT), "")
    name = names.get(urn) or after.get("name") or after.get("other_name") or urn
    return Sample(urn, str(name), _words(shown, before.get(shown)), _words(shown, after.get(shown)))


def _words(fact: str, value: Any) -> str:
    """A fact as people read it."""
    if value in {None, ""}:
        return ""
    return str(Status(value).label) if fact == "status" else str(value)


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
