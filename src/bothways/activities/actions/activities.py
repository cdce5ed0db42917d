"""An event from its beginning to its day: set up, open, close, mark as done, call off, take up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities import policies
from bothways.activities.actions import inviting, lottery, starting, steps
from bothways.activities.actions.changing import change, take_over
from bothways.activities.actions.running_again import run_again
from bothways.activities.models import (
    Activity,
    ActivityState,
    HappenedKind,
)
from bothways.activities.queries import setting_up
from bothways.activities.queries.setting_up import Wanted
from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Invalid, ProductError
from bothways.partnerships.actions import plan as plan_actions
from bothways.partnerships.models import Partnership, Proposal
from bothways.rules import consent
from bothways.schools.models import Person

__all__ = [
    "begin",
    "call_off",
    "change",
    "close_booking",
    "mark_done",
    "open_booking",
    "put_back",
    "run_again",
    "take_over",
]
BEFORE_THE_DAY = (ActivityState.PLANNING, ActivityState.OPEN, ActivityState.CLOSED)


@action
def begin(*, by: Person, partnership: Partnership, wanted: Wanted, proposal: Proposal | None = None) -> Activity:
    """Make an event with its schools, places and starting timetable. Asked twice for one proposal, the same event.

    Of a proposal only the schools that are in take part. A blank one needs owners from as many schools as the
    partnership asks for.
    """
    demand(policies.may_begin(by, partnership))
    _check(partnership, wanted, proposal)
    made = _create(by, partnership, wanted, proposal)
    if made is None:
        standing = setting_up.event_of(proposal) if proposal else None
        if standing is None:
            raise steps.Moved
        audit.record(by=by, verb="event found", on=standing)
        return standing
    starting.put_into_series(made, wanted.details.series)
    for each in wanted.schools:
        starting.take_in(made, each)
    starting.make_pools(made)
    starting.lay_out(made)
    steps.note(made, HappenedKind.MADE, by=by)
    audit.record(by=by, verb="event set up", on=made, schools=len(wanted.schools), kind=made.kind)
    return made


def _check(partnership: Partnership, wanted: Wanted, proposal: Proposal | None) -> None:
    if proposal is not None and proposal.state not in setting_up.CAN_BE_SET_UP:
        raise Invalid(_("It can be set up once the schools have agreed. Ask them first, in the plan."))
    owners = sum(each.is_owner for each in wanted.schools)
    needed = partnership.owners_needed
    if owners < needed:
        said = ngettext(
            "An event is owned by at least %(n)d school here. Choose who owns it.",
            "An event is owned by at least %(n)d schools here, and so far %(m)d. Choose who owns it with you.",
            needed,
        )
        raise Invalid(said % {"n": needed, "m": owners}, field="owners")
    if wanted.terms.ends_on < wanted.terms.day:
        raise Invalid(_("Its last day comes before its first."), field="ends_on")


def _create(by: Person, partnership: Partnership, wanted: Wanted, proposal: Proposal | None) -> Activity | None:
    """The event; None where the proposal has one already."""
    values: Any = {**wanted.details.columns, **asdict(wanted.terms)}
    try:
        with transaction.atomic():
            made: Activity = Activity.objects.create(partnership=partnership, proposal=proposal, made_by=by, **values)
    except IntegrityError:  # one event a proposal: somebody was faster, or pressed twice
        return None
    return made


@action
def open_booking(*, by: Person, activity: Activity) -> Activity:
    """Schools can book from now on, and are written to. Refused while nobody could: without a place."""
    held = steps.hold_to_set_up(activity, ActivityState.PLANNING, ActivityState.CLOSED, by=by)
    if not held.places and not held.training_places:
        raise Invalid(_("Say how many places there are before schools book them."))
    steps.to_state(held, ActivityState.OPEN)
    steps.note(held, HappenedKind.OPENED, by=by)
    inviting.send_invitations(by=by, activity=held)
    audit.record(by=by, verb="booking opened", on=held)
    return held


@action
def close_booking(*, by: Person, activity: Activity) -> Activity:
    """No more bookings; what is booked stays. Where places are drawn, they are drawn now."""
    held = steps.hold_to_set_up(activity, ActivityState.OPEN, by=by)
    steps.to_state(held, ActivityState.CLOSED)
    steps.note(held, HappenedKind.CLOSED, by=by)
    lottery.draw_places(by=by, activity=held)
    audit.record(by=by, verb="booking closed", on=held)
    return held


@action
def mark_done(*, by: Person, activity: Activity) -> Activity:
    """It took place; so did its proposal. Not before its last day."""
    held = steps.hold_to_set_up(activity, *BEFORE_THE_DAY, by=by)
    if held.ends_on > clock.today():
        raise Invalid(_("Its day has not come yet. You can mark it as done from that day on."))
    steps.to_state(held, ActivityState.DONE)
    steps.note(held, HappenedKind.DONE, by=by)
    if held.proposal is not None and held.proposal.state == consent.State.CONFIRMED:
        _in_the_plan(plan_actions.mark_done, by, held.proposal)
    audit.record(by=by, verb="event done", on=held)
    return held


@action
def call_off(*, by: Person, activity: Activity, reason: str) -> int:
    """It does not take place, and neither does its proposal. Every school that takes part is told once.

    Returns how many schools could not be told because nobody is known there.
    """
    held = steps.hold_to_set_up(activity, *BEFORE_THE_DAY, by=by)
    steps.to_state(held, ActivityState.CALLED_OFF, call_off_reason=reason)
    happened = steps.note(held, HappenedKind.CALLED_OFF, by=by, words=reason)
    asked: set[str] = set()
    if held.proposal is not None and held.proposal.state in consent.LIVE:
        plan_actions.call_off(by=by, proposal=held.proposal, reason=reason)  # it writes to those that were asked
        asked = set(held.proposal.asked.filter(asked_at__isnull=False).values_list("membership__school_id", flat=True))
    parts = held.taking_part.filter(left_at=None).exclude(school_id__in=asked).select_related("school")
    unknown = steps.write("event.called_off", held, parts, campaign=happened.pk, reason=reason)
    audit.record(by=by, verb="event called off", on=held, told=parts.count() - len(unknown))
    return len(unknown)


@action
def put_back(*, by: Person, activity: Activity) -> Activity:
    """Undo the last step: done or called off is planned again, and booking stays closed until somebody opens it."""
    held = steps.hold_to_set_up(activity, ActivityState.DONE, ActivityState.CALLED_OFF, by=by)
    was_off = held.state == ActivityState.CALLED_OFF
    state = ActivityState.PLANNING if was_off else ActivityState.CLOSED
    steps.to_state(held, state, call_off_reason="")
    happened = steps.note(held, HappenedKind.PUT_BACK, by=by)
    if was_off:
        parts = held.taking_part.filter(left_at=None).select_related("school")
        steps.write("event.back_on", held, parts, campaign=happened.pk)
    elif held.proposal is not None and held.proposal.state == consent.State.DONE:
        _in_the_plan(plan_actions.put_back, by, held.proposal)
    audit.record(by=by, verb="event put back", on=held, state=held.state)
    return held


def _in_the_plan(deed: Callable[..., Any], by: Person, proposal: Proposal) -> None:
    """The same step on the proposal, for whoever may do it there; the event's own step stands without it."""
    try:
        deed(by=by, proposal=proposal)
    except ProductError:
        return
