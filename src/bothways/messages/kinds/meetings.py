"""About meetings: invitations, minutes and actions."""

from __future__ import annotations

from bothways.messages.message import Message

MESSAGES: tuple[Message, ...] = ()
