"""The morning's repair: who is not here, who would have to move, and doing it or not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import teams_board as actions
from bothways.activities.queries import teams_board, teams_mend
from bothways.core import access
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.schools.roles import Permission
from bothways.web.event.here import Here
from bothways.web.event.teams.here import draw, page_of, set_here, shows_children


@page(may=Permission.SEE_ACTIVITIES)
@shows_children
def mend(request: HttpRequest, activity_id: str, set_id: str) -> HttpResponse:
    """Tick who is not here and see who moves; press, and they do."""
    here, found = set_here(request, activity_id, set_id)
    access.demand(policies.may_set_up(here.person, here.activity))
    if request.method == "POST":
        return _accept(here, found)
    board = teams_board.board(found, here.person)
    away, asked = _away(request, board), "look" in request.GET
    shown: dict[str, Any] = {"board": board, "back": page_of(found), "asked": asked, "away": away}
    if asked:
        try:
            shown["mended"] = teams_mend.shown(board, here.activity, away)
        except ProductError as problem:
            shown["problem"] = problem.sentence
    return draw(here, "event/teams/mend.html", "event_teams", shown)


def _away(request: HttpRequest, board: Any) -> set[str]:
    """Those ticked as not here."""
    known = {each.id for card in board.cards for each in card.people}
    return set(request.GET.getlist("away")) & known


def _accept(here: Here, found: Any) -> HttpResponse:
    sent = here.request.POST
    parts = (each.split(":") for each in sent.getlist("step")[:500])
    steps = [actions.Step(*each) for each in parts if len(each) == 3]
    version = sent.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 9 else 0
    try:
        done = actions.mend(by=here.person, team_set=found, steps=steps, seen=seen)
    except ProductError as problem:
        messages.error(here.request, problem.sentence)
    else:
        missed = _(" Some had been moved by somebody else meanwhile.") if done.missed else ""
        messages.success(here.request, _("Done. The lists are as they should be now.") + missed)
    return HttpResponseRedirect(page_of(found))
