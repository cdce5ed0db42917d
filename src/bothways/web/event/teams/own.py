"""What a school says of its own pupils: what each chose, their class's code, and who is kept together or apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import choices as actions
from bothways.activities.forms.choices import WishForm, read_grid
from bothways.activities.queries import choices, wishes
from bothways.activities.queries.labels import labels_for
from bothways.core import access
from bothways.core.access import page
from bothways.core.errors import NotFound, ProductError
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, event_here
from bothways.web.event.teams.here import access_to_own, draw


def _own(request: HttpRequest, activity_id: str) -> tuple[Here, Any]:
    """The event and the person's own school's part in it: the first, or the one that the address names."""
    here = event_here(request, activity_id)
    own = access_to_own(here)
    asked = request.GET.get("school") or request.POST.get("school") or (own[0] if own else "")
    part = next((each for each in here.parts if each.school_id == asked and each.school_id in own), None)
    if part is None:
        raise NotFound
    access.demand(policies.may_see_pupils(here.person, part.school_id))
    return here, part


def _pupils(here: Here, part: Any) -> dict[str, str]:
    """The words for each of the school's pupils, in the order in which they are read."""
    labels = labels_for(here.activity, here.person)
    return {pupil: each.words for pupil, each in labels.items() if each.school_id == part.school_id}


def _to(route: str, here: Here, part: Any) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(route, args=[here.activity.pk])}?school={part.school_id}")


@page(may=Permission.SEE_PUPILS)
def event_choices(request: HttpRequest, activity_id: str) -> HttpResponse:
    """A grid of one's own pupils and what is offered: type 1, 2, 3. Or a code, and they choose themselves."""
    here, part = _own(request, activity_id)
    booking = choices.booking_of(here.activity, part.school_id)
    menus, pupils = choices.menus(here.activity), _pupils(here, part)
    menu = next((each for each in menus if each.key == request.POST.get("menu")), None)
    wrong: list[str] = []
    if request.method == "POST" and menu is not None and booking is not None:
        rows, wrong = read_grid(request.POST, pupils, menu)
        if not wrong and not (wrong := _write(here, booking, menu, rows)):
            messages.success(request, _("Saved what your pupils chose."))
            return _to("event_choices", here, part)
    shown = {
        "part": part,
        "grids": _grids(here, part, menus, pupils, request.POST if wrong else {}),
        "wrong": wrong,
        "code": choices.code_of(booking.pk) if booking else None,
        "booked": booking is not None,
    }
    answer = draw(here, "event/teams/choices.html", "event_choices", shown)
    answer.status_code = 422 if wrong else 200
    return answer


def _write(here: Here, booking: Any, menu: choices.Menu, rows: Any) -> list[str]:
    try:
        actions.choose_for_all(by=here.person, booking=booking, menu=menu, rows=rows)
    except ProductError as problem:
        if not problem.sentence:
            raise
        return [problem.sentence]
    return []


def _grids(here: Here, part: Any, menus: Any, pupils: Mapping[str, str], typed: Mapping[str, str]) -> list[Any]:
    """For each menu its offers and its rows: (words, cells), a cell (name, value) or None where it is not offered."""
    barred, mine = choices.never(menus), choices.chosen(here.activity, part.school_id)
    grids = []
    for menu in menus:
        rows = []
        for pupil, words in pupils.items():
            order = [offer.key for offer in choices.ranked(menu, mine.get(pupil, {}))]
            may = {offer.key for offer in choices.offered_to(menu, pupil, barred)}
            cells = [
                (f"{pupil}:{offer.key}", typed.get(f"{pupil}:{offer.key}", _rank(order, offer.key)), offer.title)
                if offer.key in may
                else None
                for offer in menu.offers
            ]
            rows.append((words, cells))
        grids.append((menu, rows))
    return grids


def _rank(order: list[str], key: str) -> str:
    return str(order.index(key) + 1) if key in order else ""


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def class_code(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Make a fresh code, or end the one there is."""
    here, part = _own(request, activity_id)
    booking = choices.booking_of(here.activity, part.school_id)
    if booking is None:
        raise NotFound
    try:
        if request.POST.get("deed") == "end":
            actions.end_code(by=here.person, booking=booking)
            messages.success(request, _("The code has ended. What was chosen stays."))
        else:
            code = actions.make_code(by=here.person, booking=booking)
            address = request.build_absolute_uri(reverse("choose"))
            told = {"code": code, "address": address}
            messages.success(
                request, _("The code is %(code)s, at %(address)s. Write it down: it is shown once.") % told
            )
    except ProductError as problem:
        messages.error(request, problem.sentence)
    return _to("event_choices", here, part)


@page(may=Permission.SEE_PUPILS)
def event_wishes(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Who is kept together or apart, of one's own school alone."""
    here, part = _own(request, activity_id)
    form = WishForm(request.POST or None, pupils=_pupils(here, part))
    if request.method == "POST" and form.is_valid():
        both = [wishes.pupil(form.cleaned_data[name], by=here.person) for name in ("one", "other")]
        try:
            together = form.cleaned_data["together"] == "yes"
            actions.wish(by=here.person, one=both[0], other=both[1], together=together)
        except ProductError as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, _("Noted. The next teams that are suggested keep to it."))
            return _to("event_wishes", here, part)
    rows = wishes.of_school(here.activity, part.school_id, by=here.person)
    answer = draw(here, "event/teams/wishes.html", "event_wishes", {"part": part, "form": form, "rows": rows})
    answer.status_code = 422 if form.errors else 200
    return answer


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def unwish(request: HttpRequest, activity_id: str, wish_id: str) -> HttpResponse:
    """Take a wish back."""
    here, part = _own(request, activity_id)
    found = wishes.wish(wish_id, by=here.person)
    if found.one.booking.taking_part.activity_id != here.activity.pk:
        raise NotFound
    actions.unwish(by=here.person, wish=found)
    messages.success(request, _("Taken back."))
    return _to("event_wishes", here, part)
