"""Addresses of needs and nudges of the giver's partnership."""

from __future__ import annotations

from bothways.partnerships import links
from bothways.partnerships.models import Nudge
from tests.meta.arguments import Maker
from tests.people import Cast


def _sent(cast: Cast) -> dict[str, str]:
    found, _new = Nudge.unscoped.get_or_create(partnership=cast.partnership, need="walked:1", title="Walked")
    return {"nudge_id": found.pk}


def _letter(cast: Cast) -> dict[str, str]:
    link = links.make(links.LETTER, cast.coordinator.held[0].pk, days=5)
    return {"token": link.rstrip("/").rsplit("/", 1)[1]}


ARGUMENTS: dict[str, Maker] = {
    "giving_file": lambda _cast: {"kind": "csv"},
    "nudge": lambda _cast: {"key": "forming:few"},
    "nudge_sent": _sent,
    "letters_by_link": _letter,
}
