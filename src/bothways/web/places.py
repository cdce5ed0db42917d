"""Which place a person works at now. Only the choice is kept in the session, never what it allows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core.access import SIGNED_IN, page
from bothways.partnerships.queries.partnerships import partnership_names, slug_of
from bothways.schools.queries.people import NamesOf, Place, places_of, school_names
from bothways.schools.roles import PlaceKind

CHOICE = "place"
NAMES: dict[str, NamesOf] = {PlaceKind.SCHOOL: school_names, PlaceKind.PARTNERSHIP: partnership_names}


def current(request: HttpRequest) -> tuple[tuple[Place, ...], Place | None]:
    """All places of the person, and the chosen one: the first when none is chosen or the chosen one is gone."""
    person: Any = request.user
    places = places_of(person, NAMES)
    chosen = request.session.get(CHOICE)
    return places, next((place for place in places if place.key == chosen), places[0] if places else None)


def home_of(place: Place) -> str:
    """Where somebody begins at a place. A partnership that is gone leads to the front door."""
    if place.kind == PlaceKind.SCHOOL:
        return reverse("my_school")
    if place.kind == PlaceKind.PARTNERSHIP:
        slug = slug_of(place.id)
        return reverse("this_week", args=[slug]) if slug else reverse("schools")
    return reverse("service")


@page(may=SIGNED_IN, methods=["POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """Work at another place."""
    places, _here = current(request)
    wanted = next((place for place in places if place.key == request.POST.get("place")), None)
    if wanted is None:
        messages.error(request, _("You do not work there any more, so nothing was changed."))
    else:
        request.session[CHOICE] = wanted.key
        messages.success(request, _("You are now at %(place)s.") % {"place": wanted.name})
    return HttpResponseRedirect("/")
