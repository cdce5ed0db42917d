"""How often a door may be tried: token buckets in the database, drawn from atomically.

A bucket is one row and one conditional UPDATE, so two hundred guesses at once draw exactly what is
there. Keys are hashed: a bucket never tells whose it is. Keep a limit on the account *and* on the
network, so that nobody can lock another person out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from bothways.core import clock
from bothways.core.errors import TooMany
from bothways.core.models import RateBucket

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """``most`` at once, refilled evenly over ``seconds``."""

    name: str
    most: int
    seconds: int


SIGN_IN_ACCOUNT = Limit("sign in, account", 8, 900)
SIGN_IN_NETWORK = Limit("sign in, network", 60, 900)
LINK_GUESSES = Limit("links, network", 20, 3600)
UPLOADS = Limit("uploads, person", 30, 3600)
ANSWERS = Limit("answers afterwards, link and network", 400, 3600)
INVITATIONS = Limit("invitations, person", 100, 86_400)
ALL = (SIGN_IN_ACCOUNT, SIGN_IN_NETWORK, LINK_GUESSES, UPLOADS, ANSWERS, INVITATIONS)


def draw(limit: Limit, whose: str) -> None:
    """Take one, or raise TooMany with the seconds to wait.

    The bucket is kept as the moment when it is full again, which one conditional UPDATE moves on.
    """
    wait = _try(limit, _key(limit, whose), clock.now())
    if wait > 0:
        log.warning("a limit was met", extra={"kind": limit.name})  # not whose: the key is hashed, and stays so
        minutes = max(1, round(wait / 60))
        raise TooMany(_("Too many tries. Try again in about %(n)s minutes.") % {"n": minutes}, retry_after=wait)


def _key(limit: Limit, whose: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{limit.name}|{whose}".encode(), hashlib.sha256).hexdigest()


def _try(limit: Limit, key: str, now: dt.datetime) -> int:
    step = dt.timedelta(seconds=limit.seconds / limit.most)
    ceiling = now + dt.timedelta(seconds=limit.seconds)
    with transaction.atomic():
        RateBucket.objects.bulk_create([RateBucket(key=key, full_at=now)], ignore_conflicts=True)
        bucket = RateBucket.objects.select_for_update().get(pk=key)
        full_at = max(bucket.full_at, now) + step
        if full_at > ceiling:
            return max(1, int((full_at - ceiling).total_seconds()) + 1)
        RateBucket.objects.filter(pk=key).update(full_at=full_at)
    return 0


def network_of(request: HttpRequest) -> str:
    """The caller's network: an IPv4 address, or the /64 of an IPv6 one.

    Only the right-most addresses that our own proxies wrote into X-Forwarded-For are believed.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(told) >= settings.TRUSTED_PROXIES:
            address = told[-settings.TRUSTED_PROXIES]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
