"""Leaving for Google or Microsoft by a page of ours, not by a redirect.

Our content policy lets forms lead to this host alone, and browsers hold the redirect after a form to that too. A page
that sends the browser on needs no exception to the policy, works without script, and leaves a link to press.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

View = Callable[[HttpRequest], HttpResponse]


def by_a_page(view: View, name: str) -> View:
    """The same view, but where it redirects to another host a page leads there at once. ``name``: whose host it is."""

    def leaving(request: HttpRequest) -> HttpResponse:
        answer = view(request)
        address = answer.get("Location", "")
        if not address or url_has_allowed_host_and_scheme(address, allowed_hosts=None):
            return answer
        page = render(request, "socialaccount/going.html", {"name": name, "address": address})
        page["Refresh"] = f"0; url={address}"
        return page

    return leaving
