"""Addresses for those who run the service."""

from __future__ import annotations

from django.urls import path

from bothways.web.operator import heads, register, sends, service

urlpatterns = [
    path("", service.service, name="service"),
    path("forgetting/", service.forgetting, name="forgetting"),
    path("register/", register.register, name="register"),
    path("register/<str:run_id>/", register.update, name="register_update"),
    path("register/<str:run_id>/apply/", register.apply, name="register_apply"),
    path("register/<str:run_id>/undo/", register.undo, name="register_undo"),
    path("register/<str:run_id>/forget/", register.forget, name="register_forget"),
    path("register/<str:run_id>/not-used/", register.rejects, name="register_rejects"),
    path("mail/<str:kind>/", service.mail_preview, name="mail_preview"),
    path("heads/<str:identifier>/", heads.invite_head, name="invite_head"),
    path("sends/", sends.sends, name="sends"),
    path("sends/again/", sends.send_again, name="send_again"),
]
