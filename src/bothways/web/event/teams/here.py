"""What pages of teams, seminars and tables share: the way around, second factors, how a press is answered."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.queries import teams, teams_board
from bothways.core.errors import ProductError
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, event_here, show

ROUTES = {"teams": "event_teams", "seminars": "event_seminars", "lunch": "event_lunch"}
View = Callable[..., HttpResponse]


def shows_children(view: View) -> View:
    """Ask whoever may read names here for their second factor first; others read tags alone."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        if person.holds(Permission.SEE_PUPILS) and person.lacks_second_factor(Permission.SEE_PUPILS):
            back = request.get_full_path() if request.method == "GET" else "/"
            return HttpResponseRedirect(f"{reverse('second_factor')}?{urlencode({'next': back})}")
        return view(request, *args, **kwargs)

    return guarded


def around(here: Here, current: str) -> list[tuple[Any, ...]]:
    """The pages beside each other: teams, seminars, tables, and what one's own school says about its pupils."""
    rows = [("event_teams", _("Teams")), ("event_seminars", _("Seminars")), ("event_lunch", _("Lunch tables"))]
    if any(access_to_own(here)):
        rows += [("event_choices", _("Our choices")), ("event_wishes", _("Our wishes"))]
    return [(label, reverse(route, args=[here.activity.pk]), route == current) for route, label in rows]


def access_to_own(here: Here) -> list[str]:
    """The schools that take part whose pupils this person may see."""
    return [
        part.school_id for part in here.parts if here.person.holds(Permission.SEE_PUPILS, ("school", part.school_id))
    ]


def page_of(team_set: teams.TeamSetRow) -> str:
    """The address of the board of a set."""
    session = f"?session={team_set.session_id}" if team_set.session_id else ""
    return reverse(ROUTES[team_set.purpose], args=[team_set.activity_id]) + session


def draw(here: Here, template: str, route: str, context: dict[str, Any]) -> HttpResponse:
    """A page of these, with the way around; the tab is that of the teams."""
    return show(here, template, "event_teams", {"it": here, "around": around(here, route), **context})


def set_here(request: HttpRequest, activity_id: str, set_id: str) -> tuple[Here, teams.TeamSetRow]:
    """The event and one of its sets that still stands."""
    here = event_here(request, activity_id)
    return here, teams.one_set(here.activity, set_id, by=here.person)


def answered(here: Here, team_set: teams.TeamSetRow, deed: Callable[[], str]) -> HttpResponse:
    """Do one thing to a board and say what came of it: the board anew where htmx asks, else the page."""
    kind = "ok"
    try:
        said = deed()
    except ProductError as problem:
        if not problem.sentence or problem.status == 403:
            raise
        said, kind = problem.sentence, "error"
    if here.request.headers.get("HX-Request"):
        fresh = teams.one_set(here.activity, team_set.pk, by=here.person)
        shown = {"board": teams_board.board(fresh, here.person), "it": here, "event": here.activity, "said": said}
        return render(here.request, "event/teams/board.html", {**shown, "kind": kind})
    (messages.error if kind == "error" else messages.success)(here.request, said)
    return HttpResponseRedirect(page_of(team_set))
