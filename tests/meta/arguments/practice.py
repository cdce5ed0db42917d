"""Addresses of the practice bank: a card and a question of the giver's school."""

from __future__ import annotations

from bothways.partnerships.models import Enquiry, Practice
from tests.meta.arguments import Maker
from tests.people import Cast


def _practice(cast: Cast) -> dict[str, str]:
    origin = cast.partnership.memberships.get(school=cast.giver_school)
    found, _new = Practice.unscoped.get_or_create(partnership=cast.partnership, origin=origin, title="Walked practice")
    return {"practice_id": found.pk}


def _enquiry(cast: Cast) -> dict[str, str]:
    asker = cast.partnership.memberships.get(school=cast.giver_school)
    found, _new = Enquiry.unscoped.get_or_create(partnership=cast.partnership, membership=asker, words="Walked?")
    return {"enquiry_id": found.pk}


ARGUMENTS: dict[str, Maker] = {
    "practice": _practice,
    "change_practice": _practice,
    "put_practice_away": _practice,
    "practice_spread": lambda cast: {**_practice(cast), "kind": "csv"},
    "enquiry": _enquiry,
    "close_enquiry": _enquiry,
}
