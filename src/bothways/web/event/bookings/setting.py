"""For the schools that set an event up: who is asked, how many places there are, what is kept for whom, the draw."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.actions import booking as actions
from bothways.activities.actions import inviting, lottery, offers
from bothways.activities.forms.booking import InviteForm, KeepForm, PlacesForm
from bothways.activities.queries import booking as reads
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.partnerships.queries import partnerships
from bothways.schools.queries.search import search
from bothways.schools.roles import Permission
from bothways.web.event.bookings.here import posted
from bothways.web.event.here import Here, do, set_up_here, show

_LOOKED_AT = 8


@page(may=Permission.RUN_ACTIVITY)
def invite(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Ask members by a tick and guests from the register."""
    here = set_up_here(request, activity_id)
    form = InviteForm(posted(request), members=_not_asked(here), meant=_meant(request))
    if request.method == "POST" and form.is_valid():
        if form.unclear:
            form = _which(request, here)
        elif _invited(request, here, form):
            return HttpResponseRedirect(reverse("event_places", args=[activity_id]))
    answer = show(here, "event/bookings/invite.html", "event_places", {"form": form})
    answer.status_code = 422 if form.errors else 200
    return answer


def _not_asked(here: Here) -> list[tuple[str, str]]:
    """Members that do not take part yet."""
    there = {part.school_id for part in here.parts}
    members = partnerships.members(here.activity.partnership)
    return [(each.school_id, each.school.name) for each in members if each.school_id not in there]


def _meant(request: HttpRequest) -> list[tuple[str, str]]:
    """The schools that fit what was typed."""
    typed = request.POST.get("q", "")
    if not typed or request.POST.get("school"):
        return []
    return [
        (each.pk, ", ".join(filter(None, (each.name, each.town, each.postcode)))) for each in search(typed, _LOOKED_AT)
    ]


def _which(request: HttpRequest, here: Here) -> InviteForm:
    """The form again, asking which of the schools that fit is meant."""
    found = _meant(request)
    form = InviteForm(request.POST, members=_not_asked(here), meant=found)
    sentence = _("Choose the school you mean.") if found else _("No school fits these words. Try fewer, or its number.")
    form.is_valid()
    form.add_error("meant" if found else None, sentence)
    return form


def _invited(request: HttpRequest, here: Here, form: InviteForm) -> bool:
    try:
        made = actions.invite_schools(by=here.person, activity=here.activity, invited=form.invited())
    except ProductError as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
        return False
    said = ngettext("%(n)s school takes part now.", "%(n)s schools take part now.", len(made)) % {"n": len(made)}
    written = sum(part.invited_at is not None for part in here.activity.taking_part.filter(pk__in=[p.pk for p in made]))
    later = _("They are written to when you open booking.") if here.activity.state == "planning" else ""
    unknown = _("Nobody is known at some of them: add whom to write to.") if not later and written < len(made) else ""
    messages.success(request, " ".join(filter(None, (said, later, unknown))))
    return True


@page(may=Permission.RUN_ACTIVITY)
def change(request: HttpRequest, activity_id: str) -> HttpResponse:
    """How many places there are, from when guests may, and how they are given."""
    here = set_up_here(request, activity_id)
    event = here.activity
    first = {
        "places": event.places,
        "training_places": event.training_places,
        "guests_from": event.guests_from,
        "order": "lottery" if event.lottery_seed else "first_come",
    }
    form = PlacesForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid() and _changed(here, form):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("event_places", args=[activity_id]))
    answer = show(here, "event/bookings/change.html", "event_places", {"form": form})
    answer.status_code = 422 if form.errors else 200
    return answer


def _changed(here: Here, form: PlacesForm) -> bool:
    try:
        offers.set_everything(by=here.person, activity=here.activity, **form.cleaned_data)
    except ProductError as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
        return False
    return True


@page(may=Permission.RUN_ACTIVITY)
def keep(request: HttpRequest, activity_id: str, part_id: str) -> HttpResponse:
    """What is kept for one school, and whom to write to there."""
    here = set_up_here(request, activity_id)
    part = reads.part_at(here.activity, part_id)
    names = ("kept", "kept_until", "contact_name", "contact_email")
    form = KeepForm(posted(request), initial={name: getattr(part, name) for name in names})
    if request.method == "POST" and form.is_valid() and _kept(here, part, form):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("event_places", args=[activity_id]))
    answer = show(here, "event/bookings/keep.html", "event_places", {"form": form, "part": part})
    answer.status_code = 422 if form.errors else 200
    return answer


def _kept(here: Here, part: Any, form: KeepForm) -> bool:
    told = form.cleaned_data
    try:
        offers.look_after(
            by=here.person, part=part, kept=told["kept"] or 0, until=told["kept_until"], name=told["contact_name"],
            email=told["contact_email"],
        )  # fmt: skip
    except ProductError as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
        return False
    return True


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def send(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Write to the schools that have not been written to."""
    here = set_up_here(request, activity_id)

    def deed() -> None:
        inviting.send_invitations(by=here.person, activity=here.activity)

    return do(here, deed, _("Written to every school that has an address."), "event_places")


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def draw(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Hold the draw."""
    here = set_up_here(request, activity_id)

    def deed() -> None:
        lottery.draw_places(by=here.person, activity=here.activity)

    return do(here, deed, _("Drawn. Every school has been written to."), "event_places")
