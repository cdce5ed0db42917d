"""Addresses: Offers, requests, promises and outside partners."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
