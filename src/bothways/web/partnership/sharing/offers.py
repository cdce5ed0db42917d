"""What could be given and what is needed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import access, clock
from bothways.core.access import page
from bothways.core.errors import NotFound, ProductError
from bothways.partnerships import policies
from bothways.partnerships.actions import sharing as actions
from bothways.partnerships.forms.sharing import DIRECTIONS, OfferForm, PromiseForm
from bothways.partnerships.queries import partnerships
from bothways.partnerships.queries import sharing as queries
from bothways.schools.roles import Permission
from bothways.web.doing import saved
from bothways.web.partnership.here import partnership_here
from bothways.web.partnership.speaking import speaks_for

HEADINGS = {"give": _("Say what we could give"), "need": _("Say what we need")}


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def offers(request: HttpRequest, slug: str) -> HttpResponse:
    """Giving on the left, needs on the right, and what might fit."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    words, kind = request.GET.get("q", "")[:100], request.GET.get("kind", "")
    rows = queries.open_offers(partnership, by=person, today=clock.today())
    typed = request.GET.get("age", "")[:3]
    age = int(typed) if typed.isascii() and typed.isdigit() else None
    found = queries.found_offers(rows, words=words, kind=kind, age=age)
    own = {each.pk for each in partnerships.own_memberships(partnership, by=person)}
    shown = {
        "giving": [_card(row, own) for row in found if row.direction == "offer"],
        "needing": [_card(row, own) for row in found if row.direction == "request"],
        "matches": () if words or kind or age is not None else queries.matches(found),
        "age": "" if age is None else age,
        "narrowed": bool(words or kind or age is not None),
        "words": words,
        "kind": kind,
        "kinds": queries.kinds(),
        "may_say": bool(policies.may_propose(person, partnership)),
    }
    return render(request, "partnership/sharing/offers.html", shown)


def _card(row: queries.OfferRow, own: set[str]) -> dict[str, Any]:
    """An offer as its list shows it; ``own``: the reader's own schools, whose offers nobody has to ask for."""
    return {"row": row, "facts": queries.facts(row), "own": row.membership_id in own}


def _speaks_for(row: queries.OfferRow) -> str:
    """The membership that may take it off the board."""
    return row.membership_id or (row.external.owner_id if row.external else "") or ""


@page(may=Permission.PROPOSE)
def say(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """A new offer or need."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_propose(person, partnership))
    if what not in DIRECTIONS:
        raise NotFound
    form = OfferForm(request.POST or None, memberships=speaks_for(request, partnership))
    if request.method == "POST" and form.is_valid() and _said(request, form, what):
        return HttpResponseRedirect(reverse("offers", args=[slug]))
    shown = {"form": form, "what": what, "heading": HEADINGS[what], "back": reverse("offers", args=[slug])}
    return render(request, "partnership/sharing/say.html", shown, status=422 if form.errors else 200)


def _said(request: HttpRequest, form: OfferForm, what: str) -> bool:
    person: Any = request.user
    say_it = partial(actions.say, by=person, membership=form.membership, what=form.what(DIRECTIONS[what]))
    return saved(request, form, say_it, _("It stands on the board. The other schools can see it."))


@page(may=Permission.PROPOSE)
def take_up(request: HttpRequest, slug: str, offer_id: str) -> HttpResponse:
    """Ask for what somebody offers, or say that one could meet a need."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = queries.offer(offer_id, by=person, partnership=partnership)
    access.demand(policies.may_propose(person, partnership))
    speaks = speaks_for(request, partnership)
    schools = [each for each in speaks if each.pk != found.membership_id]
    form = PromiseForm(request.POST or None, memberships=schools, initial={"about": found.title})
    if request.method == "POST" and form.is_valid():
        made = _taken_up(request, found, form)
        if made is not None:
            return HttpResponseRedirect(reverse("promise", args=[slug, made.pk]))
    shown = {
        "form": form,
        "offer": found,
        "facts": queries.facts(found),
        "asks": found.direction == "offer",
        "schools": schools,
        "own": _speaks_for(found) in {each.pk for each in speaks},
    }
    return render(request, "partnership/sharing/take_up.html", shown, status=422 if form.errors else 200)


def _taken_up(request: HttpRequest, found: queries.OfferRow, form: PromiseForm) -> queries.PromiseRow | None:
    person: Any = request.user
    try:
        if found.direction == "offer":
            made = actions.ask_for(by=person, offer=found, receiver=form.membership, **form.promised())
        else:
            made = actions.give_to(by=person, need=found, giver=form.membership, **form.promised())
    except ProductError as problem:
        form.add_error(problem.field, problem.sentence)
        return None
    messages.success(request, _("Asked. It is a promise once they say yes."))
    return made


@page(may=Permission.PROPOSE, methods=["POST"])
def take_away(request: HttpRequest, slug: str, offer_id: str) -> HttpResponse:
    """Off the board, or back onto it."""
    person: Any = request.user
    found = queries.offer(offer_id, by=person, partnership=partnership_here(request, slug))
    back = "back" in request.POST
    actions.take_away(by=person, offer=found, back=back)
    if back:
        messages.success(request, _("It stands on the board again."))
        return HttpResponseRedirect(reverse("offers", args=[slug]))
    return render(request, "partnership/sharing/taken_away.html", {"offer": found})
