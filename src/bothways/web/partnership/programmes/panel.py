"""The panel's page: initials and statements, several decisions in one press, undo, tell the schools, move one up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.actions import programme_panel as actions
from bothways.activities.queries import programme_panel as reads
from bothways.activities.queries import programmes as queries
from bothways.core.access import page
from bothways.core.errors import NotFound, ProductError
from bothways.schools.roles import Permission
from bothways.web import doing
from bothways.web.partnership.programmes.here import Here, programme_here

_TAGS = {"nominated": "", "placed": "ok", "reserve": "wait", "not_this_time": "no"}


@page(may=Permission.SIT_ON_PANEL)
def panel(request: HttpRequest, slug: str, programme_id: str) -> HttpResponse:
    """Read and decide. A refusal keeps every tick and every word."""
    here = programme_here(request, slug, programme_id)
    found = reads.panel(here.programme, by=here.person)
    problem: ProductError | None = None
    if request.method == "POST":
        problem = _decided(here)
        if problem is None:
            return HttpResponseRedirect(here.at("programme_panel"))
    shown = {
        **_standing(here, found),
        "problem": problem,
        "ticked": set(request.POST.getlist("pick")),
        "reason": request.POST.get("reason", "")[:300],
        "tags": _TAGS,
    }
    return render(request, "partnership/programmes/panel.html", shown, status=422 if problem else 200)


def _standing(here: Here, found: reads.Panel) -> dict[str, Any]:
    programme = here.programme
    return {
        "programme": programme,
        "panel": found,
        "groups": [(state, words, found.having(state)) for state, words in _groups() if found.having(state)],
        "schools": reads.by_school(found),
        "totals": reads.criteria_totals(programme),
        "criteria": queries.criteria_words(programme),
        "open": queries.is_open(programme),
        "told": queries.is_told(programme),
        "can_undo": reads.can_undo(programme),
    }


def _groups() -> Sequence[tuple[str, str]]:
    return (
        ("nominated", _("Not decided yet")),
        ("placed", _("Have a place")),
        ("reserve", _("On the reserve list, in this order")),
        ("not_this_time", _("Not this time")),
    )


def _decided(here: Here) -> ProductError | None:
    posted = here.request.POST
    try:
        count = actions.decide(
            by=here.person, programme=here.programme, ids=posted.getlist("pick"), said=posted.get("said", ""),
            reason=posted.get("reason", "")[:300],
        )  # fmt: skip
    except NotFound:
        raise
    except ProductError as problem:
        return problem
    said = ngettext("%(n)s nomination is decided.", "%(n)s nominations are decided.", count) % {"n": count}
    messages.success(here.request, f"{said} {_('Nobody is told before you tell the schools.')}")
    return None


@page(may=Permission.SIT_ON_PANEL, methods=["POST"])
def undo(request: HttpRequest, slug: str, programme_id: str) -> HttpResponse:
    """Take back the last press."""
    here = programme_here(request, slug, programme_id)

    def deed() -> None:
        actions.undo(by=here.person, programme=here.programme)

    return doing.do(request, deed, _("Taken back. It stands as before."), here.at("programme_panel"))


@page(may=Permission.SIT_ON_PANEL, methods=["POST"])
def tell(request: HttpRequest, slug: str, programme_id: str) -> HttpResponse:
    """Every school learns how many places it has."""
    here = programme_here(request, slug, programme_id)
    return _mailed(here, lambda: actions.tell(by=here.person, programme=here.programme), _("The schools are told."))


@page(may=Permission.SIT_ON_PANEL, methods=["POST"])
def move_up(request: HttpRequest, slug: str, programme_id: str) -> HttpResponse:
    """The first of the reserve list takes the free place."""
    here = programme_here(request, slug, programme_id)
    done = _("The next on the reserve list has the place, and the school is told.")
    return _mailed(here, lambda: actions.move_up(by=here.person, programme=here.programme), done)


def _mailed(here: Here, deed: Callable[[], Sequence[str]], done: str) -> HttpResponse:
    """Do it, and name the schools that nobody could be written to at."""
    unknown: list[str] = []
    answer = doing.do(here.request, lambda: unknown.extend(deed()), done, here.at("programme_panel"))
    if unknown:
        said = _("We know nobody to write to at: %(schools)s. Tell them yourself.")
        messages.warning(here.request, said % {"schools": ", ".join(unknown)})
    return answer
