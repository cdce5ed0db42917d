"""Addresses of a partnership's events."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.partnership.events import listed, new

urlpatterns: list[URLPattern] = [
    path("events/", listed.events, name="events"),
    path("events/new/", new.new, name="event_new"),
    path("events/new/blank/", new.blank, name="event_new_blank"),
    path("plan/<str:proposal_id>/set-up/", new.set_up, name="proposal_set_up"),
]
