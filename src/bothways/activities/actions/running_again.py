"""Run again: the same event on another day. What is copied and what never is, in one place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import starting, steps
from bothways.activities.models import (
    Activity,
    HappenedKind,
    RiskAssessment,
    Room,
    Session,
    SessionLeader,
    TakingPart,
)
from bothways.activities.queries import running_again as read
from bothways.activities.queries.setting_up import event_of
from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Invalid
from bothways.partnerships.actions import plan_change, plan_copy
from bothways.partnerships.models import Proposal
from bothways.partnerships.queries import plan, plan_draft
from bothways.schools.models import Person


@action
def run_again(*, by: Person, activity: Activity, day: dt.date) -> Activity:
    """A copy on a day ahead, being set up. Where schools agreed in the plan, its proposal is copied too, and nobody is
    in before they say so: the schools that look after it take part at once, the others when they have agreed.

    Asked twice for one day, the same copy.
    """
    held = steps.hold(activity)
    demand(policies.may_begin(by, held.partnership))
    demand(policies.may_set_up(by, held))
    if day <= clock.today():
        raise Invalid(_("That day has passed. Choose one ahead."), field="day")
    standing = held.copies.filter(day=day).first()
    if standing is not None:
        audit.record(by=by, verb="event found", on=standing)
        return standing
    proposal = _proposal(held, day, by)
    standing = event_of(proposal) if proposal else None
    if standing is not None:
        audit.record(by=by, verb="event found", on=standing)
        return standing
    made = _copy(held, day, proposal, by)
    audit.record(by=by, verb="event run again", on=made, copied_from=held.pk)
    return made


def _proposal(held: Activity, day: dt.date, by: Person) -> Proposal | None:
    """The proposal of the copy, moved to its day; nobody was asked about it yet."""
    if held.proposal is None:
        return None
    copied = plan_copy.copy_one(by=by, proposal=held.proposal)
    if event_of(copied) is None and copied.day != day and copied.state == "proposed":
        rows = list(plan.asked_rows(copied))
        standing = plan_draft.wanted_of(copied, rows)
        wanted = replace(standing, terms=replace(standing.terms, day=day))
        plan_change.change(by=by, proposal=copied, version=copied.version, standing=standing, wanted=wanted)
        copied.refresh_from_db()
    return copied


def _copy(held: Activity, day: dt.date, proposal: Proposal | None, by: Person) -> Activity:
    moved = day - held.day
    values: Any = {name: getattr(held, name) for name in read.COPIED}
    made: Activity = Activity.objects.create(
        **values,
        proposal=proposal,
        day=day,
        ends_on=held.ends_on + moved,
        guests_from=held.guests_from + moved if held.guests_from else None,
        names_by=held.names_by + moved if held.names_by else None,
        copied_from=held,
        made_by=by,
    )
    _schools(held, made)
    starting.make_pools(made)
    rooms = _rooms(held, made)
    risks = _risks(held, made)
    _sessions(held, made, moved, rooms, risks)
    steps.note(made, HappenedKind.MADE, by=by, words=_("Copied from %(title)s") % {"title": held.title})
    return made


def _schools(held: Activity, made: Activity) -> None:
    for part in held.taking_part.filter(left_at=None, is_guest=False):
        if made.proposal_id is not None and not part.is_owner:
            continue
        values: Any = {name: getattr(part, name) for name in read.COPIED_OF_SCHOOLS}
        TakingPart.objects.create(activity=made, **values)


def _rooms(held: Activity, made: Activity) -> dict[str | None, Room]:
    return {
        each.pk: Room.objects.create(
            activity=made, name=each.name, holds=each.holds, step_free=each.step_free, note=each.note
        )
        for each in held.rooms.all()
    }


def _risks(held: Activity, made: Activity) -> dict[str | None, RiskAssessment]:
    """Titles, links and who keeps them; who reviewed them and when is asked anew."""
    return {
        each.pk: RiskAssessment.objects.create(
            activity=made, title=each.title, link=each.link, version=each.version, owner_id=each.owner_id
        )
        for each in held.risks.all()
    }


def _sessions(
    held: Activity,
    made: Activity,
    moved: dt.timedelta,
    rooms: dict[str | None, Room],
    risks: dict[str | None, RiskAssessment],
) -> None:
    copies: dict[str, Session] = {}
    sources = list(held.sessions.prefetch_related("leaders"))
    for each in sources:
        copies[each.pk] = Session(
            activity=made,
            day=each.day + moved,
            room=rooms.get(each.room_id),
            risk=risks.get(each.risk_id),
            **{name: getattr(each, name) for name in read.COPIED_OF_SESSIONS},
        )
    Session.objects.bulk_create(list(copies.values()))
    for each in sources:
        if each.instead_id in copies:
            made.sessions.filter(pk=copies[each.pk].pk).update(instead=copies[each.instead_id])
    leaders = [(copies[each.pk], one) for each in sources for one in each.leaders.all()]
    SessionLeader.objects.bulk_create([_leader(session, one) for session, one in leaders])


def _leader(session: Session, one: SessionLeader) -> SessionLeader:
    """Who led it last time, to be asked again."""
    return SessionLeader(
        session=session,
        school_id=one.school_id,
        name=one.name,
        post=one.post,
        person_id=one.person_id,
        preparing_hours=one.preparing_hours,
        pupils=one.pupils,
        confirmed=False,
    )
