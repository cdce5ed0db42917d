"""Saying what could be given and what is needed, and making promises of it that both sides said yes to."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from bothways.core import audit, clock, outbox
from bothways.core.access import Verdict, demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.core.ids import random_id
from bothways.partnerships import policies
from bothways.partnerships.models import (
    Direction,
    ExternalPartner,
    Membership,
    Offer,
    Partnership,
    Promise,
    PromiseState,
)
from bothways.partnerships.queries import sharing as reads
from bothways.partnerships.queries.promises import GIVER, RECEIVER, about, lead_of, link_for, other_side
from bothways.partnerships.queries.sharing import What
from bothways.schools.models import Person

SETTLED_FROM: dict[str, set[str]] = {
    PromiseState.KEPT: {PromiseState.PROMISED},
    PromiseState.CALLED_OFF: {PromiseState.SUGGESTED, PromiseState.PROMISED},
    PromiseState.PROMISED: {PromiseState.KEPT, PromiseState.CALLED_OFF},
}
"""What a promise may become, and from what."""


@action
def say(*, by: Person, membership: Membership, what: What) -> Offer:
    """A school says what it could give or what it needs. The same words twice are one."""
    demand(policies.may_propose(by, membership.partnership))
    demand(policies.may_speak_for(by, membership))
    _check(what)
    Membership.unscoped.select_for_update().get(pk=membership.pk)  # two presses at once wait for each other
    row, _new = Offer.objects.for_(by).get_or_create(
        partnership=membership.partnership,
        membership=membership,
        direction=what.direction,
        title=what.title,
        closed_on=None,
        defaults={name: value for name, value in what.values.items() if name not in {"direction", "title"}},
    )
    audit.record(by=by, verb="offered" if what.direction == Direction.OFFER else "need said", on=row)
    found: Offer = row
    return found


@action
def say_outside(*, by: Person, external: ExternalPartner, what: What) -> Offer:
    """Write down what an outside partner offers."""
    demand(policies.may_look_after_link(by, external))
    _check(what)
    values: Any = {**what.values, "direction": Direction.OFFER}
    row: Offer = Offer.objects.create(partnership=external.partnership, external=external, **values)
    audit.record(by=by, verb="outside offer written down", on=row)
    return row


def _check(what: What) -> None:
    if what.low_age is not None and what.high_age is not None and what.low_age > what.high_age:
        raise Invalid(_("The youngest is older than the oldest. Change one of the two ages."), field="high_age")


@action
def take_away(*, by: Person, offer: Offer, back: bool = False) -> None:
    """It no longer stands, or stands again. Promises made of it stay."""
    owner = offer.membership
    if owner is not None:
        demand(policies.may_speak_for(by, owner))
    elif offer.external is not None:
        demand(policies.may_look_after_link(by, offer.external))
    Offer.objects.for_(by).filter(pk=offer.pk).update(closed_on=None if back else clock.today())
    audit.record(by=by, verb="offer put back" if back else "offer taken away", on=offer)


@action
def ask_for(
    *, by: Person, offer: Offer, receiver: Membership, about: str, due_on: dt.date | None, hours: Decimal = Decimal(0)
) -> Promise:
    """A school asks for what another offers. It is a promise once the giver says yes."""
    demand(policies.may_propose(by, receiver.partnership))
    demand(policies.may_speak_for(by, receiver))
    if offer.membership_id == receiver.pk:
        raise Invalid(_("That is your own school’s offer. Choose the school that needs it."))
    values = {"offer": offer, "giver": offer.membership, "external": offer.external, "receiver": receiver}
    return _suggest(by, offer, values, said=RECEIVER, about=about, due_on=due_on, hours=hours)


@action
def give_to(
    *, by: Person, need: Offer, giver: Membership, about: str, due_on: dt.date | None, hours: Decimal = Decimal(0)
) -> Promise:
    """A school says that it can meet a need. It is a promise once the school that needs it says yes."""
    demand(policies.may_propose(by, giver.partnership))
    demand(policies.may_speak_for(by, giver))
    if need.membership is None or need.membership_id == giver.pk:
        raise Invalid(_("That is your own school’s need. Choose the school that could give."))
    values = {"request": need, "giver": giver, "receiver": need.membership}
    return _suggest(by, need, values, said=GIVER, about=about, due_on=due_on, hours=hours)


def _suggest(by: Person, row: Offer, values: Any, *, said: str, about: str, **told: Any) -> Promise:
    held = Offer.objects.for_(by).filter(pk=row.pk, closed_on=None).update(made_at=F("made_at"))
    if not held:
        raise Conflict(_("It has been taken away meanwhile, so nothing was asked."))
    standing = Promise.objects.for_(by).filter(state=PromiseState.SUGGESTED, **values).first()
    if standing is None:
        more: Any = {**told, f"{said}_said_at": clock.now()}
        standing = Promise.objects.create(
            partnership=row.partnership, words=about or row.title, kind=row.kind, **values, **more
        )
        _write(standing, by, GIVER if said == RECEIVER else RECEIVER)
    audit.record(by=by, verb="promise suggested", on=standing)
    promise: Promise = standing
    return promise


def _write(promise: Promise, by: Person, side: str) -> bool:
    school = other_side(promise, side)
    lead = lead_of(school) if school else None
    if lead is None:
        return False
    sent = outbox.put(
        "sharing.ask",
        to=lead.email,
        campaign=f"promise:{promise.pk}:{side}",
        about_id=promise.pk,
        context={**about(promise, side), "first_name": lead.first_name, "link": link_for(promise, side, by)},
    )
    return sent is not None


@action
def answer(*, by: Person | None, promise: Promise, side: str, yes: bool) -> Promise:
    """One side says yes or no. Signed in, its school must be theirs to answer for; by link, the link is the right.

    Whoever is later in a race finds it settled and is told so; the first answer stands.
    """
    school = other_side(promise, side)
    if by is not None:
        if school is None:
            demand(policies.may_run(by, promise.partnership))
        else:
            demand(policies.may_answer(by, school))
    open_rows = Promise.unscoped.filter(pk=promise.pk, state=PromiseState.SUGGESTED)
    other = RECEIVER if side == GIVER else GIVER
    if yes:
        held = open_rows.exclude(**{f"{other}_said_at": None})  # whoever suggested it never says yes for both
        changed = held.update(**{f"{side}_said_at": clock.now(), "state": PromiseState.PROMISED})
    else:
        changed = open_rows.update(state=PromiseState.NOT_THIS_TIME, settled_at=clock.now())
    fresh = reads.promise_behind_link(promise.pk)
    said = PromiseState.PROMISED if yes else PromiseState.NOT_THIS_TIME
    if not changed and fresh.state == PromiseState.SUGGESTED:
        raise Conflict(_("It waits for the other school’s yes."))
    if not changed and fresh.state != said:
        raise Conflict(_("It has been settled meanwhile, so nothing was recorded."))
    if changed:
        _tell(fresh, other, yes=yes)
    audit.record(by=by, verb="promise answered", on=fresh, yes=yes, side=side)
    return fresh


def _tell(promise: Promise, side: str, *, yes: bool) -> None:
    """The side that asked hears what was said."""
    school = other_side(promise, side)
    lead = lead_of(school) if school else None
    if lead is not None:
        outbox.put(
            "sharing.answered",
            to=lead.email,
            campaign=f"promise-answered:{promise.pk}",
            about_id=promise.pk,
            context={**about(promise, side), "first_name": lead.first_name, "yes": yes},
        )


@action
def settle(*, by: Person, promise: Promise, shown: str, after: str) -> None:
    """Kept, called off, or a promise again: by either school, and whoever runs the partnership.

    Raises Conflict, and records nothing, when it is no longer in the state that the page showed.
    """
    verdict: Verdict = policies.may_run(by, promise.partnership)
    for side in (GIVER, RECEIVER):
        school = other_side(promise, side)
        verdict = verdict or (policies.may_speak_for(by, school) if school else verdict)
    demand(verdict)
    row = Promise.objects.for_(by).filter(pk=promise.pk)
    moved = row.filter(state=shown if shown in SETTLED_FROM[after] else "")
    if after == PromiseState.PROMISED:
        moved = moved.exclude(giver_said_at=None).exclude(receiver_said_at=None)
    changed = moved.update(state=after, settled_at=None if after == PromiseState.PROMISED else clock.now())
    if not changed and not row.filter(state=after).exists():
        raise Conflict(_("It has been settled another way meanwhile. Look at it again."))
    if changed and PromiseState.CALLED_OFF in {shown, after}:
        _tell_both(promise, by, off=after == PromiseState.CALLED_OFF)
    audit.record(by=by, verb=f"promise {after}", on=promise)


def _tell_both(promise: Promise, by: Person, *, off: bool) -> None:
    """Both schools hear that it is called off, or stands again; whoever pressed it knows."""
    for side in (GIVER, RECEIVER):
        school = other_side(promise, side)
        lead = lead_of(school) if school else None
        if lead is not None and lead.email != by.email:
            outbox.put(
                "sharing.changed",
                to=lead.email,
                campaign=f"promise-changed:{promise.pk}:{random_id()}",
                about_id=promise.pk,
                context={
                    **about(promise, side),
                    "first_name": lead.first_name,
                    "said": _("called off") if off else _("a promise again"),
                    "off": off,
                },
            )


@action
def know_outside(
    *, by: Person, partnership: Partnership, values: Any, external: ExternalPartner | None = None
) -> ExternalPartner:
    """Write an outside partner down, or change what is known."""
    demand(policies.may_look_after_link(by, external) if external else policies.may_propose(by, partnership))
    same_name = ExternalPartner.objects.for_(by).filter(partnership=partnership, name=values["name"])
    if same_name.exclude(pk=external.pk if external else "").exists():
        raise Invalid(_("A partner of that name is written down already. Change that one."), field="name")
    if external is None:
        external = ExternalPartner.objects.create(partnership=partnership, **values)
    else:
        ExternalPartner.objects.for_(by).filter(pk=external.pk).update(ended_on=None, **values)
    audit.record(by=by, verb="outside partner written down", on=external)
    return external


@action
def end_outside(*, by: Person, external: ExternalPartner, back: bool = False) -> None:
    """The link has ended, or goes on. What was promised stays."""
    demand(policies.may_look_after_link(by, external))
    ended = None if back else clock.today()
    ExternalPartner.objects.for_(by).filter(pk=external.pk).update(ended_on=ended)
    audit.record(by=by, verb="outside partner goes on" if back else "outside partner ended", on=external)
