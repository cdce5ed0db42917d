"""Addresses for signing in and for one's own account. allauth brings most of them."""

from __future__ import annotations

from django.urls import include, path

from bothways.web import places
from bothways.web.account import demo

urlpatterns = [
    path("place/", places.switch, name="switch_place"),
    path("demonstration/", demo.sign_in, name="demo_sign_in"),
    path("", include("allauth.urls")),
]
