"""Addresses of an event: /events/<id>/… A subject has its own folder and its own list."""

from __future__ import annotations

from django.urls import path

from bothways.web.event import overview
from bothways.web.event.giving.urls import urlpatterns as giving
from bothways.web.event.needs.urls import urlpatterns as needs

urlpatterns = [
    *giving,
    *needs,
    path("", overview.overview, name="event"),
]
