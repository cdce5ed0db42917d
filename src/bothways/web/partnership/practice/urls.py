"""Addresses: The practice bank and shared questions."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
