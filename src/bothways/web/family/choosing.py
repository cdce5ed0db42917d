"""A class chooses its seminars: a code, a number, and what they want. No names, no accounts, nothing read back."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.actions import choices as actions
from bothways.activities.forms.choices import ChoosingForm, CodeForm, TagForm
from bothways.activities.queries import choices
from bothways.core import limits
from bothways.core.access import LINK, PUBLIC, page
from bothways.core.errors import NotFound, ProductError

SALT, HOURS = "choosing", 3


@page(may=PUBLIC)
def choose(request: HttpRequest) -> HttpResponse:
    """The code. A wrong one is counted, and after many nobody on that network can try for a while."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.enter(code=form.cleaned_data["code"], network=limits.network_of(request))
        except NotFound:
            form.add_error("code", _("That code is not right, or it has ended. Look at it again, or ask your teacher."))
        except ProductError as problem:
            form.add_error("code", problem.sentence)
            return _quiet(render(request, "family/choose.html", {"form": form}, status=problem.status))
        else:
            ticket = signing.dumps(found.booking_id, salt=SALT, compress=False)
            return HttpResponseRedirect(reverse("choose_tag", args=[ticket]))
    return _quiet(render(request, "family/choose.html", {"form": form}, status=422 if form.errors else 200))


def _quiet(answer: HttpResponse) -> HttpResponse:
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _booking(ticket: str) -> Any:
    """The booking behind a ticket that holds, while its code does too."""
    try:
        booking_id = signing.loads(ticket, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature as wrong:
        raise NotFound from wrong
    return choices.behind_code(booking_id)


def _frame(booking: Any) -> dict[str, Any]:
    return {"school": booking.taking_part.school.name, "event": booking.taking_part.activity}


@page(may=LINK)
def tag(request: HttpRequest, ticket: str) -> HttpResponse:
    """Which number are you? There are no names here."""
    booking = _booking(ticket)
    form = TagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["tag"]
        if booking.participants.filter(tag=number, withdrawn_at=None).exists():
            return HttpResponseRedirect(reverse("choose_seminars", args=[ticket, number]))
        form.add_error("tag", _("Nobody of your school has that number. Look at the list again."))
    shown = {**_frame(booking), "form": form, "said": request.GET.get("said") == "1"}
    return _quiet(render(request, "family/choose_tag.html", shown, status=422 if form.errors else 200))


@page(may=LINK)
def seminars(request: HttpRequest, ticket: str, number: int) -> HttpResponse:
    """First choice, second choice… for each menu. What was chosen before is not shown."""
    booking = _booking(ticket)
    pupil = booking.participants.filter(tag=number, withdrawn_at=None).first()
    if pupil is None:
        raise NotFound
    forms = _forms(request, booking, pupil.pk)
    if request.method == "POST" and forms and all(form.is_valid() for _menu, form in forms):
        try:
            for menu, form in forms:
                actions.choose_by_code(by=None, booking=booking, tag=number, menu=menu, keys=form.keys())
        except ProductError as problem:
            if not problem.sentence:
                raise
            forms[0][1].add_error(None, problem.sentence)
        else:
            return HttpResponseRedirect(f"{reverse('choose_tag', args=[ticket])}?said=1")
    wrong = any(form.errors for _menu, form in forms)
    shown = {**_frame(booking), "forms": forms, "number": number, "wrong": wrong}
    return _quiet(render(request, "family/choose_seminars.html", shown, status=422 if wrong else 200))


def _forms(request: HttpRequest, booking: Any, pupil: str) -> list[tuple[choices.Menu, ChoosingForm]]:
    menus = choices.menus(booking.taking_part.activity)
    barred = choices.never(menus)
    sent = request.POST if request.method == "POST" else None
    return [
        (menu, ChoosingForm(sent, prefix=menu.key, offers=choices.offered_to(menu, pupil, barred), ranks=menu.ranks))
        for menu in menus
    ]
