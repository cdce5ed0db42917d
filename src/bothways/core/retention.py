"""Forgetting on time: every rule of the data map, applied daily, with a dry run that says what will go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.module_loading import import_string

from bothways.core import audit, clock
from bothways.core.crypto import EncryptedText
from bothways.core.datamap import Entry, Keep, entries
from bothways.core.models import Tombstone

BATCH = 500


@dataclass(frozen=True)
class Due:
    """One rule and how many rows it would touch on a day."""

    label: str
    rule: Keep
    rows: int

    @property
    def words(self) -> str:
        """For the dry-run page."""
        return f"{self.label}: {self.rows} to be {'emptied' if self.rule.blank else 'deleted'}"


def _rules() -> Iterator[tuple[type[models.Model], Entry, Keep]]:
    for model, entry in entries():
        for rule in entry.keep:
            if rule.days is not None and rule.after:
                yield model, entry, rule


def _everything(model: type[models.Model]) -> models.QuerySet[Any]:
    return model._base_manager.all()


def _rows_due(model: type[models.Model], rule: Keep, day: dt.date) -> models.QuerySet[Any]:
    assert rule.days is not None  # noqa: S101 - _rules gives no other
    last = day - dt.timedelta(days=rule.days)
    date = "__date" if isinstance(_field(model, str(rule.after)), models.DateTimeField) else ""
    rows = _everything(model).filter(**{f"{rule.after}{date}__lt": last}, **rule.only)
    return rows.exclude(_emptied(model, rule)) if rule.blank else rows


def _field(model: type[models.Model], path: str) -> Any:
    """The field at the end of a path such as ``user__left_on``."""
    head, _, rest = path.partition("__")
    field = model._meta.get_field(head)
    return _field(field.related_model, rest) if rest and isinstance(field.related_model, type) else field


def _emptied(model: type[models.Model], rule: Keep) -> models.Q:
    """What an emptied row looks like, in fields that can be asked: not sealed ones, not computed values."""
    asked = models.Q()
    for name, value in rule.blank.items():
        if value is None:
            asked &= models.Q(**{f"{name}__isnull": True})
        elif not hasattr(value, "resolve_expression") and not isinstance(_field(model, name), EncryptedText):
            asked &= models.Q(**{name: value})
    return asked


def due(day: dt.date | None = None) -> list[Due]:
    """What would go on a day (today): the dry run. Rules with nothing to do are left out."""
    on = day or clock.today()
    found = [Due(entry.label, rule, _rows_due(model, rule, on).count()) for model, entry, rule in _rules()]
    return [each for each in found if each.rows]


def run() -> str:
    """Do what is due today, in batches that each stand alone. Doing it twice changes nothing more.

    What keeps numbers of what goes (``settings.BEFORE_FORGETTING``) has its turn first.
    """
    for settle in settings.BEFORE_FORGETTING:
        import_string(settle)()
    gone = {entry.label: _apply(model, entry, rule) for model, entry, rule in _rules()}
    told = {label: count for label, count in gone.items() if count}
    return ", ".join(f"{label} {count}" for label, count in sorted(told.items())) or "nothing was due"


def _apply(model: type[models.Model], entry: Entry, rule: Keep) -> int:
    total = 0
    while True:
        with transaction.atomic():
            ids = list(_rows_due(model, rule, clock.today()).values_list("pk", flat=True)[:BATCH])
            if not ids:
                return total
            _take(model, entry, rule, ids)
        total += len(ids)


def _take(model: type[models.Model], entry: Entry, rule: Keep, ids: list[Any]) -> None:
    deed = "emptied" if rule.blank else "deleted"
    Tombstone.objects.bulk_create([Tombstone(model=entry.label, object_id=str(pk), deed=deed) for pk in ids])
    rows = _everything(model).filter(pk__in=ids)
    if rule.blank:
        rows.update(**rule.blank)
    else:
        rows.delete()
    audit.record(by=None, verb=f"retention {deed} rows", model=entry.label, rows=len(ids))
