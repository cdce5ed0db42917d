"""The event whose pages are open: found through the one door, with the way around it.

A subject adds its first page to `TABS`; the tab is shown to whom its rule says yes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bothways.activities import policies
from bothways.activities.kinds import kind_of
from bothways.activities.queries import activities, setting_up
from bothways.core import access
from bothways.partnerships.queries import partnerships
from bothways.schools.roles import Permission
from bothways.web import doing

STATE_TAGS = {"planning": "wait", "open": "ok", "closed": "ok", "done": "ok", "called_off": "no"}


@dataclass
class Here:
    """An event, the schools that take part, and what this person may do."""

    request: HttpRequest
    activity: Any
    person: Any

    @cached_property
    def parts(self) -> Sequence[Any]:
        """Every school that takes part."""
        return activities.parts_of(self.activity)

    @cached_property
    def own_parts(self) -> Sequence[Any]:
        """The parts of schools that this person may book for."""
        return tuple(part for part in self.parts if policies.may_book(self.person, part))

    @cached_property
    def may_set_up(self) -> bool:
        """Whether this person may change the event itself."""
        return bool(policies.may_set_up(self.person, self.activity))

    @property
    def when(self) -> str:
        """Its day, or its days, and its hours."""
        return setting_up.when(setting_up.terms_of(self.activity))

    @property
    def state_tag(self) -> str:
        """The style of its state's tag."""
        return STATE_TAGS[self.activity.state]


@dataclass(frozen=True)
class Tab:
    """One page of an event, and for whom."""

    label: str | Promise
    route: str
    shown: Callable[[Here], bool] = lambda _here: True


def may_see_needs(here: Here, part: Any) -> bool:
    """Whether this person reads what the children of one school need."""
    return bool(policies.may_see_needs(here.person, part.school_id))


TABS: tuple[Tab, ...] = (
    Tab(_("Overview"), "event"),
    Tab(_("Timetable"), "event_timetable"),
    Tab(_("Online"), "event_online", lambda here: kind_of(here.activity).needs.online),
    Tab(_("Places"), "event_places"),
    Tab(_("Needs"), "event_needs", lambda here: any(may_see_needs(here, part) for part in here.parts)),
    Tab(_("Kitchen"), "event_kitchen", lambda here: here.may_set_up),
    Tab(_("Teams"), "event_teams", lambda here: here.activity.by_name),
    Tab(_("Register"), "event_register", lambda here: here.person.holds(Permission.KEEP_REGISTER)),
    Tab(_("On paper"), "event_pack"),
    Tab(_("Afterwards"), "event_after"),
    Tab(_("Gave and got"), "event_giving"),
)


def event_here(request: HttpRequest, activity_id: str) -> Here:
    """The event of the address; NotFound when the person may not see it."""
    person: Any = request.user
    here = Here(request, activities.activity(activity_id, by=person), person)
    if any(each.pk == here.activity.partnership_id for each in partnerships.partnerships_of(person)):
        request.partnership = here.activity.partnership  # type: ignore[attr-defined]  # read by web.context.frame
    return here


def set_up_here(request: HttpRequest, activity_id: str) -> Here:
    """The same for whoever may change it; Refused for others who see it."""
    here = event_here(request, activity_id)
    access.demand(policies.may_set_up(here.person, here.activity))
    return here


def show(here: Here, template: str, route: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the event in its frame: ``template`` extends ``event/frame.html``, where ``at`` is the `Here`."""
    tabs = [
        (str(tab.label), reverse(tab.route, args=[here.activity.pk]), tab.route == route)
        for tab in TABS
        if tab.shown(here)
    ]
    shown = {"event": here.activity, "at": here, "pages": tabs, **context}
    return render(here.request, template, shown, status=status)


def do(here: Here, deed: Callable[[], Any], done: str | Promise, route: str, *args: Any) -> HttpResponse:
    """Do one thing, say so or say why not, and go to a page of the event."""
    return doing.do(here.request, deed, str(done), reverse(route, args=[here.activity.pk, *args]))
