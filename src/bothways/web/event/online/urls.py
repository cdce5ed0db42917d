"""Addresses of an online lesson."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.event.online import page

urlpatterns: list[URLPattern] = [
    path("online/", page.lesson, name="event_online"),
    path("online/describe/", page.describe, name="event_online_describe"),
    path("online/links/", page.links, name="event_online_links"),
    path("online/present/", page.present, name="event_online_present"),
    path("online/present/<str:presenter_id>/take-off/", page.take_off, name="event_online_take_off"),
]
