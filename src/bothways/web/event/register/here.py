"""Whose register it is: the whole event's for those who keep it, one's own school's for its teachers, in the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from bothways.activities import policies
from bothways.activities.queries import register as queries
from bothways.core import words
from bothways.core.errors import Refused
from bothways.web.event.here import Here, event_here, show

ROUTE = "event_register"


@dataclass(frozen=True)
class Keeper:
    """An event, and the schools whose pupils this person marks: None for all of them."""

    here: Here
    schools: Sequence[str] | None

    @property
    def keeps_all(self) -> bool:
        """Whether this person keeps the whole register and may finish it."""
        return self.schools is None

    def register(self) -> queries.Register:
        """The register as this person reads it."""
        return queries.register(self.here.activity, self.here.person, self.schools)


def keeper_of(request: HttpRequest, activity_id: str) -> Keeper | Here:
    """Who keeps which register; the event alone for somebody who sees it and keeps none now."""
    here = event_here(request, activity_id)
    if policies.may_keep_register(here.person, here.activity):
        return Keeper(here, None)
    own = [part.school_id for part in here.parts if policies.may_mark(here.person, here.activity, part.school_id)]
    return Keeper(here, own) if own else here


def not_now(here: Here) -> HttpResponse:
    """Why there is no register to see, and who keeps it."""
    opens, _ends = policies.window_of(here.activity)
    host = here.activity.host.name if here.activity.host else ""
    shown: dict[str, Any] = {"opens": f"{words.day(opens)}, {opens:%H:%M}", "host": host}
    shown["may_lead"] = bool(policies.may_lead_the_day(here.person, here.activity))
    return show(here, "event/register/not_now.html", ROUTE, shown, status=Refused.status)
