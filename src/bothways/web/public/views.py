"""Pages for anyone."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from bothways.core.access import PUBLIC, page


@page(may=PUBLIC, methods=["GET"])
def home(request: HttpRequest) -> HttpResponse:
    """The front door."""
    return render(request, "public/home.html")


@page(may=PUBLIC, methods=["GET"])
def healthz(request: HttpRequest) -> HttpResponse:
    """For machines: 200 and ``{"status": "ok"}`` once the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "database": connection.vendor})
