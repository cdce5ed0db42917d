"""The two sides of a promise: who speaks for each, who has not said yes, and the link that lets them."""

from __future__ import annotations

from typing import Any

from bothways.core import words
from bothways.core.errors import NotFound
from bothways.partnerships import links
from bothways.partnerships.models import Contact, Membership, MembershipState, Promise, PromiseState
from bothways.partnerships.queries import sharing as reads

LINK_DAYS = 30
GIVER, RECEIVER = "giver", "receiver"


def other_side(promise: Promise, side: str) -> Membership | None:
    """The school that speaks for one side: for an outside partner, the school that owns the link."""
    if side == RECEIVER:
        return promise.receiver
    return promise.giver or (promise.external.owner if promise.external else None)


def waits_for(promise: Promise) -> str:
    """The side that has not said yes; empty when both have."""
    if promise.giver_said_at is None:
        return GIVER
    return "" if promise.receiver_said_at else RECEIVER


def of_school(promise_id: str, school_id: str) -> tuple[Promise, str]:
    """The promise and the side on which a school has the next word, or had it. NotFound for any other school's.

    Whoever suggested it has said yes already, and never says it for the other side.
    """
    found = reads.promise_behind_link(promise_id)
    sides = [waits_for(found)] if found.state == PromiseState.SUGGESTED else [GIVER, RECEIVER]
    for side in sides:
        school = other_side(found, side)
        if school is not None and school.school_id == school_id and school.state == MembershipState.YES:
            return found, side
    raise NotFound


def lead_of(membership: Membership) -> Contact | None:
    """Whom to write to at a school."""
    found: Contact | None = membership.contacts.filter(is_lead=True, ends_on=None).exclude(email="").first()
    return found


def link_for(promise: Promise, side: str, by: Any) -> str:
    """A fresh link that lets one side answer."""
    maker = by.pk if by is not None else ""
    return links.make(links.PROMISE, f"{promise.pk}:{side}", days=LINK_DAYS, by=maker)


def about(promise: Promise, side: str) -> dict[str, Any]:
    """What a message to one side says."""
    own = other_side(promise, side)
    return {
        "school": own.school.name if own else "",
        "giver": reads.giver_name(promise),
        "receiver": promise.receiver.school.name,
        "gives": side == GIVER,
        "words": promise.words,
        "due": words.day(promise.due_on),
        "partnership": promise.partnership.name,
    }
