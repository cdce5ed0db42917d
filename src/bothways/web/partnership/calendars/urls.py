"""Addresses: Term dates, and calendar feeds."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.partnership.calendars import editing, feeds, pages, sheet

_ONE = "calendars/<str:calendar_id>"

urlpatterns: list[URLPattern] = [
    path("calendars/", pages.index, name="calendars"),
    path("calendars/sheet/", sheet.sheet, name="calendars_sheet"),
    path("calendars/add/", editing.add, name="add_calendar"),
    path("calendars/keep/", editing.keep, name="keep_calendar"),
    path("calendars/feeds/", feeds.index, name="feeds"),
    path("calendars/feeds/<slug:kind>/make/", feeds.make, name="make_feed"),
    path("calendars/feeds/<slug:kind>/end/", feeds.revoke, name="end_feed"),
    path("calendars/plan/<str:proposal_id>.ics", feeds.proposal_ics, name="proposal_ics"),
    path("calendars/meetings/<str:meeting_id>.ics", feeds.meeting_ics, name="meeting_ics"),
    path(f"{_ONE}/", editing.change, name="change_calendar"),
    path(f"{_ONE}/copy/", editing.copy, name="copy_calendar"),
    path(f"{_ONE}/remove/", pages.remove, name="remove_calendar"),
    path(f"{_ONE}/put-back/", pages.put_back, name="put_back_calendar"),
]
