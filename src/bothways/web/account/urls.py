"""Addresses for signing in and for one's own account. allauth brings most of them."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("allauth.urls")),
]
