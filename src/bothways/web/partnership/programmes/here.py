"""The programme whose pages are open, and one's own school in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from bothways.activities.queries import programmes
from bothways.partnerships.queries.once import for_one_page
from bothways.web.partnership.here import partnership_here


@dataclass(frozen=True)
class Here:
    """A programme, and who asks."""

    request: HttpRequest
    programme: Any
    person: Any

    @property
    def slug(self) -> str:
        """Of its partnership."""
        return str(self.programme.partnership.slug)

    def at(self, route: str, *more: str) -> str:
        """The address of one of its pages."""
        return reverse(route, args=[self.slug, self.programme.pk, *more])


@dataclass(frozen=True)
class Ours(Here):
    """The same with one's own school."""

    membership: Any

    @property
    def page(self) -> str:
        """The school's own page of the programme."""
        return self.at("programme_ours", self.membership.pk)


def programme_here(request: HttpRequest, slug: str, programme_id: str) -> Here:
    """The programme of the address; NotFound when the person may not see it."""
    person: Any = request.user
    partnership = for_one_page(partnership_here(request, slug))
    found = programmes.programme(programme_id, by=person, partnership=partnership)
    found.partnership = partnership
    return Here(request, found, person)


def ours_here(request: HttpRequest, slug: str, programme_id: str, membership_id: str) -> Ours:
    """The same with one's own school; NotFound for any school whose pupils the person does not see."""
    here = programme_here(request, slug, programme_id)
    membership = programmes.own_membership(here.programme.partnership, membership_id, by=here.person)
    return Ours(request, here.programme, here.person, membership)
