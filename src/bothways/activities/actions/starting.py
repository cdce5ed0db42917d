"""What an event begins with: its schools, its places, and the timetable of its kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from bothways.activities.kinds import kind_of
from bothways.activities.kinds.kind import Slot
from bothways.activities.models import Activity, Pool, PoolKind, Session, TakingPart
from bothways.activities.queries import setting_up
from bothways.activities.queries.setting_up import School as NewSchool
from bothways.core.errors import Invalid
from bothways.schools.models import School

LAST = dt.time(23, 59)


def take_in(held: Activity, school: NewSchool) -> TakingPart:
    """A school takes part, with its lead as the contact."""
    lead = setting_up.lead_of(school.membership)
    made: TakingPart = TakingPart.objects.create(
        activity=held,
        school_id=school.membership.school_id,
        is_owner=school.is_owner,
        is_guest=setting_up.is_guest(school.membership),
        contact_name=lead.name if lead else "",
        contact_email=lead.email if lead else "",
        gives=school.gives,
        gets=school.gets,
    )
    return made


def put_into_series(held: Activity, name: str) -> None:
    """Count the event with those of one name; out of its series where the name is empty."""
    found = None
    if name:
        series = held.partnership.series
        found = series.filter(name__iexact=name).first() or series.create(name=name, since=held.day.year)
    if held.series != found:
        held.partnership.activities.filter(pk=held.pk).update(series=found)
        held.series = found


def make_pools(held: Activity) -> None:
    """The places that schools book: for pupils, and for adults where there is training. Raises Invalid when fewer are
    wanted than are taken already.
    """
    standing = {pool.kind: pool for pool in held.pools.all()}
    for kind, capacity in ((PoolKind.PUPILS, held.places), (PoolKind.TRAINING, held.training_places)):
        if kind not in standing:
            Pool.objects.create(activity=held, kind=kind, capacity=capacity)
        elif not held.pools.filter(kind=kind, taken__lte=capacity).update(capacity=capacity):
            said = _("%(n)d of these places are taken already. Choose at least as many.")
            field = "places" if kind == PoolKind.PUPILS else "training_places"
            raise Invalid(said % {"n": standing[kind].taken}, field=field)


def lay_out(held: Activity) -> int:
    """Sessions from the kind's starting timetable, from when the event begins. Returns how many.

    What would begin after the event ends, or on a day that it does not have, is left out.
    """
    kind = kind_of(held)
    start = held.starts_at or kind.starts
    made: list[Session] = []
    for number, slot in enumerate(kind.slots):
        day = held.day + dt.timedelta(days=slot.day)
        if day <= held.ends_on:
            made += _of_slot(held, slot, day, start, number)
    kept = [each for each in made if held.ends_at is None or each.starts_at < held.ends_at]
    for each in kept:
        if held.ends_at is not None:
            each.ends_at = min(each.ends_at, held.ends_at)
    Session.objects.bulk_create(kept)
    return len(kept)


def _of_slot(held: Activity, slot: Slot, day: dt.date, start: dt.time, number: int) -> Iterator[Session]:
    schools: list[School | None] = [None]
    if slot.each_school:
        schools = [each.school for each in held.taking_part.select_related("school").order_by("school__search_text")]
    for turn, school in enumerate(schools):
        begins = later(start, slot.at + turn * slot.minutes)
        ends = later(start, slot.at + (turn + 1) * slot.minutes)
        if begins >= ends:  # past midnight
            continue
        yield Session(
            activity=held,
            title=str(slot.title),
            kind=slot.kind,
            mode=slot.mode,
            audience=slot.audience,
            day=day,
            starts_at=begins,
            ends_at=ends,
            block=str(slot.beside),
            opt_out=slot.opt_out,
            school=school,
            order=number,
        )


def later(at: dt.time, minutes: int) -> dt.time:
    """So many minutes later on the same day; a minute before midnight at the most."""
    found = at.hour * 60 + at.minute + minutes
    return LAST if found >= 24 * 60 else dt.time(found // 60, found % 60)
