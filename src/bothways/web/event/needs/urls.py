"""Addresses of needs, answers and the kitchen."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.event.needs import child, day, own, slips

urlpatterns: list[URLPattern] = [
    path("needs/", own.needs, name="event_needs"),
    path("needs/<str:part_id>/labels/", own.disclosure, name="event_disclosure"),
    path("needs/<str:part_id>/slips/", slips.slips, name="event_slips"),
    path("needs/child/<str:participant_id>/", child.need, name="event_need"),
    path("needs/child/<str:participant_id>/paper/", child.paper, name="event_paper_answer"),
    path("needs/one/<str:need_id>/tell-the-host/", child.tell_host, name="event_tell_host"),
    path("needs/one/<str:need_id>/keep-from-the-host/", child.keep_from_host, name="event_keep_from_host"),
    path("kitchen/", day.kitchen, name="event_kitchen"),
    path("kitchen/names/", day.day, name="event_day_needs"),
]
