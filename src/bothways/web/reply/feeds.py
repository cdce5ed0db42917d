"""A calendar behind its address: for programs, so it shows no page and never looks who is signed in.

An address that has ended gets 410, a guess 404, both without a word.
"""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from bothways.core import limits, tokens
from bothways.core.access import LINK, page
from bothways.core.errors import NotFound
from bothways.partnerships import links
from bothways.partnerships.queries import calendar_files, feeds
from bothways.web.calendars import CALENDAR_TYPE, address_of


@page(may=LINK, methods=["GET"])
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar as it is now; nothing but 304 when the program has it already."""
    try:
        found = feeds.behind(tokens.find(token, purpose=links.FEED).subject_id)
    except tokens.LinkOver:
        return _nothing(410)
    except NotFound:
        limits.draw(limits.LINK_GUESSES, limits.network_of(request))
        return _nothing(404)
    partnership = found.partnership
    name = _("%(name)s: mine") % {"name": partnership.name} if found.person else partnership.name
    events = feeds.events(partnership, found.person)
    body = calendar_files.calendar_file(events, name=name, address=address_of(partnership.slug))
    answer = HttpResponse(body, content_type=CALENDAR_TYPE)
    answer["Content-Disposition"] = 'inline; filename="both-ways.ics"'
    return _conditional(request, answer, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def _conditional(request: HttpRequest, answer: HttpResponse, etag: str) -> HttpResponse:
    """The answer with its mark, or 304 for a program that already holds it."""
    made = get_conditional_response(request, etag=etag, response=answer)
    assert made is not None  # noqa: S101 - None comes only for a response of None
    made["ETag"] = etag
    made["Cache-Control"] = "private, no-cache"
    return _quiet(made)


def _nothing(status: int) -> HttpResponse:
    return HttpResponse(status=status, content_type="text/plain; charset=utf-8")


def _quiet(answer: HttpResponse) -> HttpResponse:
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


urlpatterns: list[URLPattern] = [path(f"{links.PATHS[links.FEED]}/<str:token>/", feed, name="feed")]
