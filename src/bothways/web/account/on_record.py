"""Who signed in, who signed out, who failed to: on record in the audit, beside changed ways to sign in (`adapter.py`).

These are the libraries' own announcements, written down; all that follows from one is a new key for the session of
whoever proved it again (ASVS 7.2.4). A row holds the person's id, the ways of proving it and a coarse network, which
thousands share: never an address, a code or what was typed. What names no account here (an address nobody has, a limit
of a network) is a line of the log (`core/limits.py`).
"""

from __future__ import annotations

import ipaddress
from typing import Any

from allauth.account.signals import login_code_rejected, user_logged_in, user_logged_out
from allauth.mfa.signals import authentication_failed, authenticator_used
from django.http import HttpRequest

from bothways.core import audit, limits

_KEPT_BITS = {4: 16, 6: 32}  # of an address: enough to tell a school from another country, too few to find a person


def connect() -> None:
    """Listen, once for each kind of announcement."""
    user_logged_in.connect(_signed_in, dispatch_uid="bothways.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="bothways.signed_out")
    login_code_rejected.connect(_wrong_code, dispatch_uid="bothways.wrong_code")
    authenticator_used.connect(_proved_again, dispatch_uid="bothways.proved_again")
    authentication_failed.connect(_wrong_factor, dispatch_uid="bothways.wrong_factor")


def coarse(network: str) -> str:
    """The neighbourhood of a network: the /16 of an IPv4 address, the /32 of an IPv6 one."""
    try:
        known = ipaddress.ip_network(network, strict=False)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((known.network_address, _KEPT_BITS[known.version]), strict=False))


def _from(request: HttpRequest) -> str:
    return coarse(limits.network_of(request))


def _signed_in(*, request: HttpRequest, user: Any, **_: Any) -> None:
    told = request.session.get("account_authentication_methods", [])
    ways = [str(way.get("provider") or way.get("type") or way.get("method", "")) for way in told]
    audit.record(by=user, verb="signed in", on=user, ways=", ".join(ways)[:80], network=_from(request))


def _signed_out(*, request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        audit.record(by=user, verb="signed out", on=user, network=_from(request))


def _wrong_code(*, request: HttpRequest, user: Any, **_: Any) -> None:
    audit.record(by=None, verb="sign-in failed", on=user, step="code", network=_from(request))


def _wrong_factor(*, request: HttpRequest, user: Any, authenticator: Any, reauthentication: bool, **_: Any) -> None:
    verb = "proof failed" if reauthentication else "sign-in failed"
    audit.record(by=None, verb=verb, on=user, step=str(authenticator.type), network=_from(request))


def _proved_again(*, request: HttpRequest, user: Any, authenticator: Any, reauthenticated: bool, **_: Any) -> None:
    if reauthenticated:
        request.session.cycle_key()
        audit.record(by=user, verb="proved it again", on=user, ways=str(authenticator.type), network=_from(request))
