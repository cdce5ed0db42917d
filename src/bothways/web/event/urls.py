"""Addresses of an event: /events/<id>/… A subject has its own folder and its own list."""

from __future__ import annotations

from django.urls import path

from bothways.web.event import overview
from bothways.web.event.giving.urls import urlpatterns as giving

urlpatterns = [
    *giving,
    path("", overview.overview, name="event"),
]
