"""Addresses of the timetable."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.event.timetable import pages, rooms, several, sheets

urlpatterns: list[URLPattern] = [
    path("timetable/", pages.timetable_page, name="event_timetable"),
    path("timetable/add/", pages.add, name="event_session_add"),
    path("timetable/undo/", pages.undo, name="event_timetable_undo"),
    path("timetable/turns/", several.turns, name="event_turns"),
    path("timetable/rotation/", several.rotation, name="event_rotation"),
    path("timetable/rooms/", rooms.rooms, name="event_rooms"),
    path("timetable/rooms/<str:room_id>/remove/", rooms.remove, name="event_room_remove"),
    path("timetable/sheet/", sheets.sheet, name="event_timetable_sheet"),
    path("timetable/calendar/", sheets.calendar_file, name="event_calendar"),
    path("timetable/<str:session_id>/copy/", pages.copy, name="event_session_copy"),
    path("timetable/<str:session_id>/remove/", pages.remove, name="event_session_remove"),
    path("timetable/<str:session_id>/move/", pages.move, name="event_session_move"),
]
