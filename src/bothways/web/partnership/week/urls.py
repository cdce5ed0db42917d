"""Addresses of the home page of a partnership, its needs and its nudges."""

from __future__ import annotations

from django.urls import path

from bothways.web.partnership.week import home, needs

urlpatterns = [
    path("", home.this_week, name="this_week"),
    path("giving.<str:kind>", home.giving_file, name="giving_file"),
    path("done/", home.done, name="done_for_you"),
    path("needs/", needs.all_needs, name="needs"),
    path("letters/", needs.letters, name="week_letters"),
    path("needs/<str:key>/nudge/", needs.nudge, name="nudge"),
    path("nudges/<str:nudge_id>/", needs.sent, name="nudge_sent"),
]
