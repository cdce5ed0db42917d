"""Rules of tables and of seminar places, held to a board as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from bothways.activities.models import Session, SetPurpose
from bothways.activities.queries.teams_brief import Settings

SCHOOLS_AT_A_TABLE = 2


def holds(session: Session) -> int:
    """How many pupils fit: what the session says, and never more than its room; 0 when neither says."""
    room = session.room.holds if session.room is not None else 0
    return min(session.holds, room) if session.holds and room else session.holds or room


def of_cards(purpose: str, settings: Settings, cards: Sequence[Any]) -> list[str]:
    """Each broken rule in words."""
    rules = _table if purpose == SetPurpose.LUNCH else _session
    return [words for card in cards for words in rules(card, settings)]


def _table(card: Any, settings: Settings) -> list[str]:
    said = []
    told = {"table": card.name, "n": len(card.people), "most": settings.size}
    if len(card.people) > settings.size:
        said.append(_("%(table)s has %(n)d people; %(most)d was the most you asked for.") % told)
    if card.people and card.schools < SCHOOLS_AT_A_TABLE:
        said.append(_("Everyone at %(table)s is of one school.") % told)
    if card.people and not any(each.adult for each in card.people):
        said.append(_("No adult sits at %(table)s.") % told)
    return said


def _session(card: Any, _settings: Settings) -> list[str]:
    count = len(card.people)
    told = {"session": card.name, "n": count, "holds": card.holds, "least": card.least}
    if card.holds and count > card.holds:
        return [_("%(session)s has %(n)d pupils and room for %(holds)d.") % told]
    if 0 < count < card.least:
        return [_("%(session)s has %(n)d pupils and needs %(least)d to run.") % told]
    return []
