"""About what is owed: nudges, and the coordinator’s week."""

from __future__ import annotations

from bothways.messages.message import Message

MESSAGES: tuple[Message, ...] = ()
