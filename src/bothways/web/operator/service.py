"""How the service is, what will be forgotten, which sends need a person, and what each message looks like."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import audit, health, jobs, retention
from bothways.core.access import page
from bothways.core.actions import action
from bothways.core.errors import NotFound
from bothways.messages.catalogue import BY_KIND, CATALOGUE
from bothways.messages.render import render as render_message
from bothways.schools.roles import Permission


@page(may=Permission.SEE_SERVICE, methods=["GET"])
def service(request: HttpRequest) -> HttpResponse:
    """The health page."""
    shown = {"signs": health.signs(), "recent": jobs.recent(10), "messages_sent": CATALOGUE}
    return render(request, "operator/service.html", shown)


@page(may=Permission.RUN_SERVICE, sudo=True)
def forgetting(request: HttpRequest) -> HttpResponse:
    """The dry run of retention, and the press that does it now."""
    if request.method == "POST":
        _forget_now(by=request.user)
        messages.success(request, _("Done. What was due is gone."))
        return HttpResponseRedirect(reverse("forgetting"))
    return render(request, "operator/forgetting.html", {"due": retention.due()})


@action
def _forget_now(*, by: Any) -> None:
    told = retention.run()
    audit.record(by=by, verb="retention run by hand", told=told[:200])


@page(may=Permission.SEE_SERVICE, methods=["GET"])
def mail_preview(request: HttpRequest, kind: str) -> HttpResponse:
    """One message with its sample, made by the code that sends."""
    message = BY_KIND.get(kind)
    if message is None:
        raise NotFound
    shown = render_message(kind, message.sample)
    return render(request, "operator/mail_preview.html", {"about": message, "shown": shown})
