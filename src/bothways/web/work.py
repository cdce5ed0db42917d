"""Long work: how far it is, and stopping it. Everyone sees their own; who runs the service sees all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from bothways.core import jobs
from bothways.core.access import SIGNED_IN, page
from bothways.core.errors import NotFound
from bothways.schools.roles import Permission


@page(may=SIGNED_IN, methods=["GET"])
def job(request: HttpRequest, job_id: str) -> HttpResponse:
    """One piece of work: the whole page, or only its panel when htmx asks."""
    found = _mine(request, job_id)
    template = "work/panel.html" if request.headers.get("HX-Request") else "work/job.html"
    return render(request, template, {"job": found, "result_url": jobs.result_url(found)})


@page(may=SIGNED_IN, methods=["GET"])
def all_work(request: HttpRequest) -> HttpResponse:
    """My long work of the last month, newest first."""
    person: Any = request.user
    return render(request, "work/all.html", {"jobs": jobs.of(person.pk, 50)})


@page(may=SIGNED_IN, methods=["POST"])
def stop(request: HttpRequest, job_id: str) -> HttpResponse:
    """Stop at the next safe place."""
    found = _mine(request, job_id)
    jobs.ask_to_stop(by=request.user, job=found)
    return HttpResponseRedirect(reverse("job", args=[found.pk]))


def _mine(request: HttpRequest, job_id: str) -> Any:
    person: Any = request.user
    found = jobs.find(job_id)
    if found is None or (found.person_id != person.pk and not person.holds(Permission.RUN_SERVICE)):
        raise NotFound
    return found
