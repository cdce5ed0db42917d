"""For which schools somebody may write here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from bothways.partnerships import policies
from bothways.partnerships.queries import partnerships


def speaks_for(request: HttpRequest, partnership: partnerships.PartnershipRow) -> Sequence[partnerships.MembershipRow]:
    """Their own schools; for whoever runs the partnership every member, their own first. Guests do not share."""
    person: Any = request.user
    own = [each for each in partnerships.own_memberships(partnership, by=person) if each.kind != "guest"]
    if not policies.may_run(person, partnership):
        return own
    ids = {each.pk for each in own}
    return own + [each for each in partnerships.members(partnership, guests=False) if each.pk not in ids]
