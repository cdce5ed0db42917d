"""What the clock does to places: offers end, kept places come free, guests may come, and the line is served."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import booking_mail as mail
from bothways.activities.actions import places
from bothways.activities.actions.booking import let_go
from bothways.activities.actions.lottery import choose_order
from bothways.activities.actions.places import Held, hold
from bothways.activities.models import Activity, Booking, BookingState, PoolKind, TakingPart
from bothways.activities.queries.booking import bookings_of, to_keep
from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Invalid
from bothways.schools.models import Person


def keep_lines() -> str:
    """Timed: end the offers whose time is over, then serve every line. Harmless when done twice, or late."""
    ended = offered = 0
    for activity in to_keep(clock.now()):
        lapsed, served = keep_line(by=None, activity=activity)
        ended, offered = ended + lapsed, offered + served
    return f"{ended} offers ended, {offered} made"


@action
def keep_line(*, by: Person | None, activity: Activity) -> tuple[int, int]:
    """End this event's offers whose time is over, and serve its line. Returns (offers ended, offers made)."""
    held = hold(activity)
    over = bookings_of(activity).filter(state=BookingState.OFFERED, offer_until__lte=clock.now())
    rows = list(over.select_related("taking_part__school"))
    for row in rows:
        _lapse(held, row)
    served = places.serve(held)
    audit.record(by=by, verb="waiting list kept", on=activity, ended=len(rows), offered=served)
    return len(rows), served


def _lapse(held: Held, row: Booking) -> None:
    row.taking_part.activity = held.activity
    told = mail.numbers(row)
    let_go(held, row, _("The offer ended without an answer, and the places went to the next school."))
    mail.tell("booking.lapsed", row, offered=told["offered"], until=told["until"])


@action
def set_places(*, by: Person, activity: Activity, kind: str, count: int) -> None:
    """Change how many places there are. More of them are offered down the line at once.

    Raises Invalid when more are booked or held already.
    """
    demand(policies.may_set_up(by, activity))
    name = "places" if kind == PoolKind.PUPILS else "training_places"
    held = hold(activity)
    if not activity.pools.filter(kind=kind, taken__lte=count).update(capacity=count):
        said = _(
            "%(taken)s places are booked or held already. Enter %(taken)s or more, or ask a school to bring fewer."
        )
        raise Invalid(said % {"taken": held.pools[kind].taken}, field=name)
    held.pools[kind].capacity = count
    Activity.objects.for_(by).filter(pk=activity.pk).update(**{name: count})
    offered = places.serve(held)
    audit.record(by=by, verb="places changed", on=activity, kind=kind, places=count, offered=offered)


@action
def keep_places(*, by: Person, part: TakingPart, count: int, until: dt.date | None = None) -> None:
    """Keep places for one school until a day (until the event, when none is given). Nought lets them go.

    Raises Invalid when so many are not free.
    """
    demand(policies.may_set_up(by, part.activity))
    held = hold(part.activity)
    part.activity.taking_part.filter(pk=part.pk).update(kept=count, kept_until=until)
    room = held.room
    short = room.taken + sum(room.kept.values()) - room.capacity
    if count and short > 0:
        said = _("That is %(n)s more than are free. Keep fewer, or make more places.")
        raise Invalid(said % {"n": short}, field="kept")
    offered = places.serve(held)
    audit.record(by=by, verb="places kept for a school", on=part, places=count, offered=offered)


@action
def let_guests_in(*, by: Person, activity: Activity, day: dt.date | None) -> None:
    """From which day guest schools get places; none: from now."""
    demand(policies.may_set_up(by, activity))
    held = hold(activity)
    Activity.objects.for_(by).filter(pk=activity.pk).update(guests_from=day)
    held.activity.refresh_from_db(fields=["guests_from"])
    places.serve(held)
    audit.record(by=by, verb="day for guests changed", on=activity)


@action
def look_after(*, by: Person, part: TakingPart, kept: int, until: dt.date | None, name: str, email: str) -> None:
    """What is kept for one school, and whom to write to there: all of it, or nothing."""
    keep_places(by=by, part=part, count=kept, until=until)
    part.activity.taking_part.filter(pk=part.pk).update(contact_name=name, contact_email=email)


@action
def set_everything(
    *, by: Person, activity: Activity, places: int, training_places: int | None, guests_from: dt.date | None, order: str
) -> None:
    """How many places, from when guests may, and how they are given: all of it, or nothing."""
    choose_order(by=by, activity=activity, order=order)
    let_guests_in(by=by, activity=activity, day=guests_from)
    set_places(by=by, activity=activity, kind=PoolKind.TRAINING, count=training_places or 0)
    set_places(by=by, activity=activity, kind=PoolKind.PUPILS, count=places)
