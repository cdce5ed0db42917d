"""About proposals and each school’s answer."""

from __future__ import annotations

from bothways.messages.message import Message

MESSAGES: tuple[Message, ...] = ()
