"""One's own account: who I am here, how I sign in, and proving that it is still me."""

from __future__ import annotations

from collections.abc import Callable
from time import time
from typing import Any

from allauth.account import views as library
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from bothways.core.access import PUBLIC, SIGNED_IN, page
from bothways.core.errors import Refused
from bothways.schools.actions import self_care
from bothways.schools.forms import NameForm
from bothways.web import places


@page(may=SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    """My name, my places, my ways to sign in."""
    person: Any = request.user
    form = NameForm(request.POST or None, initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        self_care.rename(by=person, name=form.cleaned_data["name"])
        messages.success(request, _("Your name is saved."))
        return HttpResponseRedirect(reverse("account"))
    found, _here = places.current(request)
    return render(request, "account/account.html", {"form": form, "my_places": found})


@page(may=SIGNED_IN, methods=["GET"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why this role needs a second way to prove who you are, and the two ways to set one up."""
    return render(request, "account/second_factor.html", {"next": _back(request)})


@page(may=SIGNED_IN)
def confirm_it_is_you(request: HttpRequest) -> HttpResponse:
    """Before something that matters: by authenticator app or passkey; without either, by a fresh code."""
    if request.method == "POST" and settings.DEMO:
        methods = [*request.session.get("account_authentication_methods", [])]
        request.session["account_authentication_methods"] = [*methods, {"method": "demonstration", "at": time()}]
        return HttpResponseRedirect(_back(request))
    ways = [way for way in get_adapter().get_reauthentication_methods(request.user) if not settings.DEMO]
    return render(request, "account/confirm.html", {"ways": ways, "next": _back(request)})


@page(may=PUBLIC)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ask, then sign out; the browser is told to forget what it kept."""
    answer: HttpResponse = library.logout(request)
    if request.method == "POST":
        answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@page(may=SIGNED_IN, methods=["POST"])
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every other session of this person, and keep this one."""
    person: Any = request.user
    update_session_auth_hash(request, self_care.end_other_sessions(by=person))
    messages.success(request, _("You are signed out everywhere but here."))
    return HttpResponseRedirect(reverse("account"))


@page(may=SIGNED_IN, sudo=True)
def take_app_off(request: HttpRequest) -> HttpResponse:
    """Take the authenticator app off, unless a role would be left without a second factor."""
    person: Any = request.user
    app = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP).first()
    return _take_off(request, app.pk if app else 0, lambda: totp.deactivate_totp(request))


@page(may=SIGNED_IN, sudo=True)
def take_passkey_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one passkey off, unless a role would be left without a second factor."""
    return _take_off(request, pk, lambda: passkey.remove_webauthn(request, pk=pk))


def _take_off(request: HttpRequest, factor: int, view: Callable[[], HttpResponse]) -> HttpResponse:
    person: Any = request.user
    try:
        with transaction.atomic():
            self_care.demand_other_factor(by=person, without=factor)
            return view()
    except Refused as problem:
        messages.error(request, problem.sentence)
        return HttpResponseRedirect(reverse("mfa_index"))


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
