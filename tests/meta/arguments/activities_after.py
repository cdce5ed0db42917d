"""Addresses of what comes after an event."""

from __future__ import annotations

from bothways.activities.models import Quote
from bothways.core import clock
from tests.meta.arguments import Maker
from tests.meta.arguments.activities import event_of
from tests.people import Cast


def _quote(cast: Cast) -> dict[str, str]:
    activity = event_of(cast)["activity_id"]
    made, _new = Quote.unscoped.get_or_create(
        activity_id=activity, words="It was fun.", defaults={"speaker": "Student", "said_on": clock.today()}
    )
    return {"activity_id": activity, "quote_id": made.pk}


ARGUMENTS: dict[str, Maker] = {
    **dict.fromkeys(("event_after", "event_ask", "event_quotes", "event_thanks"), event_of),
    "event_quote_back": _quote,
    "how_was_it": lambda _cast: {"token": "no-such-token"},
}
