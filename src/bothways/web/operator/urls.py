"""Addresses for those who run the service."""

from __future__ import annotations

from django.urls import path

from bothways.web.operator import service

urlpatterns = [
    path("", service.service, name="service"),
    path("forgetting/", service.forgetting, name="forgetting"),
    path("sends/", service.sends, name="sends"),
    path("sends/again/", service.send_again, name="send_again"),
]
