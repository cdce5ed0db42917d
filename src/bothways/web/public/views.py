"""Pages for anyone."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from bothways.core.access import PUBLIC, page
from bothways.schools.queries.demonstration import demonstration_people
from bothways.web import places


@page(may=PUBLIC, methods=["GET"])
def home(request: HttpRequest) -> HttpResponse:
    """The front door; somebody with a role goes on to where they work."""
    if request.user.is_authenticated:
        _places, here = places.current(request)
        if here is not None:
            return HttpResponseRedirect(places.home_of(here))
    cast = demonstration_people() if settings.DEMO and not request.user.is_authenticated else ()
    return render(request, "public/home.html", {"cast": cast})


@page(may=PUBLIC, methods=["GET"])
def healthz(request: HttpRequest) -> HttpResponse:
    """For machines: 200 and ``{"status": "ok"}`` once the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "database": connection.vendor})
