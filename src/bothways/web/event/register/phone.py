"""What a phone without an account reads and sends: enrolling by a link, the pack, and marks, by its own key.

There is no cookie in any of it: the key stands in a header that no other site can make a browser send, so forgery
tokens, which an offline page could not renew, are not asked for.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from bothways.activities import links
from bothways.activities.actions import devices
from bothways.activities.actions import register as actions
from bothways.activities.forms.register import PhoneForm
from bothways.activities.queries import register as queries
from bothways.core import clock, limits
from bothways.core.access import LINK, PUBLIC, page
from bothways.core.errors import ProductError
from bothways.web.links import opened_by

WORKER = Path(__file__).parents[2] / "static" / "built" / "register-worker.js"
_MOST_BYTES = 400_000
View = Callable[..., HttpResponse]


@page(may=LINK)
@opened_by(links.DEVICE)
def enrol(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """Asks first. The press answers with the phone's key, which the script locks away."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, key = devices.enrol(by=None, token=token, name=form.cleaned_data["name"])
        except ProductError as problem:
            return JsonResponse({"words": problem.sentence}, status=problem.status)
        return JsonResponse({"device": made.pk, "key": key})
    if request.method == "POST":
        return JsonResponse({"words": _("Type what to call this phone.")}, status=422)
    return render(request, "event/register/enrol.html", {"form": form})


@page(may=PUBLIC, methods=["GET"])
def shell(request: HttpRequest) -> HttpResponse:
    """The page without anything in it: the script fills it from what the phone holds. It may use the camera."""
    answer = render(request, "event/register/shell.html")
    answer["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=(), interest-cohort=()"
    return answer


@page(may=PUBLIC, methods=["GET"])
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the one folder that it may serve."""
    answer = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


def _by_key(view: View) -> View:
    """Give the view its phone; 404 in words for a key that is not one, whatever it asks for."""

    @functools.wraps(view)
    def keyed(request: HttpRequest) -> HttpResponse:
        _scheme, _space, key = request.headers.get("Authorization", "").partition("Bearer ")
        device = queries.device_of(devices.digest(key)) if key else None
        if device is None:
            limits.draw(limits.LINK_GUESSES, limits.network_of(request))
            words = _("This phone is not known here any more. Your marks are still on it: hand them to the event lead.")
            return JsonResponse({"code": "unknown", "words": words}, status=404)
        try:
            return view(request, device)
        except ProductError as problem:
            return JsonResponse({"code": problem.code, "words": problem.sentence}, status=problem.status)

    return keyed


@page(may=LINK, methods=["GET"])
@_by_key
def pack(request: HttpRequest, device: Any) -> HttpResponse:
    """Labels, teams and expected pupils of the event, in its window."""
    devices.still_keeps(device)
    actions.may_hold_pack(device)
    return JsonResponse({**queries.pack(device), "now": _now(), "marks": queries.since(device, None)})


@csrf_exempt
@page(may=LINK, methods=["POST"])
@_by_key
def marks(request: HttpRequest, device: Any) -> HttpResponse:
    """A batch of marks in; what was not taken and why, and what others marked since, out. Twice is once."""
    sent = _sent(request)
    if sent is None:
        return JsonResponse({"code": "invalid", "words": _("These marks cannot be read.")}, status=422)
    now = _now()
    wrong = actions.add_marks(by=None, device=device, rows=sent["marks"])
    moment = _moment(sent.get("since"))
    return JsonResponse({"wrong": wrong, "now": now, "marks": queries.since(device, moment)})


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    if len(request.body) > _MOST_BYTES:
        return None
    try:
        sent = json.loads(request.body)
    except ValueError:
        return None
    rows = sent.get("marks") if isinstance(sent, dict) else None
    return sent if isinstance(rows, list) and all(isinstance(each, dict) for each in rows) else None


def _moment(sent: object) -> dt.datetime | None:
    if not isinstance(sent, int) or not 0 < sent < 4_000_000_000_000:
        return None
    return dt.datetime.fromtimestamp(sent / 1000, dt.UTC)


def _now() -> int:
    return int(clock.now().timestamp() * 1000)
