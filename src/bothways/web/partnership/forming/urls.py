"""Addresses: Forming a partnership: start, schools, charter, people, handing over."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
