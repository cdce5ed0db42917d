"""Every component in every state, on one page that the browser tests look at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from bothways.core.access import DEMO, page
from bothways.web.components import charts, examples

ERROR_PAGES = (400, 403, 404, 409, 422, 429, 500, 503)


@page(may=DEMO, methods=["GET"])
def gallery(request: HttpRequest) -> HttpResponse:
    """All of it, with invented schools."""
    frame = {"sample_nav": examples.NAV, "sample_places": examples.PLACES}
    shown = {"data_url": reverse("gallery_schools"), "errors": ERROR_PAGES, "charts": charts.drawn()}
    return render(request, "gallery/index.html", {**frame, **examples.everything(), **shown})


@page(may=DEMO, methods=["GET"])
def gallery_schools(request: HttpRequest) -> JsonResponse:
    """Suggestions for the type-ahead on the gallery page."""
    wanted = request.GET.get("q", "").casefold()
    found = [school for school in examples.SUGGESTIONS if wanted in school["label"].casefold()]
    return JsonResponse({"results": found})


@page(may=DEMO, methods=["GET"])
def gallery_job(request: HttpRequest, state: str) -> HttpResponse:
    """One progress panel, as the page asks for it again while the work goes on."""
    job = next((job for job in examples.JOBS if job["state"] == state), examples.JOBS[0])
    return render(request, "gallery/job.html", {"job": job})


@page(may=DEMO, methods=["GET"])
def gallery_error(request: HttpRequest, status: int) -> HttpResponse:
    """One error page as a visitor would see it, but answered with 200."""
    template = f"errors/{status}.html" if status in {400, 403, 404, 500} else "errors/other.html"
    return render(request, template, {"status": status, "sentence": ""})
