"""Addresses of what an event gave and got."""

from __future__ import annotations

from tests.meta.arguments import Maker
from tests.meta.arguments.activities import event_of

ARGUMENTS: dict[str, Maker] = {"event_giving": event_of}
