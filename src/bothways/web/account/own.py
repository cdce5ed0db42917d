"""One's own account: who I am here, how I sign in, and proving that it is still me."""

from __future__ import annotations

from time import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from bothways.core.access import SIGNED_IN, page
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


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
