"""The partnership whose pages are open, and the way around it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from bothways.partnerships import policies
from bothways.partnerships.queries import partnerships


def partnership_here(request: HttpRequest, slug: str) -> partnerships.PartnershipRow:
    """The partnership of the address, if the person may see it; NotFound otherwise. The page's frame shows its name."""
    person: Any = request.user
    found = partnerships.by_slug(slug, by=person)
    request.partnership = found  # type: ignore[attr-defined]  # read by web.context.frame
    return found


def may_run(request: HttpRequest, partnership: partnerships.PartnershipRow) -> bool:
    """Whether the person runs it: no query, roles are read once a request."""
    person: Any = request.user
    return bool(policies.may_run(person, partnership))
