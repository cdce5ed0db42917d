"""A worker that only sends, until nothing is left. Killed at random by test_mail_kills."""

import sys
import time

import django

django.setup()

from bothways.core import clock, outbox  # noqa: E402 - Django must be set up first
from bothways.core.models import OutboxRow, SendState  # noqa: E402 - Django must be set up first

OPEN = [SendState.QUEUED, SendState.SENDING, SendState.COMMITTING]


def careless() -> tuple[int, int]:
    """The safeguard removed: what was at the server when the worker died is simply sent again."""
    stale = OutboxRow.objects.filter(lease_until__lt=clock.now(), state__in=[SendState.SENDING, SendState.COMMITTING])
    return stale.update(state=SendState.QUEUED, worker="", lease_until=None), 0


if __name__ == "__main__":
    if "careless" in sys.argv:
        outbox.settle_left_behind = careless
    end = time.monotonic() + float(sys.argv[1])
    while OutboxRow.objects.filter(state__in=OPEN).exists() and time.monotonic() < end:
        outbox.drain()
        time.sleep(0.05)
