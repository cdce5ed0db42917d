"""Addresses of setting an event up."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.event.setting_up import again, changing, safety, steps

urlpatterns: list[URLPattern] = [
    path("change/", changing.change, name="event_change"),
    path("follow/", steps.follow, name="event_follow"),
    path("open/", steps.open_booking, name="event_open"),
    path("close/", steps.close_booking, name="event_close"),
    path("done/", steps.mark_done, name="event_done"),
    path("call-off/", steps.call_off, name="event_call_off"),
    path("put-back/", steps.put_back, name="event_put_back"),
    path("again/", again.run_again, name="event_again"),
    path("safety/", safety.safety, name="event_safety"),
    path("safety/risk/<str:risk_id>/remove/", safety.remove_risk, name="event_risk_remove"),
    path("safety/visitor/<str:visitor_id>/remove/", safety.remove_visitor, name="event_visitor_remove"),
]
