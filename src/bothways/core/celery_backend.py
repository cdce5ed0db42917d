"""The django-tasks API over Celery: the same tasks on RabbitMQ, by one setting.

A task is published after the transaction has been kept. A lost message loses nothing, since the tick
finds rows that wait (core.jobs.sweep, core.outbox.drain).
"""

from __future__ import annotations

from typing import Any

from celery import Celery
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus

from bothways.core.ids import random_id

RUN = "bothways.run"


def make_app(broker: str) -> Celery:
    """The Celery application: late acknowledgement, so that a killed worker's task is handed to another."""
    app = Celery("bothways", broker=broker)
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_ignore_result=True,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"confirm_publish": True},
        task_default_queue="bothways.default",
        worker_hijack_root_logger=False,
    )

    @app.task(name=RUN)  # type: ignore[untyped-decorator]  # celery has no types
    def run(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
        import_string(path).call(*args, **kwargs)

    return app


class CeleryBackend(BaseTaskBackend):
    """Publishes to the broker named in ``OPTIONS["broker"]``. Results are not kept: our rows hold them."""

    supports_defer = False
    supports_async_task = False
    supports_get_result = False
    supports_priority = False

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.app = make_app(self.options["broker"])

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Publish once the transaction is kept. Returns a result that only says READY."""
        self.validate_task(task)
        message = [task.module_path, list(args), dict(kwargs)]
        transaction.on_commit(lambda: self.app.send_task(RUN, message, queue=f"bothways.{task.queue_name}"))
        return TaskResult(
            task=task,
            id=random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
