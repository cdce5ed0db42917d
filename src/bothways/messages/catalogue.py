"""Every message we send, by name. A message is one line in `kinds/` and two files: what to say in HTML and in text."""

from __future__ import annotations

from collections.abc import Mapping

from bothways.messages.kinds import (
    accounts,
    afterwards,
    booking,
    decisions,
    events,
    family,
    forming,
    meetings,
    needs,
    plan,
    programmes,
    sharing,
    training,
)
from bothways.messages.message import Message

CATALOGUE: tuple[Message, ...] = (
    *accounts.MESSAGES,
    *forming.MESSAGES,
    *plan.MESSAGES,
    *meetings.MESSAGES,
    *needs.MESSAGES,
    *sharing.MESSAGES,
    *decisions.MESSAGES,
    *booking.MESSAGES,
    *events.MESSAGES,
    *training.MESSAGES,
    *family.MESSAGES,
    *afterwards.MESSAGES,
    *programmes.MESSAGES,
)

BY_KIND: Mapping[str, Message] = {message.kind: message for message in CATALOGUE}
HARMLESS_TWICE = frozenset(message.kind for message in CATALOGUE if message.harmless_twice)
