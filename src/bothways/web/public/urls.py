"""Addresses that anyone may open."""

from __future__ import annotations

from django.urls import path

from bothways.web.public import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
]
