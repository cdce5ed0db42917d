"""Addresses of an event: /events/<id>/… A subject has its own folder and its own list."""

from __future__ import annotations

from django.urls import path

from bothways.web.event import overview
from bothways.web.event.after.urls import urlpatterns as after
from bothways.web.event.bookings.urls import urlpatterns as bookings
from bothways.web.event.giving.urls import urlpatterns as giving
from bothways.web.event.needs.urls import urlpatterns as needs
from bothways.web.event.online.urls import urlpatterns as online
from bothways.web.event.pack.urls import urlpatterns as pack
from bothways.web.event.register.urls import urlpatterns as register
from bothways.web.event.setting_up.urls import urlpatterns as setting_up
from bothways.web.event.teams.urls import urlpatterns as teams
from bothways.web.event.timetable.urls import urlpatterns as timetable

urlpatterns = [
    *setting_up,
    *timetable,
    *bookings,
    *teams,
    *giving,
    *pack,
    *online,
    *after,
    *needs,
    *register,
    path("", overview.overview_page, name="event"),
]
