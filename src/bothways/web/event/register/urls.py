"""Addresses of the register, within an event; and of the phones that keep it, which know no event's address."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.event.register import pages, phone, phones

urlpatterns: list[URLPattern] = [
    path("register/", pages.register, name="event_register"),
    path("register/mark/", pages.mark, name="event_register_mark"),
    path("register/all-here/<str:school_id>/", pages.all_here, name="event_register_all_here"),
    path("register/walk-in/", pages.walk_in, name="event_register_walk_in"),
    path("register/settle/", pages.settle, name="event_register_settle"),
    path("register/finish/", pages.finish, name="event_register_finish"),
    path("register/sheet/", pages.sheet, name="event_register_sheet"),
    path("register/paper/", pages.paper, name="event_register_paper"),
    path("register/phones/", phones.phones, name="event_register_phones"),
    path("register/phones/<str:device_id>/take-off/", phones.revoke, name="event_register_revoke"),
]

on_phones: list[URLPattern] = [
    path("", phone.shell, name="register_phone"),
    path("worker.js", phone.worker, name="register_worker"),
    path("pack/", phone.pack, name="register_pack"),
    path("marks/", phone.marks, name="register_marks"),
    path("<str:token>/", phone.enrol, name="register_enrol"),
]
