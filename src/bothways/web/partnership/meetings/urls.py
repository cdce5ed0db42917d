"""Addresses: Meetings."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.partnership.meetings import agenda, attendance, minutes, pages, planning, register, replies, sheets

_ONE = "meetings/<str:meeting_id>"

urlpatterns: list[URLPattern] = [
    path("meetings/", pages.meetings, name="meetings"),
    path("meetings/attendance/", attendance.attendance, name="meetings_attendance"),
    path("meetings/actions/", minutes.actions_list, name="meeting_actions"),
    path("meetings/actions/<str:action_id>/", minutes.settle, name="settle_action"),
    path("meetings/actions/<str:action_id>/change/", minutes.change, name="change_action"),
    path("meetings/plan/", planning.plan, name="plan_meetings"),
    path("meetings/plan/undo/", planning.undo, name="undo_meetings"),
    path("meetings/add/", planning.add, name="add_meeting"),
    path(f"{_ONE}/", pages.meeting, name="meeting"),
    path(f"{_ONE}/agenda/", agenda.add, name="add_agenda_item"),
    path(f"{_ONE}/agenda/<str:item_id>/", agenda.change, name="change_agenda"),
    path(f"{_ONE}/move/", planning.move, name="move_meeting"),
    path(f"{_ONE}/call-off/", planning.call_off, name="call_off_meeting"),
    path(f"{_ONE}/invite/", replies.invite, name="invite_to_meeting"),
    path(f"{_ONE}/answer/<str:membership_id>/", replies.answer, name="answer_meeting"),
    path(f"{_ONE}/replies/", replies.replies, name="meeting_replies"),
    path(f"{_ONE}/register/", register.register, name="meeting_register"),
    path(f"{_ONE}/minutes/", minutes.minutes, name="meeting_minutes"),
    path(f"{_ONE}/minutes/send/", minutes.send, name="send_minutes"),
    path(f"{_ONE}/missed/", minutes.missed, name="meeting_missed"),
    path(f"{_ONE}/print/<slug:sheet>/", sheets.sheet, name="meeting_sheet"),
]
