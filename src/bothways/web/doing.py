"""One press that writes: done, or the sentence that says why not; then back to a page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from bothways.core.errors import ProductError


def do(request: HttpRequest, deed: Callable[[], object], done: str, back: str, *, refused: str = "") -> HttpResponse:
    """Do it, say so and go ``back``, or to ``refused``. A refusal without a sentence is a 404 and stays one."""
    try:
        deed()
    except ProductError as problem:
        if not problem.sentence:
            raise
        messages.error(request, problem.sentence)
        return HttpResponseRedirect(refused or back)
    messages.success(request, done)
    return HttpResponseRedirect(back)
