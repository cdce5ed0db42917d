"""Managers that refuse to be read by accident.

A model with personal data is built on `Scoped`. Reading its ``objects`` raises until the caller says
for whom: ``Invitation.objects.for_(person)``. Machinery that must see everything (the worker,
retention, a log-in) says so in one word that can be searched for: ``Invitation.unscoped``. A test counts
the files that use it, and the count may only fall.
"""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator
from typing import Any, ClassVar, TypeVar

from django.db import models

from bothways.core.ids import RandomIdField

M = TypeVar("M", bound=models.Model)


_library = contextvars.ContextVar("a library's view is answering", default=False)


class Unscoped(RuntimeError):
    """Personal data was read without saying for whom."""


@contextlib.contextmanager
def closed_afterwards() -> Iterator[None]:
    """Around one request: whatever it opens is closed when it ends."""
    token = _library.set(False)
    try:
        yield
    finally:
        _library.reset(token)


def open_for_library_view() -> None:
    """Let a library's own view look people up by address, which signing in must do. Only the middleware calls this."""
    _library.set(True)


class ScopedManager(models.Manager[M]):
    """Raises on every read until `for_` has narrowed it to what one person may see.

    The model gives the rule: ``visible_to(cls, everything, person) -> QuerySet``.
    """

    use_in_migrations = True  # so that a library's migration finds ``objects`` on the historical model

    def for_(self, person: Any) -> models.QuerySet[M]:
        """What this person may see, by the model's own rule."""
        rule: Any = self.model
        allowed: models.QuerySet[M] = rule.visible_to(super().get_queryset(), person)
        return allowed

    def get_queryset(self) -> models.QuerySet[M]:
        if _library.get() or self.model.__module__ == "__fake__":  # a historical model inside a migration
            return super().get_queryset()
        raise Unscoped(f"{self.model.__name__}.objects needs a person: write .for_(person)")

    def create(self, **values: Any) -> M:
        return super().get_queryset().create(**values)

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> list[M]:
        return super().get_queryset().bulk_create(objs, *args, **options)

    def none(self) -> models.QuerySet[M]:
        return super().get_queryset().none()


class UnscopedManager(models.Manager[M]):
    """Everything. Only for the machinery named in tests/meta/test_unscoped.py."""


class Scoped(models.Model):
    """A model with a random id and both managers. Its Meta is built on this one: ``class Meta(Scoped.Meta)``."""

    id = RandomIdField()

    unscoped: ClassVar = UnscopedManager()
    objects: ClassVar = ScopedManager()

    class Meta:
        abstract = True
        default_manager_name = "unscoped"
        base_manager_name = "unscoped"
