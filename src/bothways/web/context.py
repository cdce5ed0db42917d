"""What the frame of every page needs: who is here, at which place, and the way around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bothways.schools.queries.people import Place
from bothways.schools.roles import Permission, PlaceKind
from bothways.web import places


@dataclass(frozen=True)
class Way:
    """One entry of the main navigation, for those who hold the permission; None is for everyone."""

    label: str | Promise
    route: str
    may: Permission | None = None
    kind: PlaceKind | None = None


@dataclass(frozen=True)
class InPartnership:
    """One entry of the navigation of a partnership's pages."""

    label: str | Promise
    route: str


WAYS: tuple[Way, ...] = (
    Way(_("My school"), "my_school", Permission.SEE_PARTNERSHIP, PlaceKind.SCHOOL),
    Way(_("Decisions"), "decisions", Permission.ANSWER_FOR_SCHOOL, PlaceKind.SCHOOL),
    Way(_("Schools"), "schools"),
    Way(_("Pupils"), "pupils", Permission.SEE_PUPILS, PlaceKind.SCHOOL),
    Way(_("Staff"), "staff", Permission.SEE_STAFF, PlaceKind.SCHOOL),
    Way(_("Register"), "register", Permission.UPDATE_REGISTER, PlaceKind.SERVICE),
    Way(_("Service"), "service", Permission.SEE_SERVICE, PlaceKind.SERVICE),
)


PARTNERSHIP_WAYS: tuple[InPartnership, ...] = (
    InPartnership(_("This week"), "this_week"),
    InPartnership(_("Plan"), "plan"),
    InPartnership(_("Events"), "events"),
    InPartnership(_("Meetings"), "meetings"),
    InPartnership(_("Schools"), "partnership_schools"),
    InPartnership(_("Offers"), "offers"),
    InPartnership(_("Practice"), "practices"),
    InPartnership(_("Training"), "training"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for components/base.html: two queries for somebody signed in, none for others."""
    person: Any = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {
            "demo": settings.DEMO,
            "person": None,
            "nav": _ways(request, None, None),
            "places": [],
            "current_place": None,
        }
    found, here = places.current(request)
    partnership = getattr(request, "partnership", None)
    return {
        "demo": settings.DEMO,
        "person": person,
        "nav": _around(request, partnership) if partnership else _ways(request, person, here),
        "places": found,
        "current_place": here,
        "partnership": partnership,
    }


def _around(request: HttpRequest, partnership: Any) -> list[tuple[str, str, bool]]:
    """The way around one partnership; of nested addresses only the longest that fits is the current one."""
    addresses = [(str(way.label), reverse(way.route, args=[partnership.slug])) for way in PARTNERSHIP_WAYS]
    home = addresses[0][1]
    inside = [address for _label, address in addresses[1:] if request.path.startswith(address)]
    fits = max(inside, key=len, default=home if request.path == home else "")
    return [(label, address, address == fits) for label, address in addresses]


def _ways(request: HttpRequest, person: Any, here: Place | None) -> list[tuple[str, str, bool]]:
    """The entries that fit; of nested addresses only the longest that fits is the current one."""
    shown: list[tuple[str, str, bool]] = []
    for way in WAYS:
        at = (here.kind, here.id) if here else None
        fits = way.may is None or bool(person and here and here.kind == way.kind and person.holds(way.may, at=at))
        if fits:
            address = reverse(way.route)
            shown.append((str(way.label), address, request.path.startswith(address)))
    longest = max((len(address) for _label, address, current in shown if current), default=0)
    return [(label, address, current and len(address) == longest) for label, address, current in shown]
