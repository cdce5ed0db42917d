"""What a person sees when something is refused, absent or broken. One page a status, in our look."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from bothways.core.errors import ProductError, TooMany

log = logging.getLogger(__name__)


def answer(request: HttpRequest, problem: ProductError) -> HttpResponse:
    """The page (or JSON, if asked for) of one refusal."""
    response = _page(request, problem.status, sentence=problem.sentence)
    if isinstance(problem, TooMany):
        response["Retry-After"] = str(problem.retry_after)
    return response


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"status": status, "error": context.get("sentence", "")}, status=status)
    template = f"errors/{status}.html" if status in {400, 403, 404, 500} else "errors/other.html"
    page = {"status": status, "sentence": "", **context}
    return HttpResponse(render_to_string(template, page, request=request), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be understood."""
    return HttpResponse(render_to_string("errors/400.html", {"status": 400, "sentence": ""}), status=400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same for absent and for not yours."""
    return _page(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """429 for a limit that a library keeps: all of those refill within a minute."""
    return answer(request, TooMany(_("Too many tries. Try again in about 1 minute."), retry_after=60))


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from our page, or whose page stood open too long."""
    log.warning("a form did not come from our page", extra={"method": request.method, "status": 403})
    return _page(request, 403, sentence="stale form")


def broken(request: HttpRequest) -> HttpResponse:
    """500: needs no database, no session and no context, since any of them may be what broke."""
    return HttpResponse(
        render_to_string("errors/500.html", {"status": 500, "sentence": "", "demo": settings.DEMO}), status=500
    )
