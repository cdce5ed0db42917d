"""The address where a partnership begins: before it there is no slug."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.partnership.forming import starting

urlpatterns: list[URLPattern] = [path("start/", starting.start, name="start_partnership")]
