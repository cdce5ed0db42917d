"""One-press sign-ins of the demonstration. The live service has no such door: the rule DEMO is a 404 there."""

from __future__ import annotations

from time import time

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from bothways.core.access import DEMO, page
from bothways.core.errors import NotFound
from bothways.schools.queries.demonstration import demonstration_people

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@page(may=DEMO, methods=["POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Become one of the demonstration's people. Counts as a fresh sign-in with a second factor."""
    person = next((each for each in demonstration_people() if each.pk == request.POST.get("person")), None)
    if person is None:
        raise NotFound
    login(request, person, backend=_BACKEND)
    request.session["account_authentication_methods"] = [{"method": "demonstration", "at": time()}]
    messages.success(request, _("You are signed in as %(name)s.") % {"name": person.name})
    return HttpResponseRedirect("/")
