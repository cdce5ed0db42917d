"""Addresses of what comes after an event."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.event.after import page, quotes, thanks

urlpatterns: list[URLPattern] = [
    path("after/", page.after, name="event_after"),
    path("after/ask/", page.ask, name="event_ask"),
    path("after/quotes/", quotes.quotes, name="event_quotes"),
    path("after/quotes/<str:quote_id>/take-back/", quotes.take_back, name="event_quote_back"),
    path("after/thanks/", thanks.thanks, name="event_thanks"),
]
