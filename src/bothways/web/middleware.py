"""What every request passes through: headers, declared routes only, refusals turned into pages."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from bothways.core import scoped
from bothways.core.access import check, rule_of
from bothways.core.errors import NotFound, ProductError, Unavailable
from bothways.core.startup import library_rule
from bothways.web import failures

log = logging.getLogger(__name__)
Next = Callable[[HttpRequest], HttpResponse]


def headers(get_response: Next) -> Next:
    """On every answer of every status. Pages are not stored by browsers or proxies unless a view says so."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("X-Frame-Options", "DENY")
        response.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["HX-Request"])
        return response

    return middleware


def requests_logged(get_response: Next) -> Next:
    """One line a request: which route, how it ended, how long. Never the address, which may hold an id or a token."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        spent = round((time.perf_counter() - start) * 1000)
        told = {"route": match.view_name if match else "", "method": request.method, "ms": spent}
        log.info("request", extra={**told, "status": response.status_code})
        return response

    return middleware


def session_ends(get_response: Next) -> Next:
    """Half an hour without a request, or twelve hours in all, and the session is over (ASVS 7.3)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = time.time()
            began, seen = request.session.setdefault("began", now), request.session.get("seen", now)
            if now - seen > settings.IDLE_MINUTES * 60 or now - began > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - seen > 60 or "seen" not in request.session:
                request.session["seen"] = now
        return get_response(request)

    return middleware


class product_errors:  # noqa: N801 - named like the other middleware
    """Maps the errors tree to pages, once."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """A page for what we raise ourselves, and for a database that is away; None leaves the rest to 500."""
        if isinstance(problem, ProductError):
            return failures.answer(request, problem)
        if isinstance(problem, OperationalError):
            return failures.answer(request, Unavailable())
        return None


class declared_routes_only:  # noqa: N801 - named like the other middleware
    """Refuses a route without a declared rule, and holds library routes to theirs. Our own views do it themselves."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with scoped.closed_afterwards():
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer instead of the view, or None to let it answer."""
        match = request.resolver_match
        if match is None or rule_of(view) is not None:
            return None
        rule = library_rule(match.view_name, match.route)
        if rule is None:
            return failures.answer(request, NotFound())
        refusal = check(rule, request)
        if refusal is None:
            scoped.open_for_library_view()
        return refusal
