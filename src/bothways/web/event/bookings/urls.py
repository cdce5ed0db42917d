"""Addresses of places at an event."""

from __future__ import annotations

from django.urls import path

from bothways.web.event.bookings import adults, labels, pages, pupils, setting

urlpatterns = [
    path("places/", pages.places, name="event_places"),
    path("places/ask/", setting.invite, name="event_invite"),
    path("places/change/", setting.change, name="event_places_change"),
    path("places/send/", setting.send, name="event_send_invitations"),
    path("places/draw/", setting.draw, name="event_draw"),
    path("places/pupils/", labels.everyone, name="event_everyone"),
    path("places/<str:part_id>/", pages.booking, name="event_booking"),
    path("places/<str:part_id>/keep/", setting.keep, name="event_keep_places"),
    path("places/<str:part_id>/withdraw/", pages.withdraw, name="event_booking_withdraw"),
    path("places/<str:part_id>/offer/", pages.answer, name="event_booking_offer"),
    path("places/<str:part_id>/not-coming/", pages.not_coming, name="event_not_coming"),
    path("places/<str:part_id>/decide/", pages.decide, name="event_decide_adults"),
    path("places/<str:part_id>/pupils/", pupils.pupils, name="event_pupils"),
    path("places/<str:part_id>/pupils/choose/", pupils.choose, name="event_choose_pupils"),
    path("places/<str:part_id>/pupils/<str:participant_id>/", pupils.pupil, name="event_pupil"),
    path("places/<str:part_id>/adults/", adults.adults, name="event_adults"),
]
