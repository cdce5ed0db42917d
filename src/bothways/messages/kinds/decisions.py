"""For heads: what waits for a yes, and the half-term in one letter."""

from __future__ import annotations

from bothways.messages.message import Message

MESSAGES: tuple[Message, ...] = ()
