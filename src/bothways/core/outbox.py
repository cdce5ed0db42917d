"""Everything that leaves: put down in the same transaction as its cause, sent once, never silently lost.

Over SMTP nobody can promise exactly once, because the answer to the last dot may be lost. So a row is
marked ``committing`` just before that moment, and only a crash inside it leaves doubt. Then a kind that
is harmless twice (a sign-in code) is sent again; all others are held, listed by name, for a person.

    outbox.put("school.invitation", to=address, context={...}, campaign=f"invitation:{row.pk}")
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import smtplib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.module_loading import import_string

from bothways.core import audit, clock
from bothways.core.actions import action
from bothways.core.crypto import blind_index
from bothways.core.ids import random_id
from bothways.core.models import OutboxRow, SendState

LEASE = dt.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
BATCH = 20
MOST_ATTEMPTS = 6
BACKOFF_SECONDS = (30, 120, 600, 3600, 14_400)
log = logging.getLogger(__name__)


def put(
    kind: str,
    *,
    to: str,
    context: dict[str, Any],
    campaign: str = "",
    about_id: str = "",
    not_before: dt.datetime | None = None,
) -> OutboxRow | None:
    """Write one message down, in the caller's transaction.

    ``campaign`` and the address together are unique: a second put of the same pair does nothing and
    returns None. Without a campaign the message stands alone.
    """
    from bothways.core.tasks import drain_outbox  # it imports this module

    row = OutboxRow(
        kind=kind,
        campaign=campaign or random_id(),
        recipient=to,
        recipient_index=blind_index(to, about="outbox"),
        context=context,
        about_id=about_id,
        not_before=not_before or clock.now(),
    )
    if is_put(row.campaign, to):
        return None
    OutboxRow.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(drain_outbox.enqueue)
    return row


def is_put(campaign: str, to: str) -> bool:
    """Whether a campaign has had its message to an address: to be asked before costly work, `put` asks it again."""
    index = blind_index(to, about="outbox")
    return OutboxRow.objects.filter(campaign=campaign, recipient_index=index).exists()


def drain(limit: int = 10_000) -> int:
    """Send what is due, in small claims, over one connection. Returns how many were sent."""
    settle_left_behind()
    worker, sent = secrets.token_hex(8), 0
    carrier: BaseEmailBackend | None = None
    while sent < limit:
        rows = _claim(worker)
        if not rows:
            break
        carrier = carrier or get_connection(settings.EMAIL_BACKEND)
        for row in rows:
            sent += _send(row, carrier)
    if carrier is not None:
        carrier.close()
    return sent


def _claim(worker: str) -> Sequence[OutboxRow]:
    due = OutboxRow.objects.filter(state=SendState.QUEUED, not_before__lte=clock.now()).order_by("not_before", "id")
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        ids = [row.pk for row in due.only("pk")[:BATCH]]
        mine = OutboxRow.objects.filter(pk__in=ids, state=SendState.QUEUED)
        mine.update(state=SendState.SENDING, worker=worker, lease_until=clock.now() + LEASE, attempts=F("attempts") + 1)
    claimed = OutboxRow.objects.filter(pk__in=ids, worker=worker, state=SendState.SENDING)
    return list(claimed.order_by("not_before", "id"))


def _send(row: OutboxRow, carrier: BaseEmailBackend) -> bool:
    mark = _Marker(row)
    try:
        message = _message(row, carrier)
        carrier.before_data = mark.committing  # type: ignore[attr-defined]  # core.mail's backends look for it
        if not getattr(carrier, "marks_for_itself", False):
            mark.committing()
        carrier.send_messages([message])
    except Exception as problem:  # every way that a mail server fails is decided in one place
        _after_failure(row, mark, problem)
        carrier.close()
        return False
    mark.to(SendState.SENT, sent_at=clock.now(), error="")
    return True


class _Marker:
    """Moves one row on, and only while the lease is ours."""

    def __init__(self, row: OutboxRow) -> None:
        self.row = row
        self.committed = False

    def committing(self) -> None:
        self.to(SendState.COMMITTING)
        self.committed = True

    def to(self, state: SendState, **values: Any) -> None:
        mine = OutboxRow.objects.filter(pk=self.row.pk, worker=self.row.worker)
        if not mine.update(state=state, lease_until=clock.now() + LEASE, **values):
            raise RuntimeError("the outbox row belongs to another worker now")


def _message(row: OutboxRow, carrier: BaseEmailBackend) -> EmailMultiAlternatives:
    rendered = import_string(settings.OUTBOX_RENDER)(row.kind, row.context or {})
    domain = settings.BASE_URL.split("//")[1].split(":")[0].split("/")[0]
    headers = {"Message-ID": f"<{row.pk}@{domain}>", "Auto-Submitted": "auto-generated", **rendered.headers}
    message = EmailMultiAlternatives(
        rendered.subject,
        rendered.text,
        settings.DEFAULT_FROM_EMAIL,
        [row.recipient],
        headers=headers,
        connection=carrier,
    )
    message.attach_alternative(rendered.html, "text/html")
    return message


def _after_failure(row: OutboxRow, mark: _Marker, problem: Exception) -> None:
    """Refused for good: failed. Refused for now, or never reached: later. Lost after DATA: in doubt."""
    words = f"{type(problem).__name__}: {_code(problem) or ''}".strip(": ")[:300]
    log.warning("a message did not go", extra={"row": row.pk, "kind": row.kind, "problem": words})
    code = _code(problem)
    if code is not None and code >= 500:
        mark.to(SendState.FAILED, error=words)
    elif mark.committed and code is None:
        _doubt(row, words)
    elif row.attempts >= MOST_ATTEMPTS:
        mark.to(SendState.FAILED, error=words)
    else:
        wait = BACKOFF_SECONDS[min(row.attempts, len(BACKOFF_SECONDS)) - 1]
        mark.to(SendState.QUEUED, error=words, not_before=clock.now() + dt.timedelta(seconds=wait))


def _code(problem: Exception) -> int | None:
    if isinstance(problem, smtplib.SMTPResponseException):
        return int(problem.smtp_code)
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return max((int(code) for code, _ in problem.recipients.values()), default=550)
    if isinstance(problem, (UnicodeError, ValueError, ImproperlyConfigured, LookupError)):
        return 550  # the message itself is wrong: trying again would not mend it
    return None


def _doubt(row: OutboxRow, words: str) -> None:
    again = row.kind in import_string(settings.OUTBOX_HARMLESS_TWICE)
    state = SendState.QUEUED if again else SendState.IN_DOUBT
    OutboxRow.objects.filter(pk=row.pk, worker=row.worker).update(state=state, error=words, lease_until=None)


def settle_left_behind() -> tuple[int, int]:
    """What a dead worker left: rows not yet at the server go again; rows at the server are in doubt. (again, doubt)."""
    stale = OutboxRow.objects.filter(lease_until__lt=clock.now())
    again = stale.filter(state=SendState.SENDING).update(state=SendState.QUEUED, worker="", lease_until=None)
    harmless = import_string(settings.OUTBOX_HARMLESS_TWICE)
    at_server = stale.filter(state=SendState.COMMITTING)
    again += at_server.filter(kind__in=harmless).update(state=SendState.QUEUED, worker="", lease_until=None)
    doubt = at_server.update(state=SendState.IN_DOUBT, worker="", lease_until=None, error="The worker stopped here.")
    return again, doubt


def troubled() -> QuerySet[OutboxRow]:
    """What only a person can settle: sends in doubt, and those that could not be delivered."""
    return OutboxRow.objects.filter(state__in=[SendState.IN_DOUBT, SendState.FAILED])


@action
def send_again_by(*, by: Any, ids: Sequence[str]) -> int:
    """A person decided: send these once more. Returns how many could still be sent."""
    again = OutboxRow.objects.filter(pk__in=ids, state__in=[SendState.IN_DOUBT, SendState.FAILED]).exclude(
        context__isnull=True
    )
    count = again.update(state=SendState.QUEUED, attempts=0, worker="", not_before=clock.now())
    audit.record(by=by, verb="messages sent again", rows=count)
    return count
