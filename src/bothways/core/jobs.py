"""Long work that a person can see, leave, come back to and stop.

    @job("register.apply", title="Update the register")
    def apply(progress: Progress, payload: dict[str, Any]) -> dict[str, Any]: ...

    started = jobs.start("register.apply", by=person, payload={"run": run.pk})

A job is a row. The queue only wakes a worker: a worker that dies leaves a lease that runs out, and
the tick hands the job to another. So the deed must bear being begun again from the start.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from bothways.core import audit, clock
from bothways.core.actions import action
from bothways.core.errors import ProductError
from bothways.core.models import Job, JobState

LEASE = dt.timedelta(minutes=2)
MOST_ATTEMPTS = 3
LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)
log = logging.getLogger(__name__)


class StopAskedFor(Exception):
    """Raised inside a job at its next step after a person pressed Stop. The job lets it pass."""


class LeaseLost(Exception):
    """Another worker has taken the job over; this one must not write any more."""


Deed = Callable[["Progress", dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """A kind of job: its name, what a person reads, and the deed."""

    name: str
    title: str
    deed: Deed
    result_url: Callable[[Job], str] | None = None


_kinds: dict[str, Kind] = {}


def job(name: str, *, title: str, result_url: Callable[[Job], str] | None = None) -> Callable[[Deed], Deed]:
    """Register a deed as a kind of job. ``result_url`` says where its result is seen."""

    def register(deed: Deed) -> Deed:
        _kinds[name] = Kind(name, title, deed, result_url)
        return deed

    return register


def kind_of(name: str) -> Kind:
    """The kind, after the modules listed in settings.JOB_MODULES have had their say."""
    for module in settings.JOB_MODULES:
        import_module(module)
    return _kinds[name]


@dataclass
class Progress:
    """How a job says how far it is. Cheap to call often: the row is written at most twice a second."""

    job_id: str
    worker: str
    done: int = 0
    _written: dt.datetime = LONG_AGO

    def start(self, total: int, note: str = "") -> None:
        """How much there is to do in all."""
        self._write(done=0, total=total, note=note)

    def step(self, count: int = 1, note: str = "") -> None:
        """``count`` more are done. Raises StopAskedFor when a person asked to stop."""
        self.done += count
        if (clock.now() - self._written).total_seconds() < 0.5:
            return
        self._write(done=self.done, **({"note": note} if note else {}))
        if Job.objects.filter(pk=self.job_id, stop_asked=True).exists():
            raise StopAskedFor

    def _write(self, **values: Any) -> None:
        self._written = clock.now()
        mine = Job.objects.filter(pk=self.job_id, worker=self.worker, state=JobState.RUNNING)
        if not mine.update(lease_until=clock.now() + LEASE, **values):
            raise LeaseLost


def start(kind: str, *, by: Any, payload: dict[str, Any] | None = None, title: str = "") -> Job:
    """Ask for a job, in the caller's transaction. A worker is woken once that has been kept."""
    from bothways.core.tasks import run_job  # it imports this module

    made = Job.objects.create(
        kind=kind, title=title or kind_of(kind).title, person_id=by.pk if by is not None else "", payload=payload or {}
    )
    transaction.on_commit(lambda: run_job.enqueue(made.pk))
    return made


@action
def ask_to_stop(*, by: Any, job: Job) -> None:
    """Stop cleanly at the next step; a job that has not begun stops at once."""
    audit.record(by=by, verb="work asked to stop", on=job)
    Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(state=JobState.STOPPED, ended_at=clock.now())
    Job.objects.filter(pk=job.pk).update(stop_asked=True)


def claim(job_id: str) -> Progress | None:
    """Take a job that waits or whose worker has gone quiet; None when it is another's or over."""
    worker = secrets.token_hex(8)
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=clock.now())
    taken = Job.objects.filter(free, pk=job_id, attempts__lt=MOST_ATTEMPTS).update(
        state=JobState.RUNNING,
        worker=worker,
        started_at=clock.now(),
        lease_until=clock.now() + LEASE,
        attempts=F("attempts") + 1,
        done=0,
    )
    return Progress(job_id, worker) if taken else None


def run(job_id: str) -> None:
    """Claim and do one job. What goes wrong is written on the row in words, never lost."""
    progress = claim(job_id)
    if progress is None:
        return
    row = Job.objects.get(pk=job_id)
    try:
        result = kind_of(row.kind).deed(progress, row.payload)
    except StopAskedFor:
        _end(progress, state=JobState.STOPPED)
    except LeaseLost:
        log.warning("job lost its lease", extra={"job": job_id})
    except ProductError as problem:
        _end(progress, state=JobState.FAILED, error=problem.sentence[:500])
    except Exception:
        log.exception("job failed", extra={"job": job_id, "kind": row.kind})
        _end(progress, state=JobState.FAILED, error="Something went wrong on our side. Nothing was half done.")
    else:
        _end(progress, state=JobState.DONE, result=result)


def _end(progress: Progress, **values: Any) -> None:
    mine = Job.objects.filter(pk=progress.job_id, worker=progress.worker)
    mine.update(ended_at=clock.now(), lease_until=None, **values)
    if values["state"] == JobState.DONE:
        mine.filter(total__gt=0).update(done=F("total"))


def sweep() -> int:
    """Wake workers for jobs that were missed or left by a worker that died; give up on those tried too often."""
    from bothways.core.tasks import run_job  # it imports this module

    quiet = Q(state=JobState.RUNNING, lease_until__lt=clock.now())
    missed = Q(state=JobState.QUEUED, created_at__lt=clock.now() - dt.timedelta(seconds=30))
    tired = Job.objects.filter(quiet, attempts__gte=MOST_ATTEMPTS)
    tired.update(
        state=JobState.FAILED, ended_at=clock.now(), error="The work was cut off three times and has been set aside."
    )
    waiting = list(Job.objects.filter(quiet | missed, attempts__lt=MOST_ATTEMPTS).values_list("pk", flat=True)[:50])
    for each in waiting:
        run_job.enqueue(each)
    return len(waiting)


def recent(count: int) -> list[Job]:
    """The newest jobs of anyone, for those who run the service."""
    return list(Job.objects.order_by("-created_at")[:count])


def find(job_id: str) -> Job | None:
    """A job by its id. The caller decides who may see it."""
    return Job.objects.filter(pk=job_id).first()


def of(person_id: str, count: int) -> list[Job]:
    """The newest jobs that one person asked for."""
    return list(Job.objects.filter(person_id=person_id).order_by("-created_at")[:count])


def result_url(job: Job) -> str:
    """Where the result of a finished job is seen; empty when there is nothing to see."""
    if job.state != JobState.DONE:
        return ""
    where = kind_of(job.kind).result_url
    return where(job) if where else ""
