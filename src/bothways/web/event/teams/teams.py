"""The teams of an event or of one session: suggest, look, keep."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import teams as actions
from bothways.activities.forms.teams import SuggestForm, as_initial
from bothways.activities.queries import teams, teams_board, teams_brief, teams_deal, teams_people
from bothways.core import access
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, event_here, set_up_here
from bothways.web.event.teams.here import draw, page_of, set_here, shows_children


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
@shows_children
def event_teams(request: HttpRequest, activity_id: str) -> HttpResponse:
    """The board of the proposal, else of what is kept, else the press that makes one."""
    here = event_here(request, activity_id)
    session = teams.one_session(here.activity, request.GET.get("session", ""))
    return _board(here, session)


def _board(here: Here, session: Any, form: SuggestForm | None = None) -> HttpResponse:
    kept = teams.kept_set(here.activity, session=session)
    proposed = teams.proposed_set(here.activity, session=session) if here.may_set_up else None
    found = proposed or kept
    if found is not None:
        found.activity = here.activity
    members = teams_people.members(here.activity) if found is None or form is not None else ()
    settings = _settings(found, here, session, members)
    shown = {
        "board": teams_board.board(found, here.person) if found else None,
        "kept_too": kept is not None and proposed is not None,
        "form": form or SuggestForm(initial=as_initial(settings)),
        "session": session,
        "sessions": [each for each in teams.sessions(here.activity) if each.mode != "free"],
        "coming": len(members),
        "by_school": session is not None and session.mode == "by_school" and found is None,
    }
    answer = draw(here, "event/teams/teams.html", "event_teams", shown)
    answer.status_code = 422 if form is not None else 200
    return answer


def _settings(found: Any, here: Here, session: Any, members: Any) -> teams_brief.Settings:
    if found is not None:
        return teams_brief.Settings.of(found.settings)
    return teams_brief.usual(here.activity, session, members)


@page(may=Permission.SEE_ACTIVITIES, methods=["POST"])
@shows_children
def suggest(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Deal teams: as usual when nothing is said, else as the form says. Locks of the board stay."""
    here = set_up_here(request, activity_id)
    session = teams.one_session(here.activity, request.POST.get("session", ""))
    members = teams_people.members(here.activity)
    form = SuggestForm(request.POST) if "mix" in request.POST else None
    if form is not None and not form.is_valid():
        return _board(here, session, form)
    settings = form.settings() if form else teams_brief.usual(here.activity, session, members)
    asked: dict[str, Any] = {"session": session, "settings": settings, "again": request.POST.get("again", "")}
    if len(members) >= teams_deal.LONG:
        started = actions.suggest_later(by=here.person, activity=here.activity, **asked)
        return HttpResponseRedirect(reverse("job", args=[started.pk]))
    try:
        actions.suggest(by=here.person, activity=here.activity, **asked)
    except ProductError as problem:
        form = SuggestForm({**as_initial(settings)})
        form.add_error(None, problem.sentence)
        return _board(here, session, form)
    return HttpResponseRedirect(
        reverse("event_teams", args=[activity_id]) + (f"?session={session.pk}" if session else "")
    )


@page(may=Permission.SEE_ACTIVITIES, methods=["POST"])
def keep(request: HttpRequest, activity_id: str, set_id: str) -> HttpResponse:
    """The proposal holds from now on."""
    here, found = set_here(request, activity_id, set_id)
    return _settle(here, found, keep=True)


@page(may=Permission.SEE_ACTIVITIES, methods=["POST"])
def drop(request: HttpRequest, activity_id: str, set_id: str) -> HttpResponse:
    """The proposal is not wanted."""
    here, found = set_here(request, activity_id, set_id)
    return _settle(here, found, keep=False)


def _settle(here: Here, found: Any, *, keep: bool) -> HttpResponse:
    access.demand(policies.may_set_up(here.person, here.activity))
    try:
        (actions.keep if keep else actions.drop)(by=here.person, team_set=found)
    except ProductError as problem:
        messages.error(here.request, problem.sentence)
    else:
        kept = _("Kept. Badges, registers and lists read these from now on.")
        messages.success(here.request, kept if keep else _("Dropped. What was kept before still holds."))
    return HttpResponseRedirect(page_of(found))
