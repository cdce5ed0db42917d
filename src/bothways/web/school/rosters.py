"""A list of pupils from a file: send it, see what it would change, bring it in, take it back. The file is not kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import limits
from bothways.core.access import page
from bothways.core.errors import Invalid, ProductError
from bothways.core.files import door
from bothways.schools.actions import rosters as actions
from bothways.schools.pupil_forms import RosterForm
from bothways.schools.queries import rosters as queries
from bothways.schools.roles import Permission
from bothways.web.school.pupils import school_of


@page(may=Permission.SEE_PUPILS)
def rosters(request: HttpRequest) -> HttpResponse:
    """Send a file. What must never be held is left behind before anything is written down."""
    school, person = school_of(request), cast("Any", request.user)
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        limits.draw(limits.UPLOADS, person.pk)
        upload = form.cleaned_data["file"]
        try:
            with door.land(upload.chunks(), kind="roster") as landed:
                run = actions.read_file(
                    by=person, school=school, file=Path(landed), name=upload.name, corrections=form.corrections()
                )
            return HttpResponseRedirect(reverse("roster", args=[run.pk]))
        except Invalid as problem:
            form.add_error("file" if problem.field in {None, "file", "kind"} else None, problem.sentence)
    shown = {"school": school, "form": form, "runs": queries.runs(school)[:10]}
    return render(request, "school/pupils/from_file.html", shown, status=422 if form.errors else 200)


@page(may=Permission.SEE_PUPILS, methods=["GET"])
def roster(request: HttpRequest, run_id: str) -> HttpResponse:
    """What one file would change, or has changed."""
    run = queries.run(run_id, school=school_of(request))
    shown = {
        "run": run,
        "form": RosterForm(),
        "may_undo": queries.may_undo(run),
        "added": queries.samples(run, "added"),
        "changed": queries.samples(run, "changed"),
    }
    return render(request, "school/pupils/roster.html", shown)


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def apply(request: HttpRequest, run_id: str) -> HttpResponse:
    """Bring in what the preview shows."""
    return _do(
        request, run_id, actions.apply_run, _("The list is in. Names stay sealed and are seen by your school alone.")
    )


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def undo(request: HttpRequest, run_id: str) -> HttpResponse:
    """Take it back."""
    return _do(request, run_id, actions.undo_run, _("Taken back. The list is as it was."))


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def forget(request: HttpRequest, run_id: str) -> HttpResponse:
    """Set a preview aside."""
    return _do(request, run_id, actions.forget_run, _("Set aside. Nothing has changed, and nothing is kept of it."))


def _do(request: HttpRequest, run_id: str, deed: Any, done: str) -> HttpResponse:
    school = school_of(request)
    run = queries.run(run_id, school=school)
    try:
        deed(by=cast("Any", request.user), school=school, run=run)
    except ProductError as problem:
        if not problem.sentence:
            raise
        messages.error(request, problem.sentence)
        return HttpResponseRedirect(reverse("roster", args=[run_id]))
    messages.success(request, done)
    return HttpResponseRedirect(reverse("pupils"))
