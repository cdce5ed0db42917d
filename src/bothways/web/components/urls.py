"""The gallery's address. It is shown in the demonstration only."""

from __future__ import annotations

from django.urls import path

from bothways.web.components import views

urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/schools/", views.gallery_schools, name="gallery_schools"),
    path("gallery/jobs/<slug:state>/", views.gallery_job, name="gallery_job"),
    path("gallery/errors/<int:status>/", views.gallery_error, name="gallery_error"),
]
