"""Pages behind a link: one thing, one holder of the link, no account. Opening records nothing."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothways.core import limits, tokens
from bothways.core.errors import NotFound

View = Callable[..., HttpResponse]


def opened_by(purpose: str) -> Callable[[View], View]:
    """Give the view ``subject_id`` of a live link. A link that ended gets its page, a guess gets a 404 and a limit.

    Stand it under ``@page(may=LINK)``; the view takes (request, token, subject_id).
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            try:
                subject = tokens.find(token, purpose=purpose).subject_id
            except tokens.LinkOver:
                return render(request, "account/link_over.html", status=410)
            except NotFound:
                limits.draw(limits.LINK_GUESSES, limits.network_of(request))
                raise
            answer = view(request, token=token, subject_id=subject, **kwargs)
            # Not "no-referrer": with it a browser sends its form from nowhere, and the forgery check refuses it.
            answer["Referrer-Policy"] = "same-origin"
            answer["X-Robots-Tag"] = "noindex"
            return answer

        return opened

    return wrap
