"""Addresses for people of a school."""

from __future__ import annotations

from django.urls import path

from bothways.web.school import adults, decisions, own, pupils, rosters, staff

urlpatterns = [
    path("", own.my_school, name="my_school"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("adults/", adults.rules, name="adult_rules"),
    path("adults/<str:rule_id>/drop/", adults.drop, name="drop_adult_rule"),
    path("pupils/", pupils.pupils, name="pupils"),
    path("pupils/add/", pupils.add, name="add_pupil"),
    path("pupils/take-away/", pupils.export, name="export_pupils"),
    path("pupils/many/", pupils.many, name="pupils_many"),
    path("pupils/undo/", pupils.undo, name="pupils_undo"),
    path("pupils/from-a-file/", rosters.rosters, name="rosters"),
    path("pupils/from-a-file/<str:run_id>/", rosters.roster, name="roster"),
    path("pupils/from-a-file/<str:run_id>/apply/", rosters.apply, name="roster_apply"),
    path("pupils/from-a-file/<str:run_id>/undo/", rosters.undo, name="roster_undo"),
    path("pupils/from-a-file/<str:run_id>/set-aside/", rosters.forget, name="roster_forget"),
    path("pupils/<str:pupil_id>/", pupils.pupil, name="pupil"),
    path("pupils/<str:pupil_id>/hide/", pupils.hide, name="hide_pupil"),
    path("pupils/<str:pupil_id>/forget/", pupils.forget, name="forget_pupil"),
    path("staff/", staff.staff, name="staff"),
    path("staff/invite/", staff.invite, name="invite_staff"),
    path("staff/export/", staff.export, name="export_staff"),
    path("staff/<str:role_id>/end/", staff.end, name="end_role"),
    path("staff/<str:role_id>/put-back/", staff.put_back, name="reopen_role"),
    path("staff/invitations/<str:invitation_id>/withdraw/", staff.withdraw, name="withdraw_invitation"),
    path("staff/invitations/<str:invitation_id>/resend/", staff.resend, name="resend_invitation"),
]
