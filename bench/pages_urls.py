"""Two routes for bench/pages.py: the same rows through the list engine, and through nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bothways.config.urls import urlpatterns as product
from bothways.core.access import SIGNED_IN, page
from bothways.schools.models import School

FLOOR: Any = None
WHOLE: Any = None


@page(may=SIGNED_IN)
def floor(request: HttpRequest) -> HttpResponse:
    """No template."""
    answer: HttpResponse = FLOOR(request)
    return answer


@page(may=SIGNED_IN)
def whole(request: HttpRequest) -> HttpResponse:
    """The list engine in the whole page."""
    return render(request, "gallery/bench_list.html", {"list": WHOLE.show(request, School.objects.all())})


urlpatterns = [*product, path("bench/floor/", floor), path("bench/list/", whole)]
