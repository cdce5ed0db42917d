"""Answering an invitation. Opening the link records nothing; only a press does."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bothways.core import limits, tokens
from bothways.core.access import LINK, PUBLIC, page
from bothways.core.errors import NotFound
from bothways.partnerships.actions import handing_over
from bothways.schools.actions import staff as actions
from bothways.schools.queries import people
from bothways.schools.roles import PlaceKind
from bothways.web.places import NAMES


@page(may=PUBLIC, methods=["GET"])
def how_to_join(request: HttpRequest) -> HttpResponse:
    """Accounts come from a school's invitation."""
    return render(request, "account/how_to_join.html")


@page(may=LINK)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The offer, and what to do about it."""
    try:
        offer = people.offer(tokens.find(token, purpose=actions.PURPOSE).subject_id, NAMES)
    except tokens.LinkOver:
        return render(request, "account/link_over.html", status=410)
    except NotFound:
        limits.draw(limits.LINK_GUESSES, limits.network_of(request))
        raise
    person: Any = request.user
    fits = person.is_authenticated and person.email.lower() == offer.email
    if person.is_authenticated and not fits:
        return render(request, "account/join_other.html", {"link": request.path})
    if request.method == "POST":
        return _answer(request, token, offer)
    return render(request, "account/join.html", {"offer": offer, "fits": fits})


def _answer(request: HttpRequest, token: str, offer: people.Offer) -> HttpResponse:
    person: Any = request.user
    if request.POST.get("answer") == "no":
        actions.decline(token=token)
        return render(request, "account/declined.html")
    if person.is_authenticated:
        accept = handing_over.accept if offer.place_kind == PlaceKind.PARTNERSHIP else actions.accept
        role = accept(by=person, token=token, name=request.POST.get("name", ""))
        request.session["place"] = f"{role.place_kind}:{role.place_id}"
        messages.success(request, _("You are in. Welcome to %(place)s.") % {"place": offer.place})
        return HttpResponseRedirect("/")
    return _prove_address(request, token, offer)


def _prove_address(request: HttpRequest, token: str, offer: people.Offer) -> HttpResponse:
    """Holding the link is not signing in: a code goes to the invited address, bound to this browser."""
    limits.draw(limits.SIGN_IN_ACCOUNT, offer.email)
    limits.draw(limits.SIGN_IN_NETWORK, limits.network_of(request))
    invited = actions.account_for(token=token)
    LoginCodeVerificationProcess.initiate(request=request, user=invited, email=offer.email)
    back = urlencode({"next": reverse("join", args=[token])})
    return HttpResponseRedirect(f"{reverse('account_confirm_login_code')}?{back}")
