"""Moving people on a board by hand, undoing it, locking, and calling teams something."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities import policies
from bothways.activities.actions import teams as team_actions
from bothways.activities.actions import teams_board as actions
from bothways.activities.forms.teams import TeamForm
from bothways.activities.queries import teams, teams_why
from bothways.core import access
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.schools.roles import Permission
from bothways.web.event.here import Here
from bothways.web.event.teams.here import answered, draw, page_of, set_here, shows_children

_MOST_TICKS = 500


@page(may=Permission.SEE_ACTIVITIES, methods=["POST"])
@shows_children
def move(request: HttpRequest, activity_id: str, set_id: str) -> HttpResponse:
    """Move whoever is ticked to the chosen team, or lock them, or let them go."""
    here, found = set_here(request, activity_id, set_id)
    access.demand(policies.may_set_up(here.person, here.activity))
    deed = request.POST.get("deed", "move")
    if deed in {"lock", "unlock"}:
        return answered(here, found, lambda: _lock(here, found, on=deed == "lock"))
    return answered(here, found, lambda: _move(here, found))


def _move(here: Here, found: Any) -> str:
    to = here.request.POST.get("to", "")
    steps = [actions.Step(place, origin, to) for place, origin in _ticks(here.request.POST)]
    done = actions.move(by=here.person, team_set=found, steps=steps, seen=_seen(here.request.POST))
    said = ngettext("Moved %(n)d person.", "Moved %(n)d people.", done.done) % {"n": done.done}
    if done.missed:
        missed = ngettext("%(n)d had", "%(n)d had", done.missed) % {"n": done.missed}
        said = _("%(said)s %(n)s been moved by somebody else meanwhile and stay there.") % {"said": said, "n": missed}
    elif done.others:
        said = _("%(said)s Somebody else is moving people too; their moves are shown as well.") % {"said": said}
    return said


def _lock(here: Here, found: Any, *, on: bool) -> str:
    ticked = _ticks(here.request.POST)
    whole = here.request.POST.getlist("team")[:_MOST_TICKS]
    count = actions.lock(by=here.person, team_set=found, places=[each for each, _t in ticked], teams=whole, on=on)
    if not count:
        return _("Tick who should be locked first.")
    return _("Locked: they stay when teams are dealt again or mended.") if on else _("Unlocked.")


def _ticks(sent: QueryDict) -> list[tuple[str, str]]:
    """(place, the team it was in) of every ticked box."""
    pairs = (each.partition(":") for each in sent.getlist("who")[:_MOST_TICKS])
    return [(place, team) for place, _colon, team in pairs if place]


def _seen(sent: QueryDict) -> int:
    seen = sent.get("version", "")
    return int(seen) if seen.isdecimal() and len(seen) < 9 else 0


@page(may=Permission.SEE_ACTIVITIES, methods=["POST"])
@shows_children
def undo(request: HttpRequest, activity_id: str, set_id: str) -> HttpResponse:
    """Take the last move back."""
    here, found = set_here(request, activity_id, set_id)
    access.demand(policies.may_set_up(here.person, here.activity))

    def deed() -> str:
        count = actions.undo(by=here.person, team_set=found, version=_seen(request.POST))
        return ngettext("Undone: %(n)d person is back.", "Undone: %(n)d people are back.", count) % {"n": count}

    return answered(here, found, deed)


@page(may=Permission.SEE_ACTIVITIES)
@shows_children
def names(request: HttpRequest, activity_id: str, set_id: str) -> HttpResponse:
    """What the teams are called, their colours, and where they meet."""
    here, found = set_here(request, activity_id, set_id)
    access.demand(policies.may_set_up(here.person, here.activity))
    rows = teams.rows_of(found)
    sent = request.POST if request.method == "POST" else None
    forms = {row.id: TeamForm(sent, prefix=row.id, initial=_initial(row)) for row in rows}
    if sent is not None and all(form.is_valid() for form in forms.values()):
        wanted = {team: form.cleaned_data for team, form in forms.items()}
        try:
            team_actions.call_them(by=here.person, team_set=found, rows=wanted)
        except ProductError as problem:
            forms[rows[0].id].add_error("name", problem.sentence)
        else:
            messages.success(request, _("Saved: names, colours and rooms."))
            return HttpResponseRedirect(page_of(found))
    wrong = any(form.errors for form in forms.values())
    shown = {"forms": list(zip(rows, forms.values(), strict=True)), "back": page_of(found), "wrong": wrong}
    return _with_status(draw(here, "event/teams/names.html", "event_teams", shown), 422 if wrong else 200)


def _initial(row: Any) -> dict[str, str]:
    return {"name": row.name, "colour": row.colour, "room": row.room}


def _with_status(answer: HttpResponse, status: int) -> HttpResponse:
    answer.status_code = status
    return answer


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
@shows_children
def why(request: HttpRequest, activity_id: str, set_id: str) -> HttpResponse:
    """For each of one's own pupils, a sentence that the child can be told."""
    here, found = set_here(request, activity_id, set_id)
    shown = {"rows": teams_why.told(found, here.person), "back": page_of(found)}
    return draw(here, "event/teams/why.html", "event_teams", shown)
