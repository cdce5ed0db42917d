"""Updating the register: send a file, see what it would change, apply it, take it back."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import exports, jobs, limits
from bothways.core.access import page
from bothways.schools import jobs as work
from bothways.schools.actions import register as actions
from bothways.schools.forms import RegisterFileForm
from bothways.schools.queries import updates
from bothways.schools.roles import Permission


@page(may=Permission.UPDATE_REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    """Send a file; the latest updates."""
    person: Any = request.user
    form = RegisterFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        limits.draw(limits.UPLOADS, person.pk)
        job = work.read_upload(
            by=person, upload=asked["file"], name=asked["file"].name, as_of=asked["as_of"],
            close_missing=asked["close_missing"],
        )  # fmt: skip
        return HttpResponseRedirect(reverse("job", args=[job.pk]))
    shown = {"form": form, "updates": updates.updates()[:20], "latest": updates.latest_update()}
    return render(request, "operator/register.html", shown, status=422 if form.errors else 200)


@page(may=Permission.UPDATE_REGISTER, methods=["GET"])
def update(request: HttpRequest, run_id: str) -> HttpResponse:
    """What one file changes, or has changed."""
    run = updates.update(run_id)
    shown = {"run": run, "shown": updates.preview(run), "may_undo": updates.may_undo(run)}
    return render(request, "operator/register_update.html", shown)


@page(may=Permission.UPDATE_REGISTER, methods=["POST"])
def apply(request: HttpRequest, run_id: str) -> HttpResponse:
    """Write what the preview shows."""
    return _start(request, "register.apply", run_id)


@page(may=Permission.UPDATE_REGISTER, methods=["POST"])
def undo(request: HttpRequest, run_id: str) -> HttpResponse:
    """Take it back."""
    return _start(request, "register.undo", run_id)


@page(may=Permission.UPDATE_REGISTER, methods=["POST"])
def forget(request: HttpRequest, run_id: str) -> HttpResponse:
    """Set a preview aside."""
    person: Any = request.user
    actions.forget(by=person, run=updates.update(run_id))
    messages.success(request, _("Set aside. Nothing has changed."))
    return HttpResponseRedirect(reverse("register"))


@page(may=Permission.UPDATE_REGISTER, methods=["GET"])
def rejects(request: HttpRequest, run_id: str) -> HttpResponse:
    """Everything that could not be used, as a list to work through."""
    run = updates.update(run_id)
    header = [_("Row"), _("Column"), _("Value"), _("What would mend it")]
    name = _("not used from %(file)s") % {"file": run.file_name}
    return cast("HttpResponse", exports.download(name, header=header, rows=updates.reject_rows(run)))


def _start(request: HttpRequest, kind: str, run_id: str) -> HttpResponse:
    person: Any = request.user
    job = jobs.start(kind, by=person, payload={"run": updates.update(run_id).pk, "by": person.pk})
    return HttpResponseRedirect(reverse("job", args=[job.pk]))
