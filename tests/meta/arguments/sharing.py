"""Addresses of offers, promises and outside partners of the giver's school."""

from __future__ import annotations

from bothways.partnerships.models import ExternalPartner, Membership, Offer, Promise
from tests.meta.arguments import Maker
from tests.people import Cast


def _members(cast: Cast) -> tuple[Membership, Membership]:
    rows = cast.partnership.memberships
    return rows.get(school=cast.giver_school), rows.get(school=cast.partner_school)


def _offer(cast: Cast) -> dict[str, str]:
    whose = {"partnership": cast.partnership, "membership": _members(cast)[0], "direction": "offer"}
    found, _new = Offer.unscoped.get_or_create(title="Walked pond", kind="facilities", **whose)
    return {"offer_id": found.pk}


def _promise(cast: Cast) -> dict[str, str]:
    giver, receiver = _members(cast)
    whose = {"partnership": cast.partnership, "giver": giver, "receiver": receiver}
    found, _new = Promise.unscoped.get_or_create(words="Walked promise", kind="transport", **whose)
    return {"promise_id": found.pk}


def _outside(cast: Cast) -> dict[str, str]:
    owner = _members(cast)[0]
    values = {"partnership": cast.partnership, "name": "Walked centre"}
    found, _new = ExternalPartner.unscoped.get_or_create(kind="laboratory", owner=owner, **values)
    return {"external_id": found.pk}


ARGUMENTS: dict[str, Maker] = {
    "say_offer": lambda _cast: {"what": "give"},
    "take_up_offer": _offer,
    "take_offer_away": _offer,
    "promise": _promise,
    "answer_promise": lambda cast: {**_promise(cast), "side": "receiver"},
    "settle_promise": _promise,
    "outside_partner": _outside,
    "end_outside_partner": _outside,
    "outside_offer": _outside,
    "promise_by_link": lambda _cast: {"token": "no-such-token"},
}
