"""Places of one event: whoever changes them waits here for each other, and the line is served before they let go.

Every deed that takes or gives back places begins with `hold`, which locks the event's pools, and ends with `serve`.
Places are taken by a conditional update besides, and the database refuses more than there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F, Max, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities import policies
from bothways.activities.actions import booking_mail as mail
from bothways.activities.models import Activity, Booking, BookingEvent, BookingState, Pool, PoolKind, TakingPart
from bothways.activities.queries import booking as reads
from bothways.activities.queries.booking import bookings_of, moment
from bothways.core import clock
from bothways.core.errors import Conflict
from bothways.rules import booking as rules
from bothways.rules.booking import Room, Waiting

HAVE = (BookingState.BOOKED, BookingState.OFFERED)
EVERY_KIND = (PoolKind.PUPILS, PoolKind.TRAINING)


@dataclass
class Held:
    """The pools of one event, locked until the transaction ends; and the event as it is now."""

    activity: Activity
    pools: dict[str, Pool] = field(default_factory=dict)

    @property
    def room(self) -> Room:
        """Places for pupils as they stand, with what is still kept for single schools."""
        pool = self.pools[PoolKind.PUPILS]
        return Room(pool.capacity, pool.taken, self._kept())

    @cached_property
    def waits_for_the_draw(self) -> bool:
        """Whether nobody is given places before the draw."""
        return bool(self.activity.lottery_seed) and self.activity.drawn_at is None

    def _kept(self) -> dict[str, int]:
        today = clock.today()
        parts = list(self.activity.taking_part.filter(kept__gt=0, left_at=None).exclude(kept_until__lt=today))
        if not parts:
            return {}
        have = bookings_of(self.activity).filter(state__in=HAVE).values("taking_part_id")
        taken = dict(have.annotate(n=Sum(F("places") + F("offered"))).values_list("taking_part_id", "n"))
        return {part.school_id: max(0, part.kept - taken.get(part.pk, 0)) for part in parts}

    def take(self, kind: str, count: int) -> None:
        """Take places, or give them back when ``count`` is negative. Raises Conflict when there are not so many."""
        if count == 0:
            return
        pool = self.pools[kind]
        free = self.activity.pools.filter(pk=pool.pk, capacity__gte=F("taken") + count)
        if not free.update(taken=F("taken") + count):
            raise Conflict(_("Somebody took these places a moment ago. Nothing was lost: look again at what is free."))
        pool.taken += count

    def free(self, kind: str) -> int:
        """Places of a kind that nobody has."""
        return max(0, self.pools[kind].capacity - self.pools[kind].taken)


def hold(activity: Activity) -> Held:
    """Wait for everybody else who changes places of this event, then read it anew."""
    pools = reads.locked_pools(activity)
    if len(pools) < len(EVERY_KIND):
        capacity = {PoolKind.PUPILS: activity.places, PoolKind.TRAINING: activity.training_places}
        rows = [Pool(activity=activity, kind=kind, capacity=capacity[kind]) for kind in sorted(EVERY_KIND)]
        Pool.objects.bulk_create(rows, ignore_conflicts=True)
        pools = reads.locked_pools(activity)
    return Held(reads.fresh(activity), {pool.kind: pool for pool in pools})


def line_of(activity: Activity) -> Sequence[Booking]:
    """Those that wait, first in line first."""
    rows = bookings_of(activity).filter(state=BookingState.WAITING).select_related("taking_part__school")
    return tuple(rows.order_by("order", "asked_at", "pk"))


def end_of_line(activity: Activity) -> int:
    """The number of the next one to wait."""
    last = bookings_of(activity).aggregate(last=Max("order"))["last"]
    return int(last or 0) + 1


def may_come(activity: Activity, part: TakingPart) -> bool:
    """Whether a school may have places by now: guests from the day on which guests may."""
    return not part.is_guest or activity.guests_from is None or activity.guests_from <= clock.today()


def waits(activity: Activity, booking: Booking) -> Waiting:
    """A booking as the rule takes it."""
    part = booking.taking_part
    return Waiting(booking.pk, part.school_id, booking.asked, booking.least, may_come(activity, part))


def serve(held: Held) -> int:
    """Offer what is free down the line. Returns how many schools were offered places."""
    if held.waits_for_the_draw or held.activity.state in {"done", "called_off"}:
        return 0
    line = {booking.pk: booking for booking in line_of(held.activity)}
    offers = rules.serve([waits(held.activity, each) for each in line.values()], held.room) if line else ()
    for offer in offers:
        to_whom = line[offer.id]
        to_whom.taking_part.activity = held.activity
        offer_to(held, to_whom, offer.places)
    return len(offers)


def offer_to(held: Held, booking: Booking, places: int) -> None:
    """Hold places for one school that waits, and ask it."""
    held.take(PoolKind.PUPILS, places)
    now = clock.now().astimezone(clock.LONDON)
    begins = policies.window_of(held.activity)[0] + policies.BEFORE
    until = rules.answer_until(now, begins.astimezone(clock.LONDON))
    booking.state, booking.offered, booking.offer_until = BookingState.OFFERED, places, until
    booking.save(update_fields=["state", "offered", "offer_until"])
    said = ngettext("Offered %(n)s place, held until %(when)s.", "Offered %(n)s places, held until %(when)s.", places)
    note(booking, said % {"n": places, "when": moment(until)}, places)
    mail.tell("booking.offered", booking)


def note(booking: Booking, words: str, places: int = 0, by_name: str = "") -> None:
    """One line of a booking's history."""
    BookingEvent.objects.create(booking=booking, words=words[:300], places=places, by_name=by_name[:160])
