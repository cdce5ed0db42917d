"""Addresses: who was reached."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.partnership.reach import page

urlpatterns: list[URLPattern] = [path("reach/", page.reach_page, name="reach")]
