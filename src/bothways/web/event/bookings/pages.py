"""The Places tab, and one school's own booking: book, change, answer an offer, withdraw, decide about adults."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.activities.actions import booking as actions
from bothways.activities.actions import coming, inviting
from bothways.activities.forms.adults import DecisionForm
from bothways.activities.forms.booking import BookForm
from bothways.activities.queries import booking as reads
from bothways.core.access import page
from bothways.core.errors import NotFound, ProductError
from bothways.rules.places import commit
from bothways.schools.roles import Permission
from bothways.web.event.bookings.here import Own, first_numbers, own_here, posted, warning
from bothways.web.event.here import do, event_here, show

ANSWERED = {
    "take": gettext_lazy("The places are yours."),
    "wait": gettext_lazy("You wait on, and keep your spot."),
    "leave": gettext_lazy("You are off the waiting list."),
}


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
def places(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Which school has how many places, who waits, and what one's own school can do."""
    here = event_here(request, activity_id)
    table = reads.rows(here.activity, here.parts)
    own = {part.pk for part in here.own_parts}
    seed = here.activity.lottery_seed
    shown = {
        "table": table,
        "own": own,
        "mine": [row for row in table if row.part.pk in own],
        "totals": reads.totals(here.activity, table),
        "unwritten": [row for row in table if row.part.invited_at is None and row.state == "asked"],
        "commitment": commit(seed) if seed else "",
    }
    return show(here, "event/bookings/places.html", "event_places", shown)


@page(may=Permission.BOOK_PLACES)
def booking(request: HttpRequest, activity_id: str, part_id: str) -> HttpResponse:
    """One's own school: book, change or answer."""
    own = own_here(request, activity_id, part_id)
    form = _form(request, own)
    if request.method == "POST" and form.is_valid() and _asked(request, own, form):
        return HttpResponseRedirect(reverse("event_booking", args=[activity_id, part_id]))
    shown = {
        "form": form,
        "warning": warning(own),
        "decision": DecisionForm(initial={"words": own.part.adults_decision}),
        "history": reads.told_history(own.booking) if own.booking else (),
        **own.shown(),
    }
    answer = show(own.here, "event/bookings/booking.html", "event_places", shown)
    answer.status_code = 422 if form.errors else 200
    return answer


def _form(request: HttpRequest, own: Own) -> BookForm:
    training = bool(own.here.activity.training_places)
    return BookForm(posted(request), training=training, initial=first_numbers(own.booking))


def _asked(request: HttpRequest, own: Own, form: BookForm) -> bool:
    """Book or change; a refusal stands at its field and what was typed stays."""
    try:
        if own.booking is None:
            key = form.cleaned_data["key"]
            made = actions.book_places(by=own.here.person, part=own.part, wanted=form.wanted(), key=key)
        else:
            made = actions.change_booking(by=own.here.person, booking=own.booking, wanted=form.wanted())
    except ProductError as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
        return False
    messages.success(request, said_of(made))
    return True


def said_of(made: Any) -> str:
    """What became of a press, in a sentence."""
    if made.state == "booked":
        return _("Booked: %(pupils)s pupils and %(adults)s adults.") % {"pupils": made.places, "adults": made.adults}
    if made.state == "offered":
        return _("%(n)s places are held for you. Do you take them?") % {"n": made.offered}
    return _("Your school is on the waiting list.")


@page(may=Permission.BOOK_PLACES, methods=["POST"])
def withdraw(request: HttpRequest, activity_id: str, part_id: str) -> HttpResponse:
    """Give everything back, or leave the line."""
    own = _with_booking(request, activity_id, part_id)

    def deed() -> None:
        actions.withdraw_booking(by=own.here.person, booking=own.booking)

    return do(own.here, deed, _("Withdrawn. You can book again."), "event_booking", part_id)


@page(may=Permission.BOOK_PLACES, methods=["POST"])
def answer(request: HttpRequest, activity_id: str, part_id: str) -> HttpResponse:
    """Take what is held, wait on, or leave the line."""
    own = _with_booking(request, activity_id, part_id)
    said = request.POST.get("said", "")

    def deed() -> None:
        actions.answer_offer(by=own.here.person, booking=own.booking, said=said)

    return do(own.here, deed, ANSWERED.get(said, ""), "event_booking", part_id)


def _with_booking(request: HttpRequest, activity_id: str, part_id: str) -> Own:
    own = own_here(request, activity_id, part_id)
    if own.booking is None:
        raise NotFound
    return own


@page(may=Permission.BOOK_PLACES, methods=["POST"])
def not_coming(request: HttpRequest, activity_id: str, part_id: str) -> HttpResponse:
    """The school does not come this time."""
    own = own_here(request, activity_id, part_id)
    done = _("Recorded: not this time. You can still book later.")
    return do(own.here, lambda: inviting.decline(by=own.here.person, part=own.part), done, "event_booking", part_id)


@page(may=Permission.BOOK_PLACES, methods=["POST"])
def decide(request: HttpRequest, activity_id: str, part_id: str) -> HttpResponse:
    """What the school decided when its own rule asks for more adults."""
    own = own_here(request, activity_id, part_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["words"][0]))
        return HttpResponseRedirect(reverse("event_booking", args=[activity_id, part_id]))

    def deed() -> None:
        coming.decide_adults(by=own.here.person, part=own.part, words=form.cleaned_data["words"])

    return do(own.here, deed, _("Written down for your school."), "event_booking", part_id)
