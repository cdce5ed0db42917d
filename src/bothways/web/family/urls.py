"""Addresses for parents and pupils, behind links and codes. `activities.links.PATHS` makes the same ones."""

from __future__ import annotations

from django.urls import path

from bothways.web.family import choosing, consent, how_was_it, lesson

urlpatterns = [
    path("lesson/class/<str:token>/", lesson.join_class, name="join_class"),
    path("lesson/home/<str:token>/", lesson.join_home, name="join_home"),
    path("f/<str:token>/", consent.family, name="family"),
    path("choose/", choosing.choose, name="choose"),
    path("choose/<str:ticket>/", choosing.tag, name="choose_tag"),
    path("choose/<str:ticket>/<int:number>/", choosing.seminars, name="choose_seminars"),
    path("how-was-it/<str:token>/", how_was_it.how_was_it, name="how_was_it"),
]
