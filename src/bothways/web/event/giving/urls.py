"""Addresses of what an event gave and got."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.event.giving import page

urlpatterns: list[URLPattern] = [path("gave-and-got/", page.gave_and_got, name="event_giving")]
