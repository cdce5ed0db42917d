"""Addresses that calendars read: made, replaced, taken back."""

from __future__ import annotations

from bothways.core import access, audit, clock, tokens
from bothways.core.access import Allowed, Denied
from bothways.core.actions import action
from bothways.core.errors import NotFound
from bothways.partnerships import links, policies
from bothways.partnerships.models import Partnership
from bothways.schools.models import Person

DAYS = 400
"""How long an address lasts: a school year and a month."""


@action
def make(*, by: Person, partnership: Partnership, everybody: bool = False) -> str:
    """A new address, shown this once. One that was there before ends: nobody has two of the same kind."""
    access.demand(_may(by, partnership, everybody=everybody))
    whose = None if everybody else by
    feed, _new = partnership.feeds.get_or_create(person=whose)
    partnership.feeds.select_for_update().get(pk=feed.pk)  # two presses at once: one waits, and its address stands
    tokens.revoke(purpose=links.FEED, subject_id=feed.pk)
    partnership.feeds.filter(pk=feed.pk).update(made_at=clock.now())
    audit.record(by=by, verb="calendar address made", on=feed, everybody=everybody)
    return links.make(links.FEED, feed.pk, days=DAYS, by=by.pk)


@action
def revoke(*, by: Person, partnership: Partnership, everybody: bool = False) -> None:
    """End an address at once. Calendars that read it keep what they have and hear nothing more."""
    access.demand(_may(by, partnership, everybody=everybody))
    feed = partnership.feeds.filter(person=None if everybody else by).first()
    if feed is None:
        raise NotFound
    tokens.revoke(purpose=links.FEED, subject_id=feed.pk)
    audit.record(by=by, verb="calendar address taken back", on=feed, everybody=everybody)


def _may(person: Person, partnership: Partnership, *, everybody: bool) -> Allowed | Denied:
    """One's own: whoever sees the partnership. Everybody's: whoever runs it, because it outlives who made it."""
    return policies.may_run(person, partnership) if everybody else Allowed()
