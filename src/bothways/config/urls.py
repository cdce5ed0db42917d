"""Every address of the product, by who reads it."""

from __future__ import annotations

from django.urls import include, path

from bothways.web import failures, work
from bothways.web.account import joining
from bothways.web.event.register.urls import on_phones

urlpatterns = [
    path("", include("bothways.web.public.urls")),
    path("account/", include("bothways.web.account.urls")),
    path("join/<str:token>/", joining.join, name="join"),
    path("my-school/", include("bothways.web.school.urls")),
    path("", include("bothways.web.partnership.forming.start_urls")),
    path("w/<slug:slug>/", include("bothways.web.partnership.urls")),
    path("events/<str:activity_id>/", include("bothways.web.event.urls")),
    path("keep-register/", include(on_phones)),
    path("", include("bothways.web.reply.urls")),
    path("", include("bothways.web.family.urls")),
    path("long-work/", work.all_work, name="all_work"),
    path("long-work/<str:job_id>/", work.job, name="job"),
    path("long-work/<str:job_id>/stop/", work.stop, name="stop_job"),
    path("service/", include("bothways.web.operator.urls")),
    path("", include("bothways.web.components.urls")),
]
handler400 = failures.bad_request
handler403 = failures.refused
handler404 = failures.not_found
handler429 = failures.too_many  # the library's own limits ask for it
handler500 = failures.broken
