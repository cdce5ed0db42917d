"""Phones that keep one event's register: a link that enrols one, the phone's own key, and taking it back."""

from __future__ import annotations

import hashlib
import secrets

from django.utils.translation import gettext as _

from bothways.activities import links, policies
from bothways.activities.models import Activity, Device
from bothways.core import audit, clock, tokens
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, NotFound, Refused
from bothways.schools.models import Person

DAYS = 2


def digest(key: str) -> str:
    """What is kept of a phone's key."""
    return hashlib.sha256(key.encode()).hexdigest()


@action
def let_a_phone(*, by: Person, activity: Activity) -> str:
    """A link that makes one phone a keeper of the register, once."""
    demand(policies.may_lead_the_day(by, activity))
    address = links.make(links.DEVICE, activity.pk, days=DAYS, by=by.pk, uses=1)
    audit.record(by=by, verb="register link made", on=activity)
    return address


@action
def enrol(*, by: None, token: str, name: str) -> tuple[Device, str]:
    """Use the link: the phone and its key, which is told this once and kept as a hash alone.

    Raises LinkOver for a link used before, and Conflict when the event is over.
    """
    link = tokens.find(token, purpose=links.DEVICE)
    activity = Activity.unscoped.filter(pk=link.subject_id).first()
    if activity is None:
        raise NotFound
    if clock.now() > policies.window_of(activity)[1]:
        raise Conflict(_("This event is over. Its register is kept on its page."))
    tokens.use(link)
    key = secrets.token_urlsafe(32)
    made: Device = Device.unscoped.create(
        activity=activity,
        name=name.strip()[:60] or _("A phone"),
        token_hash=digest(key),
        made_by_id=link.created_by or None,
        seen_at=clock.now(),
    )
    audit.record(by=by, verb="phone enrolled", on=made)
    return made, key


@action
def revoke(*, by: Person, activity: Activity, device_id: str) -> Device:
    """Take the register off a phone. What it had not sent stays on it, locked, to be handed over. Twice is once."""
    demand(policies.may_lead_the_day(by, activity))
    found = Device.unscoped.filter(pk=device_id, activity=activity).first()
    if found is None:
        raise NotFound
    Device.unscoped.filter(pk=found.pk, revoked_at=None).update(revoked_at=clock.now())
    audit.record(by=by, verb="phone taken off the register", on=found)
    return found


def still_keeps(device: Device) -> None:
    """Raise Refused for a phone that was taken off."""
    if device.revoked_at is not None:
        raise Refused(
            _("This phone no longer keeps the register. Your marks are still on it: hand them to the event lead."),
            code="revoked",
        )
