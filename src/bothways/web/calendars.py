"""What calendars that read us need from the web: the type of the answer, and the page of each event."""

from __future__ import annotations

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from bothways.partnerships.queries.feeds import AddressOf, Event

CALENDAR_TYPE = "text/calendar; charset=utf-8"


def address_of(slug: str) -> AddressOf:
    """Where an event of this partnership is shown."""

    def address(event: Event) -> str:
        try:
            return f"{settings.BASE_URL}{reverse(event.route, args=[slug, event.id])}"
        except NoReverseMatch:
            return f"{settings.BASE_URL}{reverse('calendars', args=[slug])}"

    return address
