"""The register: one column, large targets, saved by one press or, with script, at each tap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bothways.core import access, clock
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.partnerships import policies
from bothways.partnerships.actions import meeting_replies as actions
from bothways.partnerships.forms.meetings import OthersForm
from bothways.partnerships.queries import meetings as queries
from bothways.schools.roles import Permission
from bothways.web.partnership.meetings.here import done, frame, meeting_here, shown

MARKS = {"here": True, "away": False}


def _marks(posted: Mapping[str, Any], places: Sequence[queries.Place]) -> dict[str, bool]:
    """Membership to whether it is here, as far as marked."""
    given = {place.membership.pk: posted.get(f"at-{place.membership.pk}") for place in places}
    return {key: MARKS[mark] for key, mark in given.items() if mark in MARKS}


def _seen(posted: Mapping[str, Any], places: Sequence[queries.Place]) -> dict[str, bool | None] | None:
    """What the page had shown of each school before the press; None where it does not say."""
    if not any(name.startswith("was-") for name in posted):
        return None
    return {place.membership.pk: MARKS.get(posted.get(f"was-{place.membership.pk}", "")) for place in places}


def _both(taken: actions.Register) -> str:
    """Which schools two phones marked otherwise, and what became of it."""
    if not taken.both:
        return ""
    said = _("Marked otherwise on another phone, so kept as here: %(schools)s. Open the page again to change it.")
    return said % {"schools": ", ".join(taken.both)}


@page(may=Permission.SEE_PARTNERSHIP)
def register(request: HttpRequest, slug: str, meeting_id: str) -> HttpResponse:
    """Who is here. With htmx only the total answers."""
    person: Any = request.user
    meeting = meeting_here(request, slug, meeting_id)
    places = queries.places(meeting)
    if request.method != "POST":
        form = OthersForm(initial={"others": meeting.others})
        return shown(request, "register", _context(request, meeting, places, form))
    access.demand(policies.may_run(person, meeting.partnership))
    form = OthersForm(request.POST)
    if not form.is_valid():
        return shown(request, "register", _context(request, meeting, places, form), form)
    marks = {"marks": _marks(request.POST, places), "seen": _seen(request.POST, places)}
    deed = {**marks, "rest_here": "all" in request.POST, **form.cleaned_data}
    if request.headers.get("HX-Request"):
        return _tapped(request, person, meeting, deed)

    def saved() -> str:
        taken = actions.take_register(by=person, meeting=meeting, **deed)
        said = _("Saved: %(here)s of %(of)s are here.") % {"here": taken.here, "of": len(places)}
        return " ".join(filter(None, (said, _both(taken))))

    return done(request, saved, "meeting_register", slug, meeting.pk)


def _tapped(request: HttpRequest, person: Any, meeting: queries.MeetingRow, deed: Mapping[str, Any]) -> HttpResponse:
    """One tap, saved: the total alone comes back, or why it was not saved."""
    problem, both, pressed = "", "", {}
    try:
        both = _both(actions.take_register(by=person, meeting=meeting, **deed))
        pressed = {key: "here" if mark else "away" for key, mark in deed["marks"].items()}
    except ProductError as found:
        problem = found.sentence
    context = {**_totals(queries.places(meeting)), "problem": problem, "both": both, "pressed": pressed, "fresh": True}
    return render(request, "partnership/meetings/total.html", context)


def _totals(places: Sequence[queries.Place]) -> dict[str, int]:
    return {
        "came": sum(place.present is True for place in places),
        "away": sum(place.present is False for place in places),
        "unmarked": sum(place.present is None and not place.guest for place in places),
        "schools": len(places),
    }


def _context(request: HttpRequest, meeting: queries.MeetingRow, places: Any, form: OthersForm) -> dict[str, Any]:
    runs = frame(request, meeting, "meeting_register")
    return {
        **runs,
        **_totals(places),
        "members": [place for place in places if not place.guest],
        "guests": [place for place in places if place.guest],
        "form": form,
        "open": meeting.day <= clock.today() and meeting.state != "called_off",
        "problem": "",
        "both": "",
        "pressed": {},
        "fresh": False,
    }
