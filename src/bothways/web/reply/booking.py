"""Booking places by link: book, change, withdraw, answer an offer, say no. No account, and nothing about a child."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from bothways.activities import links
from bothways.activities.actions import booking as actions
from bothways.activities.actions import inviting
from bothways.activities.forms.booking import BookForm
from bothways.activities.queries import booking as reads
from bothways.core.access import LINK, page
from bothways.core.errors import ProductError
from bothways.core.ids import random_id
from bothways.web.links import opened_by


@page(may=LINK)
@opened_by(links.BOOK)
def book(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """One school's places. Opening records nothing; a press says what it did."""
    return _answered(request, reads.part_behind_link(subject_id))


@page(may=LINK)
@opened_by(links.OFFER)
def offer(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """Places are held for a school: does it take them? Once answered it is the page of its places."""
    return _answered(request, reads.booking_behind_link(subject_id).taking_part)


def _answered(request: HttpRequest, part: Any) -> HttpResponse:
    booking = reads.booking_of(part)
    if booking is not None:
        booking.taking_part = part
    numbers = request.method == "POST" and not {"step", "said"} & request.POST.keys()
    form = BookForm(
        request.POST if numbers else None, training=bool(part.activity.training_places), initial=_first(booking)
    )
    problem = ""
    if request.method == "POST":
        problem = _pressed(request, part, booking, form)
        if not problem and not form.errors:
            return HttpResponseRedirect(request.path)
    return _show(request, part, booking, form, problem)


def _pressed(request: HttpRequest, part: Any, booking: Any, form: BookForm) -> str:
    """Do what was pressed. Returns why not, for what has no field of its own."""
    step = request.POST.get("step", "")
    try:
        if "said" in request.POST and booking is not None:
            actions.answer_offer(by=None, booking=booking, said=request.POST["said"])
        elif step == "withdraw" and booking is not None:
            actions.withdraw_booking(by=None, booking=booking)
        elif step == "not_coming":
            inviting.decline(by=None, part=part)
        elif form.is_valid():
            _asked(part, booking, form)
        else:
            return ""
    except ProductError as problem:
        if problem.field in form.fields and form.is_bound:
            form.add_error(problem.field, problem.sentence)
            return ""
        return problem.sentence
    messages.success(request, _("Saved. The same link shows and changes it."))
    return ""


def _asked(part: Any, booking: Any, form: BookForm) -> None:
    if booking is None:
        actions.book_places(by=None, part=part, wanted=form.wanted(), key=form.cleaned_data["key"])
    else:
        actions.change_booking(by=None, booking=booking, wanted=form.wanted())


def _first(found: Any) -> dict[str, Any]:
    """What the form begins with: a fresh key and one adult, or what stands."""
    if found is None:
        return {"key": random_id(), "adults": 1}
    pupils = found.places if found.state == "booked" else found.asked
    least = found.least if 0 < found.least < pupils else None
    return {"pupils": pupils, "adults": found.adults, "training": found.training or None, "least": least}


def _show(request: HttpRequest, part: Any, booking: Any, form: BookForm, problem: str) -> HttpResponse:
    waits = booking is not None and booking.state == "waiting"
    shown = {
        "part": part,
        "event": part.activity,
        "booking": booking,
        "form": form,
        "problem": problem,
        "position": reads.position(booking) if waits else 0,
        "why": reads.why_waiting(part.activity, booking) if waits else "",
        "until": reads.moment(booking.offer_until) if booking is not None and booking.offer_until else "",
    }
    return render(request, "reply/booking.html", shown, status=422 if problem or form.errors else 200)


urlpatterns = [
    path("reply/book/<str:token>/", book, name="book_by_link"),
    path("reply/offer/<str:token>/", offer, name="offer_by_link"),
]
