"""The three wake-ups that go through the queue. Each only says ‘look at the rows’: losing one loses nothing."""

from __future__ import annotations

from django_tasks import task

from bothways.core import jobs, outbox, schedule

QUICK, LONG = "default", "long"


@task(queue_name=LONG)
def run_job(job_id: str) -> None:
    """Do one job, if it is still to be done."""
    jobs.run(job_id)


@task()
def drain_outbox() -> int:
    """Send what is due. Returns how many went."""
    return outbox.drain()


@task()
def run_slot(name: str) -> None:
    """Do one timed piece of work."""
    schedule.run(name)
