"""The one door: every route declares who may open it, and every object comes through `get`.

    @page(may=Permission.MANAGE_STAFF)
    def staff(request: HttpRequest) -> HttpResponse: ...

A route without a declared rule does not start (core.startup) and is refused if it is reached.
Absent and forbidden are one and the same 404.
"""

from __future__ import annotations

import enum
import functools
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from bothways.core.errors import NotFound, Refused

M = TypeVar("M", bound=models.Model)
View = Callable[..., HttpResponse]


class Open(enum.StrEnum):
    """Rules that ask for no role."""

    PUBLIC = "anyone"
    LINK = "anyone who holds the link"
    SIGNED_IN = "anyone who is signed in"
    DEMO = "anyone, in the demonstration only"


PUBLIC, LINK, SIGNED_IN, DEMO = Open.PUBLIC, Open.LINK, Open.SIGNED_IN, Open.DEMO


@dataclass(frozen=True)
class Rule:
    """Who may open a route. ``may`` is an `Open` rule or a permission; ``sudo`` asks for a fresh sign-in."""

    may: enum.StrEnum
    sudo: bool = False
    methods: tuple[str, ...] = ("GET", "POST")


class Actor(Protocol):
    """What the door needs to know of a person."""

    pk: Any
    is_authenticated: bool

    def holds(self, permission: enum.StrEnum, at: tuple[str, str] | None = None) -> bool:
        """Whether a role that this person holds today gives the permission, anywhere or at one place."""
        ...

    def lacks_second_factor(self, for_: enum.StrEnum | None = None) -> bool:
        """Whether a role, or what is about to be done, needs a second factor that this person has not set up."""
        ...


@dataclass(frozen=True)
class Allowed:
    """A policy's yes."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """A policy's no, with the reason a person is told. ``hidden`` turns it into the 404 that hides the thing."""

    reason: str
    hidden: bool = False

    def __bool__(self) -> bool:
        return False


Verdict = Allowed | Denied


def demand(verdict: Verdict) -> None:
    """Raise what a policy's no asks for; do nothing on a yes."""
    if isinstance(verdict, Denied):
        raise NotFound if verdict.hidden else Refused(verdict.reason)


def get(
    model: type[M],
    pk: str,
    *,
    by: Any,
    may: Callable[[Any, M], Verdict] | None = None,
    using: models.QuerySet[M] | None = None,
) -> M:
    """The object, if ``by`` may see it and the policy says yes. NotFound for absent and for unseen alike."""
    visible = using if using is not None else model.objects.for_(by)  # type: ignore[attr-defined]  # ScopedManager
    found: M | None = visible.filter(pk=pk).first()
    if found is None:
        raise NotFound
    if may is not None:
        demand(may(by, found))
    return found


def page(*, may: enum.StrEnum, sudo: bool = False, methods: Iterable[str] = ("GET", "POST")) -> Callable[[View], View]:
    """Declare who may open a view, and see to it."""
    rule = Rule(may, sudo, tuple(methods))

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refusal = check(rule, request)
            return refusal if refusal is not None else view(request, *args, **kwargs)

        guarded.rule = rule  # type: ignore[attr-defined]  # read by rule_of
        return guarded

    return wrap


def rule_of(view: View) -> Rule | None:
    """The rule a view declares, or None."""
    return getattr(view, "rule", None)


def check(rule: Rule, request: HttpRequest) -> HttpResponse | None:
    """None when the request may go on; otherwise where it goes instead. Raises NotFound."""
    asked = "GET" if request.method == "HEAD" else request.method
    if asked not in rule.methods:
        return HttpResponseNotAllowed(rule.methods)
    if rule.may in {PUBLIC, LINK}:
        return None
    if rule.may is DEMO:
        if settings.DEMO:
            return None
        raise NotFound
    if not request.user.is_authenticated:
        return _to(settings.LOGIN_URL, request)
    return _check_person(rule, request)


def _check_person(rule: Rule, request: HttpRequest) -> HttpResponse | None:
    person: Any = request.user
    if rule.may is SIGNED_IN and not rule.sudo:
        return None
    if rule.may is not SIGNED_IN:
        if not person.holds(rule.may):
            raise NotFound
        if person.lacks_second_factor(rule.may):
            return _to("second_factor", request)
    if rule.sudo and not signed_in_lately(request):
        return _to("confirm_it_is_you", request)
    return None


def signed_in_lately(request: HttpRequest) -> bool:
    """Whether any proof of identity in this session is fresh enough, the sign-in itself included."""
    proofs = request.session.get("account_authentication_methods", [])
    newest = max((proof.get("at", 0) for proof in proofs), default=0)
    return time.time() - float(newest) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _to(name: str, request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': back})}")
