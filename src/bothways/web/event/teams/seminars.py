"""Seminar places: what was chosen, giving places out, and the board of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bothways.activities.actions import seminars as actions
from bothways.activities.forms.choices import TableForm
from bothways.activities.queries import choices, seating, teams, teams_board, teams_people
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, event_here, set_up_here
from bothways.web.event.teams.here import draw, shows_children


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
@shows_children
def event_seminars(request: HttpRequest, activity_id: str) -> HttpResponse:
    """The board of seminar places, or how far the choosing is."""
    here = event_here(request, activity_id)
    found, kept_too = _found(here, "seminars")
    menus = choices.menus(here.activity)
    members = teams_people.members(here.activity) if here.may_set_up else ()
    wanted = choices.chosen(here.activity) if here.may_set_up else {}
    shown = {
        "board": teams_board.board(found, here.person) if found else None,
        "kept_too": kept_too,
        "menus": menus,
        "progress": _progress(members, wanted),
    }
    return draw(here, "event/teams/seminars.html", "event_seminars", shown)


def _found(here: Here, purpose: str) -> tuple[Any, bool]:
    """The proposal for whoever may keep it, else what is kept; and whether both are there."""
    kept = teams.kept_set(here.activity, purpose)
    proposed = teams.proposed_set(here.activity, purpose) if here.may_set_up else None
    found = proposed or kept
    if found is not None:
        found.activity = here.activity
    return found, bool(kept and proposed)


def _progress(members: Any, wanted: Any) -> list[tuple[str, int, int]]:
    """For each school: how many of how many have chosen. Numbers alone."""
    rows: dict[str, list[int]] = {}
    for each in members:
        count = rows.setdefault(each.school_name, [0, 0])
        count[0] += bool(wanted.get(each.id))
        count[1] += 1
    return [(school, chose, all_of) for school, (chose, all_of) in sorted(rows.items())]


@page(may=Permission.SEE_ACTIVITIES, methods=["POST"])
def give_out(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Give places out by what was chosen, as a proposal."""
    here = set_up_here(request, activity_id)
    try:
        actions.give_out(by=here.person, activity=here.activity, again=request.POST.get("again", ""))
    except ProductError as problem:
        if not problem.sentence:
            raise
        messages.error(request, problem.sentence)
    return HttpResponseRedirect(reverse("event_seminars", args=[activity_id]))


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
@shows_children
def event_lunch(request: HttpRequest, activity_id: str) -> HttpResponse:
    """The tables, and on the day the kitchen's cards for whoever may read them."""
    return _lunch(event_here(request, activity_id))


def _lunch(here: Here, form: TableForm | None = None) -> HttpResponse:
    found, kept_too = _found(here, "lunch")
    board = teams_board.board(found, here.person) if found else None
    cards: dict[int, dict[str, int]] = {}
    may_read = seating.may_read_cards(here.activity, here.person)
    if board and may_read:
        at = {each.id: card.number for card in board.cards for each in card.people}
        cards = seating.cards(here.activity, at, by=here.person)
    shown = {
        "board": board,
        "kept_too": kept_too,
        "form": form or TableForm(initial={"size": found.settings["size"]} if found else None),
        "cards": cards,
        "may_read": may_read,
    }
    answer = draw(here, "event/teams/lunch.html", "event_lunch", shown)
    answer.status_code = 422 if form is not None else 200
    return answer


@page(may=Permission.SEE_ACTIVITIES, methods=["POST"])
@shows_children
def lay(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Lay the tables, as a proposal."""
    here = set_up_here(request, activity_id)
    form = TableForm({"size": request.POST.get("size", seating.SIZE)})
    if not form.is_valid():
        return _lunch(here, form)
    asked = {"size": form.cleaned_data["size"], "again": request.POST.get("again", "")}
    try:
        actions.lay(by=here.person, activity=here.activity, **asked)
    except ProductError as problem:
        form.add_error(None, problem.sentence)
        return _lunch(here, form)
    return HttpResponseRedirect(reverse("event_lunch", args=[activity_id]))
