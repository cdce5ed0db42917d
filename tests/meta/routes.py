"""Every route of the product with an address that exists, for the tests that walk them all."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pkgutil import iter_modules
from typing import Any

from django.urls import reverse

from bothways.core.access import Rule
from bothways.core.startup import declared_rule, routes
from tests.meta import arguments as folder
from tests.people import Cast

LIBRARY = ("account_", "mfa_", "socialaccount_", "google_", "microsoft_")

SUBJECTS: Sequence[Any] = [
    importlib.import_module(f"{folder.__name__}.{each.name}") for each in iter_modules(folder.__path__)
]
REGISTER_RUN = ("register_update", "register_apply", "register_undo", "register_forget", "register_rejects")


@dataclass(frozen=True)
class Walked:
    """One route, its rule, and an address to ask for."""

    name: str
    rule: Rule
    address: str


def arguments(name: str, cast: Cast) -> dict[str, str]:
    """What a route's address needs. A route that needs something and is not here fails the walk."""
    role = cast.giver.held[0].pk
    makers: dict[str, Callable[[], dict[str, str]]] = {
        "end_role": lambda: {"role_id": role},
        "reopen_role": lambda: {"role_id": role},
        "join": lambda: {"token": "no-such-token"},
        "mail_preview": lambda: {"kind": "school.invitation"},
        "invite_head": lambda: {"identifier": cast.giver_school.identifier},
        "job": lambda: {"job_id": "0" * 26},
        "stop_job": lambda: {"job_id": "0" * 26},
        "gallery_job": lambda: {"state": "running"},
        "gallery_error": lambda: {"status": "404"},
        "school": lambda: {"identifier": cast.giver_school.identifier},
        **dict.fromkeys(REGISTER_RUN, lambda: {"run_id": "0" * 26}),
        "withdraw_invitation": lambda: {"invitation_id": "0" * 26},
        "resend_invitation": lambda: {"invitation_id": "0" * 26},
    }
    made = makers[name]() if name in makers else {}
    for subject in SUBJECTS:
        if name in subject.ARGUMENTS:
            made = subject.ARGUMENTS[name](cast)
    return made


def walk(cast: Cast) -> Iterator[Walked]:
    """Our own routes (a library's are held to their rule by the middleware, tested apart)."""
    for name, pattern, view in routes():
        rule = declared_rule(name, pattern, view)
        if rule is None or not name or name.startswith(LIBRARY):
            continue
        needed = {"slug": cast.partnership.slug} if "<slug:slug>" in str(pattern) else {}
        yield Walked(name, rule, reverse(name, kwargs={**needed, **arguments(name, cast)} or None))
