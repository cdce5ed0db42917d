"""The register: bring a file in, take it back, and add a school that no file holds."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bothways.core import audit, clock
from bothways.core import imports as engine
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.core.imports.run import Progress, quiet
from bothways.core.models import ImportRun
from bothways.core.models.imports import ImportStatus
from bothways.schools import policies
from bothways.schools.folding import search_text
from bothways.schools.imports import importers
from bothways.schools.models import Person, RegisterLock, Scheme, School

STALE = dt.timedelta(minutes=5)  # longer than any update takes: whoever held the lock is gone


def read_file(
    *,
    by: Person | None,
    file: Path,
    name: str,
    kind: str = "",
    as_of: dt.date | None = None,
    close_missing: bool = False,
    progress: Progress = quiet,
) -> ImportRun:
    """See what a file would change. ``by`` is None on the command line. Raises Invalid when the file is refused."""
    demand(policies.may_update_register(by))
    with _alone():
        found = importers(name, as_of=as_of, close_missing=close_missing)
        return engine.prepare(by=by, file=file, name=name, importers=found, choose=kind, progress=progress)


def apply_run(*, by: Person | None, run: ImportRun, progress: Progress = quiet) -> ImportRun:
    """Write what the preview showed. Raises Conflict while another update runs, or when the register has changed."""
    demand(policies.may_update_register(by))
    with _alone():
        return engine.apply(by=by, run=run, target=_target(run), progress=progress)


def undo_run(*, by: Person | None, run: ImportRun, progress: Progress = quiet) -> ImportRun:
    """Take an update back, the latest first."""
    demand(policies.may_update_register(by))
    with _alone():
        return engine.undo(by=by, run=run, target=_target(run), progress=progress)


@action
def forget(*, by: Person | None, run: ImportRun) -> None:
    """Drop a preview that will not be applied."""
    demand(policies.may_update_register(by))
    if run.status not in {ImportStatus.READY, ImportStatus.READING}:
        raise Conflict(_("This update has been applied. Undo it instead."))
    audit.record(by=by, verb="import set aside", on=run, format=run.format)
    run.delete()


@action
def add_school(
    *,
    by: Person,
    scheme: str,
    name: str,
    identifier: str = "",
    town: str = "",
    postcode: str = "",
    phase: str = "",
    sector: str = "",
) -> School:
    """Add a school that the national register does not hold. Raises Invalid when its number is taken."""
    demand(policies.may_add_school(by))
    number = identifier or _next_number()
    school = School(scheme=scheme, identifier=number, name=name, town=town, postcode=postcode, added_by_hand=True)
    school.phase, school.sector = phase, sector
    school.search_text = search_text(name=name, town=town, postcode=postcode, identifier=number)
    try:
        with transaction.atomic():
            school.save()
    except IntegrityError:
        raise Invalid(_("A school with this number is here already. Search for it."), field="identifier") from None
    audit.record(by=by, verb="school added", on=school, scheme=scheme)
    return school


def _next_number() -> str:
    """A number of our own for a body that has none."""
    taken = School.objects.filter(scheme=Scheme.OTHER).count()
    while School.objects.filter(identifier=f"BW-{taken + 1:05}").exists():
        taken += 1
    return f"BW-{taken + 1:05}"


def _target(run: ImportRun) -> Any:
    """Writing and taking back need no more than the format: the plan is in the run."""
    return next(each.target() for each in importers(run.file_name) if each.format.name == run.format)


def break_lock() -> None:
    """Forget an update that was cut off. For setting up, when nobody else can be at work."""
    RegisterLock.objects.all().delete()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One update at a time; the second is told so at once."""
    RegisterLock.objects.filter(since__lt=clock.now() - STALE).delete()
    try:
        with transaction.atomic():
            held = RegisterLock.objects.create(name="register", since=clock.now())
    except IntegrityError:
        raise Conflict(
            _("Somebody else is updating the register at this moment. Wait until that is done, then try again.")
        ) from None
    try:
        yield
    finally:
        RegisterLock.objects.filter(pk=held.pk, since=held.since).delete()
