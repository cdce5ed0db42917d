"""Addresses for people of a school."""

from __future__ import annotations

from django.urls import path

from bothways.web.school import adults, decisions, own, staff

urlpatterns = [
    path("", own.my_school, name="my_school"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("adults/", adults.rules, name="adult_rules"),
    path("adults/<str:rule_id>/drop/", adults.drop, name="drop_adult_rule"),
    path("staff/", staff.staff, name="staff"),
    path("staff/invite/", staff.invite, name="invite_staff"),
    path("staff/export/", staff.export, name="export_staff"),
    path("staff/<str:role_id>/end/", staff.end, name="end_role"),
    path("staff/<str:role_id>/put-back/", staff.put_back, name="reopen_role"),
    path("staff/invitations/<str:invitation_id>/withdraw/", staff.withdraw, name="withdraw_invitation"),
    path("staff/invitations/<str:invitation_id>/resend/", staff.resend, name="resend_invitation"),
]
