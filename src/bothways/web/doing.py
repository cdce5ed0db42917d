"""One press that writes: done, or the sentence that says why not, on the next page or at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from bothways.core.errors import ProductError, Refused


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


def saved(request: HttpRequest, form: Any, deed: Callable[[], object], done: str = "") -> bool:
    """Do it and say ``done``, or the sentence that it returns; what stands in the way goes to its field of the form.

    Whether it was done. Who may not do it at all gets no form again.
    """
    try:
        said = deed()
    except ProductError as problem:
        if isinstance(problem, Refused) or not problem.sentence:
            raise
        form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
        return False
    messages.success(request, done or str(said))
    return True
