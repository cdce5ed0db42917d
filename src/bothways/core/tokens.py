"""Two kinds of link, kept apart (docs/adr/0005).

An *invitation* opens one form about one thing for days and shows nothing about a child; opening it
records nothing, only a press does. A *sign-in* lasts ten minutes and is bound to the browser that asked
(allauth's e-mailed code). This module makes, finds and takes back the first kind.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db.models import F, Q

from bothways.core import clock
from bothways.core.errors import NotFound
from bothways.core.models import LinkToken


class LinkOver(NotFound):
    """The link was good once: it has expired, been used up or been taken back. Says nothing of what it opened."""

    code = "link_over"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue(*, purpose: str, subject_id: str, days: int, by: str = "", uses: int | None = None) -> str:
    """A new link token of 256 bits: the only time that it exists in the clear."""
    token = secrets.token_urlsafe(32)
    LinkToken.objects.create(
        digest=_digest(token),
        purpose=purpose,
        subject_id=subject_id,
        created_by=by,
        expires_at=clock.now() + dt.timedelta(days=days),
        uses_left=uses,
    )
    return token


def find(token: str, *, purpose: str) -> LinkToken:
    """The live link behind a token. NotFound when there never was one, LinkOver when it has ended."""
    link = LinkToken.objects.filter(digest=_digest(token), purpose=purpose).first()
    if link is None:
        raise NotFound
    if link.revoked_at or link.expires_at <= clock.now() or link.uses_left == 0:
        raise LinkOver
    return link


def use(link: LinkToken) -> None:
    """Spend one use, in the caller's transaction. Two presses at once spend two or the second raises LinkOver."""
    live = LinkToken.objects.filter(pk=link.pk, revoked_at=None, expires_at__gt=clock.now())
    live = live.filter(Q(uses_left=None) | Q(uses_left__gt=0))
    if not live.update(used_at=clock.now(), uses_left=F("uses_left") - 1):
        raise LinkOver


def revoke(*, purpose: str, subject_id: str) -> int:
    """Take back every live link to one thing. Returns how many."""
    live = LinkToken.objects.filter(purpose=purpose, subject_id=subject_id, revoked_at=None)
    return live.update(revoked_at=clock.now())
