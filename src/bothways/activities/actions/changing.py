"""Changing an event: what it says, its terms where no proposal holds them, and following its proposal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from bothways.activities.actions import places, starting, steps
from bothways.activities.models import Activity, ActivityState, HappenedKind
from bothways.activities.queries import setting_up
from bothways.activities.queries.setting_up import Details, Terms
from bothways.core import audit
from bothways.core.actions import action
from bothways.core.errors import Invalid
from bothways.rules import timetable as rules
from bothways.schools.models import Person
from bothways.schools.queries.people import school_names

UNTIL_THE_DAY = (ActivityState.PLANNING, ActivityState.OPEN, ActivityState.CLOSED)


@action
def change(*, by: Person, activity: Activity, details: Details, terms: Terms | None = None) -> Activity:
    """Save what an event says. ``terms`` only where it has no proposal: else they change in the plan, and it follows.

    Its sessions move with its day and its start. Places that were added are offered to whoever waits.
    """
    held = steps.hold_to_set_up(activity, *UNTIL_THE_DAY, by=by)
    before = setting_up.terms_of(held)
    after = terms or before
    if after != before and held.proposal_id is not None:
        raise Invalid(_("Day, time, place and numbers are changed in the plan, and the schools answer again."))
    values = details.columns
    _save(held, values, before, after)
    starting.put_into_series(held, details.series)
    names = sorted(name for name, value in values.items() if getattr(activity, name) != value)
    said = setting_up.changes(before, after, _names(before, after))
    steps.note(held, HappenedKind.CHANGED, by=by, changes=said)
    audit.record(by=by, verb="event changed", on=held, fields=",".join(names)[:200])
    return held


@action
def take_over(*, by: Person, activity: Activity) -> Mapping[str, list[str]]:
    """Let the event follow its proposal: its terms, the schools that came in since, and what each gives and gets.

    Returns what changed, in words. No school is taken out: whoever is not in any more is named on the event's page.
    """
    held = steps.hold_to_set_up(activity, *UNTIL_THE_DAY, by=by)
    if held.proposal is None:
        raise Invalid(_("This event has no proposal in the plan."))
    before = setting_up.terms_of(held)
    after = setting_up.proposed_terms(held, held.proposal)
    _save(held, {}, before, after)
    said = setting_up.changes(before, after, _names(before, after))
    said = {**said, **_schools(held)}
    steps.note(held, HappenedKind.TAKEN_OVER, by=by, changes=said)
    audit.record(by=by, verb="event follows its proposal", on=held, changed=len(said))
    return said


def _names(*terms: Terms) -> Mapping[str, str]:
    return school_names([each.host_id for each in terms if each.host_id])


def _schools(held: Activity) -> dict[str, list[str]]:
    """Take in who said yes since, and bring what each gives and gets up to date."""
    standing = {part.school_id: part for part in held.taking_part.all()}
    new: list[str] = []
    for each in setting_up.schools_of(held.proposal) if held.proposal else ():
        part = standing.get(each.membership.school_id)
        if part is None:
            starting.take_in(held, each)
            new.append(each.membership.school.name)
        else:
            held.taking_part.filter(pk=part.pk).update(
                gives=each.gives, gets=each.gets, is_owner=each.is_owner, left_at=None
            )
    return {_("Schools"): ["", ", ".join(new)]} if new else {}


def _save(held: Activity, values: dict[str, Any], before: Terms, after: Terms) -> None:
    """Write it down, move the sessions with it, and hand out places that were added."""
    if after.ends_on < after.day:
        raise Invalid(_("Its last day comes before its first."), field="ends_on")
    days = (after.day - before.day).days
    values = {**values, **asdict(after), **_moved_days(held, values, days)}
    held.partnership.activities.filter(pk=held.pk).update(**values)
    held.refresh_from_db()
    starting.make_pools(held)
    _move_sessions(held, days, _minutes(before.starts_at, after.starts_at))
    if after.places > before.places:
        places.serve(places.hold(held))


def _moved_days(held: Activity, values: Mapping[str, Any], days: int) -> dict[str, dt.date]:
    """The days by which names are in and guests may book, moved with the event unless somebody set them now."""
    found: dict[str, dt.date] = {}
    for name in ("names_by", "guests_from"):
        standing: dt.date | None = getattr(held, name)
        if standing is not None and days and values.get(name, standing) == standing:
            found[name] = standing + dt.timedelta(days=days)
    return found


def _minutes(before: dt.time | None, after: dt.time | None) -> int:
    if before is None or after is None:
        return 0
    return (after.hour - before.hour) * 60 + after.minute - before.minute


def _move_sessions(held: Activity, days: int, minutes: int) -> None:
    """Sessions keep their place in the event; where one would leave the day, all keep their times."""
    if not days and not minutes:
        return
    rows = list(held.sessions.all())
    spans = [(_since_midnight(each.starts_at), _since_midnight(each.ends_at)) for each in rows]
    try:
        moved = rules.shifted(spans, minutes)
    except ValueError:
        moved = tuple(spans)
    for each, (starts, ends) in zip(rows, moved, strict=True):
        each.day += dt.timedelta(days=days)
        each.starts_at, each.ends_at = dt.time(starts // 60, starts % 60), dt.time(ends // 60, ends % 60)
    held.sessions.bulk_update(rows, ["day", "starts_at", "ends_at"])


def _since_midnight(at: dt.time) -> int:
    return at.hour * 60 + at.minute
