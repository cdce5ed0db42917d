"""Addresses of a partnership: /w/<slug>/… A subject has its own folder and its own list."""

from __future__ import annotations

from bothways.web.partnership.calendars.urls import urlpatterns as calendars
from bothways.web.partnership.events.urls import urlpatterns as events
from bothways.web.partnership.forming.urls import urlpatterns as forming
from bothways.web.partnership.meetings.urls import urlpatterns as meetings
from bothways.web.partnership.plan.urls import urlpatterns as plan
from bothways.web.partnership.practice.urls import urlpatterns as practice
from bothways.web.partnership.programmes.urls import urlpatterns as programmes
from bothways.web.partnership.reach.urls import urlpatterns as reach
from bothways.web.partnership.sharing.urls import urlpatterns as sharing
from bothways.web.partnership.training.urls import urlpatterns as training
from bothways.web.partnership.week.urls import urlpatterns as week

urlpatterns = [
    *week,
    *plan,
    *events,
    *meetings,
    *calendars,
    *sharing,
    *practice,
    *reach,
    *training,
    *programmes,
    *forming,
]
