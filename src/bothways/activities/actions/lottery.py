"""Who gets places when more ask than there are: first come, or a draw that anybody can repeat.

The seed is made when the draw is chosen and its commitment is shown from then on, so that nobody can choose a seed
after seeing who asks. It is shown itself once drawn.
"""

from __future__ import annotations

import secrets

from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import places
from bothways.activities.actions.booking import give_all
from bothways.activities.actions.places import hold
from bothways.activities.models import Activity, BookingState
from bothways.activities.queries.booking import bookings_of
from bothways.activities.queries.booking_words import LOTTERY
from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Refused
from bothways.rules.places import Application, draw
from bothways.schools.models import Person


@action
def choose_order(*, by: Person, activity: Activity, order: str) -> None:
    """First come, first served; or a draw when booking closes. Raises Refused once anybody has asked for places."""
    demand(policies.may_set_up(by, activity))
    held = hold(activity)
    wanted = order == LOTTERY
    if wanted != bool(held.activity.lottery_seed):
        if held.activity.drawn_at or bookings_of(activity).exclude(state=BookingState.WITHDRAWN).exists():
            raise Refused(_("Schools have asked for places already. How they are given cannot be changed any more."))
        seed = secrets.token_hex(24) if wanted else ""
        Activity.objects.for_(by).filter(pk=activity.pk).update(lottery_seed=seed)
    audit.record(by=by, verb="order of places chosen", on=activity, order=order)


@action
def draw_places(*, by: Person, activity: Activity) -> int:
    """Hold the draw: the line stands in the order drawn, and is served from its head. Returns how many have places.

    A school that all its pupils fit for has its places at once; one that fits in part is offered what is left.
    Twice is once.
    """
    demand(policies.may_set_up(by, activity))
    held = hold(activity)
    given = 0
    if held.waits_for_the_draw:
        line = {row.taking_part_id: row for row in places.line_of(held.activity)}
        asks = [Application(key, row.taking_part.school_id, wants=row.asked) for key, row in line.items()]
        drawn = draw(asks, held.activity.lottery_seed) if asks else []
        for spot, (_number, ask) in enumerate(drawn, start=1):
            row = line[ask.id]
            row.order = spot
            row.save(update_fields=["order"])
            places.note(row, _("Drawn: number %(spot)s of %(all)s.") % {"spot": spot, "all": len(drawn)})
        held.activity.drawn_at = clock.now()
        Activity.objects.for_(by).filter(pk=activity.pk).update(drawn_at=held.activity.drawn_at)
        given = give_all(held)
    audit.record(by=by, verb="places drawn", on=activity, schools=given)
    return given
