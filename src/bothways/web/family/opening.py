"""Links to parents: one child, one event. Opening one records nothing and shows nothing about the child."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothways.core import limits, tokens
from bothways.core.errors import NotFound

View = Callable[..., HttpResponse]


def opened_by_family(purpose: str) -> Callable[[View], View]:
    """Give the view ``subject_id`` of a live link; a link that has ended or is not whole says what to do."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            try:
                answer = view(request, token=token, subject_id=tokens.find(token, purpose=purpose).subject_id, **kwargs)
            except tokens.LinkOver:
                answer = render(request, "family/over.html", status=410)
            except NotFound:
                limits.draw(limits.LINK_GUESSES, limits.network_of(request))
                answer = render(request, "family/mangled.html", status=404)
            # Not "no-referrer": with it a browser sends its form from nowhere, and the forgery check refuses it.
            answer["Referrer-Policy"] = "same-origin"
            answer["X-Robots-Tag"] = "noindex"
            return answer

        return opened

    return wrap
