"""Whom to write to at each school about meetings, and what the outbox says became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from bothways.core.models import OutboxRow, SendState
from bothways.partnerships.models import Contact, MembershipState, Partnership
from bothways.partnerships.queries import belonging


def contacts(partnership: Partnership) -> Mapping[str, tuple[Contact, ...]]:
    """Those who take part for each school today, its lead first, by the membership's id: two queries."""
    members = partnership.memberships.filter(state=MembershipState.YES).prefetch_related("contacts")
    return {each.pk: tuple(one for one in each.contacts.all() if one.ends_on is None) for each in members}


def leads(partnership: Partnership) -> Mapping[str, Contact]:
    """Whom mail reaches at each school: its lead, or else whoever has an address. Schools without are left out."""
    found = ((key, next((one for one in people if one.email), None)) for key, people in contacts(partnership).items())
    return {key: contact for key, contact in found if contact is not None}


def reached(partnership: Partnership) -> Mapping[str, Contact]:
    """The same people as `leads`, from what the page has read: two queries at most."""
    people, belong = belonging.contacts(partnership), belonging.members(partnership)
    found = ((each.pk, next((one for one in people.get(each.pk, ()) if one.email), None)) for each in belong)
    return {key: contact for key, contact in found if contact is not None}


def delivery(kind: str, ids: Iterable[str]) -> Mapping[str, str]:
    """The state of the newest message of a kind about each of these rows: one query. No message: not in it."""
    rows = OutboxRow.objects.filter(kind=kind, about_id__in=list(ids)).order_by("created_at", "pk")
    return dict(rows.values_list("about_id", "state"))


def delivery_words(state: str) -> tuple[str, str]:
    """What became of a message, in words and as a tag's state. Nothing known: no message was written."""
    said = {
        SendState.SENT: (_("Sent"), "ok"),
        SendState.FAILED: (_("Could not be delivered"), "no"),
        SendState.IN_DOUBT: (_("May or may not have arrived"), "wait"),
        SendState.CANCELLED: (_("Called off"), "no"),
    }
    return said.get(SendState(state), (_("On its way"), "wait")) if state else (_("Nothing sent"), "no")
