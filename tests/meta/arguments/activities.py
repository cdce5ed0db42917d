"""Addresses of an event: one of the cast's partnership, owned by the giver's school, for all addresses."""

from __future__ import annotations

from tests.factories.activities import make_activity
from tests.meta.arguments import Maker
from tests.people import Cast


def event_of(cast: Cast) -> dict[str, str]:
    """One event for all addresses, however often they are asked."""
    found = cast.partnership.activities.order_by("made_at").first()
    return {"activity_id": (found or make_activity(cast.partnership, cast.giver_school, cast.partner_school)).pk}


ARGUMENTS: dict[str, Maker] = {"event": event_of}
