"""About joining a partnership, its people and handing it over."""

from __future__ import annotations

from bothways.messages.message import Message

MESSAGES: tuple[Message, ...] = ()
