"""``./run manage work``: the worker of one machine. Ticks the timetable and does what the queues hold."""

from __future__ import annotations

import logging
import secrets
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from bothways.core import schedule
from bothways.core.tasks import LONG, QUICK

PATIENCE = 20.0
log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs until it is told to stop, and finishes what it is doing first."""

    help = "Do the work that waits: jobs, messages that are due, and the timetable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--once`` does what is waiting and ends."""
        parser.add_argument("--once", action="store_true", help="do what is waiting now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Long work has a worker of its own, so that a sign-in code never waits behind an import."""
        if options["once"]:
            schedule.tick()
            for queue in (QUICK, LONG):
                _worker(queue, batch=True).run()
            return
        stop = threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stop.set())
        workers = [] if settings.BROKER else [_worker(QUICK), _worker(LONG)]
        threads = [threading.Thread(target=worker.run, daemon=True) for worker in workers]
        for thread in threads:
            thread.start()
        tick_until(stop)
        for worker in workers:
            worker.running = False
        for thread in threads:
            thread.join(PATIENCE)


def _worker(queue: str, *, batch: bool = False) -> Worker:
    return Worker(
        queue_names=[queue],
        interval=0.5,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{queue}-{secrets.token_hex(8)}",
        excluded_queue_names=[],
    )


def tick_until(stop: threading.Event, seconds: float = 5.0) -> None:
    """Tick every few seconds. A database that is away is waited for, not died of."""
    while not stop.is_set():
        try:
            schedule.tick()
        except OperationalError:
            log.warning("the database is away; the next tick tries again")
        finally:
            close_old_connections()
        stop.wait(seconds)
