"""Addresses that anyone may open."""

from __future__ import annotations

from django.urls import path

from bothways.web.public import partnerships, schools, trust, views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("schools/", schools.schools, name="schools"),
    path("schools/suggest/", schools.suggest, name="school_suggest"),
    path("schools/add/", schools.add_school, name="add_school"),
    path("schools/<str:identifier>/", schools.school, name="school"),
    path("partnerships/", partnerships.all_partnerships, name="public_partnerships"),
    path("p/<slug:slug>/", partnerships.one, name="public_partnership"),
    path("p/<slug:slug>/switch/", partnerships.switch, name="switch_public_page"),
    path(".well-known/security.txt", trust.security_txt, name="security_txt"),
    path("trust/permissions/", trust.permissions, name="permissions"),
    path("trust/data/", trust.data_map, name="data_map"),
    path("privacy/", trust.privacy, name="privacy"),
    path("help/", trust.help_page, name="help"),
    path("accessibility/", trust.accessibility, name="accessibility"),
    path("report-a-worry/", trust.worry, name="worry"),
]
