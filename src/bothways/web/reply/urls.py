"""Addresses behind links. `partnerships.links.PATHS` makes the same ones."""

from __future__ import annotations

from bothways.web.reply import booking, decisions, feeds, forming, letters, meetings, plan, sharing, training

urlpatterns = [
    *forming.urlpatterns,
    *plan.urlpatterns,
    *meetings.urlpatterns,
    *feeds.urlpatterns,
    *decisions.urlpatterns,
    *sharing.urlpatterns,
    *booking.urlpatterns,
    *training.urlpatterns,
    *letters.urlpatterns,
]
