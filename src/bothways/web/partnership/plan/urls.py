"""Addresses: The plan of the year."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
