"""Addresses of the papers of an event."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.event.pack import page

urlpatterns: list[URLPattern] = [
    path("pack/", page.pack, name="event_pack"),
    path("pack/all/<slug:what>/", page.whole, name="event_paper"),
    path("pack/school/<str:part_id>/<slug:what>/", page.own, name="event_own_paper"),
]
