"""What pupils choose: typed in by their teacher, or by themselves with their class's code. And what schools wish."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.models import Booking, Choice, ClassCode, Participant, Wish
from bothways.activities.queries import choices
from bothways.activities.queries.choices import Menu
from bothways.core import audit, clock, limits
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Invalid, NotFound
from bothways.schools.models import Person

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look like others."""
LENGTH = 8
DAYS = 14
NETWORK = limits.Limit("class codes, network", 200, 3600)
"""A school's classes behind one address, each pupil typing it twice. Ten thousand guesses are one in 80 million."""
CODE = limits.Limit("class codes, code", 200, 3600)


@action
def make_code(*, by: Person, booking: Booking) -> str:
    """A fresh code for one school's class, told once. The one before it ends."""
    demand(policies.may_see_pupils(by, booking.taking_part.school_id))
    code = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    until = min(clock.now() + dt.timedelta(days=DAYS), policies.window_of(booking.taking_part.activity)[1])
    if until <= clock.now():
        raise Invalid(_("The event is over, so there is nothing left to choose."))
    fresh = {"code_hash": hash_of(code), "until": until, "tries": 0}
    made, _new = ClassCode.objects.for_(by).update_or_create(booking=booking, defaults=fresh)
    audit.record(by=by, verb="class code made", on=made)
    return f"{code[:4]}-{code[4:]}"


@action
def end_code(*, by: Person, booking: Booking) -> None:
    """Nobody chooses by it any more."""
    demand(policies.may_see_pupils(by, booking.taking_part.school_id))
    ClassCode.objects.for_(by).filter(booking=booking).update(until=clock.now())
    audit.record(by=by, verb="class code ended", on=booking)


def hash_of(code: str) -> str:
    """What is kept of a code. Keyed, so that nobody who reads the table can try codes against it."""
    plain = "".join(each for each in code.casefold() if each.isalnum())
    return hmac.new(settings.SECRET_KEY.encode(), f"class code|{plain}".encode(), hashlib.sha256).hexdigest()


def enter(*, code: str, network: str) -> ClassCode:
    """The code that was typed. Every try is counted for the network and for the code; NotFound for a wrong one."""
    hashed = hash_of(code)
    limits.draw(NETWORK, network)
    limits.draw(CODE, hashed)
    found = choices.by_hash(hashed)
    if found is None:
        raise NotFound
    ClassCode.unscoped.filter(pk=found.pk).update(tries=F("tries") + 1)
    return found


@action
def choose_by_code(*, by: None, booking: Booking, tag: int, menu: Menu, keys: Sequence[str]) -> None:
    """One pupil's choices by tag, first choice first. ``by`` is nobody: the code is the right."""
    found = booking.participants.filter(tag=tag, withdrawn_at=None).first()
    if found is None or choices.code_of(booking.pk) is None:
        raise NotFound
    _write(found, menu, keys)
    audit.record(by=by, verb="seminars chosen by code", on=found)


@action
def choose_for_all(*, by: Person, booking: Booking, menu: Menu, rows: Mapping[str, Sequence[str]]) -> int:
    """A school types in what its pupils chose: for each pupil the offers, first choice first. All of it or nothing."""
    demand(policies.may_see_pupils(by, booking.taking_part.school_id))
    here = {each.pk: each for each in booking.participants.filter(withdrawn_at=None)}
    changed = 0
    for pupil, keys in rows.items():
        if pupil not in here:
            raise NotFound
        _write(here[pupil], menu, keys)
        changed += 1
    audit.record(by=by, verb="seminars chosen", on=booking, pupils=changed)
    return changed


def _write(pupil: Participant, menu: Menu, keys: Sequence[str]) -> None:
    """Put one pupil's choices of a menu in the place of those before. A session that is not offered is refused."""
    offered = {offer.key: offer for offer in choices.offered_to(menu, pupil.pk, choices.never([menu]))}
    if len(set(keys)) < len(keys):
        raise Invalid(_("One thing is chosen twice. Choose each only once."))
    if any(key not in offered for key in keys):
        raise Invalid(_("One of these cannot be chosen. Look at the list again."))
    Participant.unscoped.select_for_update().get(pk=pupil.pk)  # two who choose for one pupil wait for each other
    sessions = [each.pk for offer in menu.offers for each in offer.sessions]
    pupil.choices.filter(session_id__in=sessions).delete()
    Choice.objects.bulk_create(
        Choice(participant=pupil, session=each, rank=rank)
        for rank, key in enumerate(keys, start=1)
        for each in offered[key].sessions
    )


@action
def wish(*, by: Person, one: Participant, other: Participant, together: bool) -> Wish:
    """Keep two pupils of one's own school together or apart. No reason is asked or held. The later wish holds."""
    school = one.booking.taking_part.school_id
    demand(policies.may_see_pupils(by, school))
    if one.pk == other.pk or one.booking_id != other.booking_id:
        raise Invalid(_("Choose two different pupils of your own school."))
    first, second = sorted((one, other), key=lambda each: each.pk)
    made, _new = Wish.objects.for_(by).update_or_create(one=first, other=second, defaults={"together": together})
    audit.record(by=by, verb="wish for teams made", on=one.booking)
    return made


@action
def unwish(*, by: Person, wish: Wish) -> None:
    """The two may be anywhere again."""
    demand(policies.may_see_pupils(by, wish.one.booking.taking_part.school_id))
    audit.record(by=by, verb="wish for teams taken back", on=wish.one.booking)
    wish.delete()
