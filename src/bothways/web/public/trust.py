"""What we hold and why, who may do what, and how to complain: made from the tables that the code enforces."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothways.core import clock, datamap
from bothways.core.access import PUBLIC, page
from bothways.schools.roles import ROLES, Permission


@page(may=PUBLIC, methods=["GET"])
def permissions(request: HttpRequest) -> HttpResponse:
    """Roles across, permissions down."""
    return render(request, "public/permissions.html", {"roles": ROLES, "permissions": list(Permission)})


@page(may=PUBLIC, methods=["GET"])
def data_map(request: HttpRequest) -> HttpResponse:
    """Every table: what for, how private, how long."""
    shown = {"entries": [entry for _model, entry in datamap.entries()], "levels": datamap.Level}
    return render(request, "public/data_map.html", shown)


@page(may=PUBLIC, methods=["GET"])
def privacy(request: HttpRequest) -> HttpResponse:
    """How we look after information, in words a parent can use."""
    return render(request, "public/privacy.html")


@page(may=PUBLIC, methods=["GET"])
def help_page(request: HttpRequest) -> HttpResponse:
    """Where to turn."""
    return render(request, "public/help.html")


@page(may=PUBLIC, methods=["GET"])
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works, how it was checked, and what to do when something does not."""
    return render(request, "public/accessibility.html")


@page(may=PUBLIC, methods=["GET"])
def worry(request: HttpRequest) -> HttpResponse:
    """Whom to ring about a child. Stores nothing."""
    return render(request, "public/worry.html")


@page(may=PUBLIC, methods=["GET"])
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116). Valid for a year from today."""
    until = clock.now().replace(microsecond=0) + dt.timedelta(days=365)
    lines = [f"Contact: {settings.SECURITY_CONTACT}", f"Expires: {until.isoformat()}", "Preferred-Languages: en"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
