"""One school of the partnership whose pages are open, for those who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from bothways.core.errors import NotFound
from bothways.partnerships import policies
from bothways.partnerships.queries import forming as reads
from bothways.partnerships.queries import partnerships
from bothways.web.partnership.here import may_run, partnership_here


@dataclass(frozen=True)
class OneSchool:
    """A school, who looks at it, and what they may do there."""

    person: Any
    partnership: partnerships.PartnershipRow
    membership: partnerships.MembershipRow
    runs: bool

    @property
    def named(self) -> dict[str, str]:
        """For sentences."""
        return {"school": self.membership.school.name}

    @property
    def own(self) -> bool:
        """Whether they work for it."""
        return reads.own(self.membership, self.person)

    @property
    def may_look_after(self) -> bool:
        """Whether they may change who takes part for it, and say that it leaves."""
        return bool(policies.may_look_after_school(self.person, self.membership))


def one_school(request: HttpRequest, slug: str, membership_id: str) -> OneSchool:
    """The school of the address. NotFound for strangers and for a school of another partnership."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    membership = partnerships.membership(membership_id, by=person)
    if membership.partnership_id != partnership.pk:
        raise NotFound
    return OneSchool(person, partnership, membership, may_run(request, partnership))
