"""Long work on the register: read a file, apply it, take it back. Each can be watched, left and stopped."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways.core import clock, jobs
from bothways.core.errors import ProductError
from bothways.core.ids import random_id
from bothways.core.models import ImportRun, Job
from bothways.schools.actions import register
from bothways.schools.models import Person
from bothways.schools.queries import updates

INCOMING = "incoming"


def read_upload(
    *, by: Person, upload: BinaryIO, name: str, as_of: dt.date | None = None, close_missing: bool = False
) -> Job:
    """Keep an uploaded file for as long as it is read, and ask for the reading."""
    _clear_away()
    kept = default_storage.save(f"{INCOMING}/{random_id()}", upload)
    payload = {"file": kept, "name": name[:200], "as_of": as_of.isoformat() if as_of else "", "close": close_missing}
    return jobs.start("register.read", by=by, payload={**payload, "by": by.pk})


def _clear_away() -> None:
    """Files whose reading was given up. Nothing reads for a day."""
    if default_storage.exists(INCOMING):
        for name in default_storage.listdir(INCOMING)[1]:
            if default_storage.get_modified_time(f"{INCOMING}/{name}") < clock.now() - dt.timedelta(days=1):
                default_storage.delete(f"{INCOMING}/{name}")


def _preview(job: Job) -> str:
    return reverse("register_update", args=[(job.result or {})["run"]])


@jobs.job("register.read", title=str(_("Reading the register file")), result_url=_preview)
def _read(progress: jobs.Progress, payload: dict[str, Any]) -> dict[str, Any]:
    """The file goes when it has been read, refused or stopped; it stays for another try when a worker dies."""
    try:
        run = _read_kept(progress, payload)
    except (ProductError, jobs.StopAskedFor):
        default_storage.delete(payload["file"])
        raise
    default_storage.delete(payload["file"])
    return {"run": run.pk}


def _read_kept(progress: jobs.Progress, payload: dict[str, Any]) -> ImportRun:
    day = dt.date.fromisoformat(payload["as_of"]) if payload["as_of"] else None
    with tempfile.TemporaryDirectory(prefix="register-") as folder:
        file = Path(folder) / "upload"
        with default_storage.open(payload["file"]) as kept, file.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        return register.read_file(
            by=_person(payload), file=file, name=payload["name"], as_of=day, close_missing=payload["close"],
            progress=_Steps(progress),
        )  # fmt: skip


@jobs.job("register.apply", title=str(_("Updating the register")), result_url=_preview)
def _apply(progress: jobs.Progress, payload: dict[str, Any]) -> dict[str, Any]:
    register.apply_run(by=_person(payload), run=updates.update(payload["run"]), progress=_Steps(progress))
    return {"run": payload["run"]}


@jobs.job("register.undo", title=str(_("Taking an update of the register back")), result_url=_preview)
def _undo(progress: jobs.Progress, payload: dict[str, Any]) -> dict[str, Any]:
    register.undo_run(by=_person(payload), run=updates.update(payload["run"]), progress=_Steps(progress))
    return {"run": payload["run"]}


def _person(payload: dict[str, Any]) -> Person:
    return Person.unscoped.get(pk=payload["by"])


class _Steps:
    """The engine says how far it is in all; a job counts steps."""

    def __init__(self, progress: jobs.Progress) -> None:
        self._progress = progress
        self._begun = False

    def __call__(self, done: int, total: int) -> None:
        if not self._begun:
            self._progress.start(total)
            self._begun = True
        self._progress.step(done - self._progress.done)
