"""Addresses: training."""

from __future__ import annotations

from django.urls import URLPattern, path

from bothways.web.partnership.training import audit, catalogue, course, writing

_ONE = "training/<str:course_id>"

urlpatterns: list[URLPattern] = [
    path("training/", catalogue.catalogue, name="training"),
    path("training/year/<int:year>/", catalogue.catalogue, name="training_year"),
    path("training/add/", catalogue.add, name="add_course"),
    path("training/needs/", audit.needs_audit, name="needs_audit"),
    path(f"{_ONE}/", course.one, name="training_course"),
    path(f"{_ONE}/change/", catalogue.change, name="change_course"),
    path(f"{_ONE}/remove/", catalogue.remove, name="remove_course"),
    path(f"{_ONE}/done/", writing.write_down, name="write_down_training"),
    path(f"{_ONE}/from-meeting/", writing.from_meeting, name="training_from_meeting"),
    path(f"{_ONE}/take-off/<str:completion_id>/", writing.take_off, name="take_off_training"),
    path(f"{_ONE}/certificates.pdf", course.certificates, name="training_certificates"),
    path(f"{_ONE}/shared.<str:kind>", course.shared_file, name="training_shared_file"),
]
