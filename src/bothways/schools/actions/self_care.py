"""What people do to their own account."""

from __future__ import annotations

from bothways.core import audit
from bothways.core.actions import action
from bothways.schools.models import Person


@action
def rename(*, by: Person, name: str) -> None:
    """Change the name that colleagues see."""
    Person.unscoped.filter(pk=by.pk).update(name=name.strip()[:120])
    audit.record(by=by, verb="own name changed", on=by)
