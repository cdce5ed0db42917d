"""Adding marks. Nothing is changed or taken away: what was wrong is taken back by another mark."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions.devices import still_keeps
from bothways.activities.models import Activity, Device, Mark, MarkKind, Participant
from bothways.activities.queries import register as queries
from bothways.activities.queries.giving import ARRIVED
from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid, NotFound
from bothways.core.ids import random_id
from bothways.rules import register as rule
from bothways.rules.pupils import forget_on
from bothways.rules.register import Where
from bothways.schools.models import Person

MOST = 500
_ID = re.compile(r"[a-z2-7]{26}")
_BY_DEVICE = {MarkKind.ARRIVED, MarkKind.ABSENT, MarkKind.LEFT, MarkKind.UNDO, MarkKind.WALK_IN}
_LONGEST_ORDER = 2**31 - 1


@action
def add_marks(*, by: None, device: Device, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Add what a phone saw. The same mark twice is once. Returns why for each mark that was not taken, by its id.

    Raises Refused for a phone that was taken off, Conflict when the event is over, Invalid for too many at once.
    """
    still_keeps(device)
    activity = device.activity
    if not queries.takes_marks(activity):
        raise Conflict(
            _("This event’s register is closed. Your marks are still on this phone: hand them to the event lead."),
            code="over",
        )
    if len(rows) > MOST:
        raise Invalid(_("Too many marks at once. Send at most %(most)s.") % {"most": MOST})
    schools = _schools_of(activity, {str(each.get("who", "")) for each in rows})
    parts = set(activity.taking_part.values_list("school_id", flat=True))
    wrong: dict[str, str] = {}
    made = []
    for each in rows:
        mark = _read(each, device, schools, parts)
        if isinstance(mark, Mark):
            made.append(mark)
        else:
            wrong[str(each.get("id", ""))[:26]] = mark
    wrong |= _keep(device, made)
    audit.record(by=by, verb="marks added", on=device, marks=len(made), refused=len(wrong))
    return wrong


def _keep(device: Device, made: list[Mark]) -> dict[str, str]:
    """Insert those that are new. An id that stands for another event or phone is refused, never overwritten."""
    standing = {each.pk: each for each in Mark.unscoped.filter(pk__in=[mark.pk for mark in made])}
    new = [mark for mark in made if mark.pk not in standing]
    Mark.unscoped.bulk_create(new, ignore_conflicts=True)
    Device.unscoped.filter(pk=device.pk).update(marks=F("marks") + len(new), seen_at=clock.now())
    return {
        key: _("Another phone has used this mark’s number. Make it again.")
        for key, each in standing.items()
        if each.device_id != device.pk
    }


def _schools_of(activity: Activity, ids: Iterable[str]) -> dict[str, str]:
    found = Participant.unscoped.filter(pk__in=list(ids), booking__taking_part__activity=activity)
    return dict(found.values_list("pk", "booking__taking_part__school_id"))


def _read(sent: Mapping[str, Any], device: Device, schools: Mapping[str, str], parts: set[str]) -> Mark | str:
    """One mark, or in words why it cannot be one."""
    key, kind, who = str(sent.get("id", "")), str(sent.get("kind", "")), str(sent.get("who", ""))
    follows, own = str(sent.get("follows", "")), sent.get("own", 0)
    walked = kind == MarkKind.WALK_IN
    if not _ID.fullmatch(key) or kind not in _BY_DEVICE or not (follows == "" or _ID.fullmatch(follows)):
        return _("This mark cannot be read.")
    if not isinstance(own, int) or not 0 <= own <= _LONGEST_ORDER:
        return _("This mark cannot be read.")
    school = str(sent.get("school", "")) if walked else schools.get(who, "")
    about_walk_in = not walked and not school and bool(_ID.fullmatch(who))
    if walked and school and school not in parts:
        return _("That school does not take part in this event.")
    if not walked and not school and not about_walk_in:
        return _("Nobody of this event has that number.")
    if device.school_id and school != device.school_id:
        return _("This phone keeps the register of another school.")
    tag = str(sent.get("tag", "")).strip()[:40] if walked else who if about_walk_in else ""
    return Mark(
        pk=key, activity_id=device.activity_id, device_id=device.pk,
        participant_id=who if not walked and not about_walk_in else None, school_id=school or None,
        tag=tag or ("?" if walked else ""), kind=kind, undoes=follows, device_time=_time(sent.get("at")),
        device_order=own, by_name=device.name, forget_on=forget_on(device.activity.ends_on),
    )  # fmt: skip


def _time(sent: object) -> dt.datetime | None:
    """The phone's own time, which is only ever shown: it may be hours out."""
    if not isinstance(sent, int | float) or not 0 < sent < 4e12:
        return None
    return dt.datetime.fromtimestamp(sent / 1000, dt.UTC)


@action
def mark(*, by: Person, activity: Activity, who: str, kind: str) -> None:
    """One press on the page: here, not here, left, or back to nothing ("undo")."""
    row = _row(by, activity, who)
    if kind == MarkKind.UNDO:
        if row.state.last:
            _add(by, activity, who, kind, row.state.last)
    elif kind in {MarkKind.ARRIVED, MarkKind.ABSENT, MarkKind.LEFT}:
        _add(by, activity, who, kind, row.state.last)
    else:
        raise NotFound
    audit.record(by=by, verb="marked on the register", on=activity, kind=kind)


@action
def all_here(*, by: Person, activity: Activity, school_id: str) -> int:
    """Everybody of one school who has no mark is here. No mark is ever changed by it. Returns how many."""
    demand(policies.may_mark(by, activity, school_id))
    found = queries.register(activity, by, [school_id])
    rows = [row for row in found.rows() if row.state.where == Where.EXPECTED]
    for row in rows:
        _add(by, activity, row.id, MarkKind.ARRIVED, row.state.last)
    audit.record(by=by, verb="all here", on=activity, marks=len(rows))
    return len(rows)


@action
def by_numbers(*, by: Person, activity: Activity, school_id: str, numbers: str) -> tuple[int, int]:
    """A school's paper sheet, typed back: "1-8 not 3". Those named are here; the others without a mark are not.

    Returns how many are here and how many not. Raises Invalid naming what cannot be read.
    """
    demand(policies.may_mark(by, activity, school_id))
    schools = queries.register(activity, by, [school_id]).schools
    if not schools:
        raise NotFound
    rows = schools[0].rows
    here, wrong = rule.spoken(numbers, len(rows))
    if wrong:
        said = _("“%(words)s” is not a number of this sheet. Type numbers from 1 to %(most)s, like “1-8 not 3”.")
        raise Invalid(said % {"words": wrong[:20], "most": len(rows)}, field="numbers")
    counted = [0, 0]
    for row in rows:
        there = row.number in here
        counted[0 if there else 1] += 1
        wanted = Where.HERE if there else Where.ABSENT
        if row.state.where in (Where.EXPECTED, Where.ABSENT) and row.state.where != wanted:
            _add(by, activity, row.id, MarkKind.ARRIVED if there else MarkKind.ABSENT, row.state.last)
    audit.record(by=by, verb="sheet typed back", on=activity, here=counted[0], absent=counted[1])
    return counted[0], counted[1]


@action
def walk_in(*, by: Person, activity: Activity, school_id: str, words: str) -> None:
    """Somebody without a place came: which school, and what to call them."""
    demand(policies.may_mark(by, activity, school_id))
    if not words.strip():
        raise Invalid(_("Say whom you see: a first name, or what they wear."), field="words")
    if not activity.taking_part.filter(school_id=school_id).exists():
        raise NotFound
    _add(by, activity, "", MarkKind.WALK_IN, "", school_id=school_id, tag=words.strip()[:40])
    audit.record(by=by, verb="came without a place", on=activity)


@action
def settle(*, by: Person, activity: Activity, who: str, kind: str, words: str = "") -> None:
    """A person has looked: what is true from now on, and why. The only thing that ends an alarm."""
    demand(policies.may_keep_register(by, activity))
    row = _row(by, activity, who)
    if kind not in {MarkKind.ARRIVED, MarkKind.ABSENT, MarkKind.LEFT}:
        raise NotFound
    if kind == MarkKind.ABSENT and row.state.missing and not words.strip():
        raise Invalid(_("Say what you found out, such as “never came, the school has rung home”."), field="words")
    moment = clock.now()
    settled = _add(by, activity, who, MarkKind.CLEARED, row.state.last, words=words[:200], at=moment)
    _add(by, activity, who, kind, settled.pk, at=moment + dt.timedelta(microseconds=1))
    audit.record(by=by, verb="settled on the register", on=activity, kind=kind)


@action
def finish(*, by: Person, activity: Activity, anyway: bool = False) -> queries.Totals:
    """Keep the numbers with the event. Asks first, by Conflict, about whoever is not accounted for."""
    demand(policies.may_keep_register(by, activity))
    found = queries.register(activity, by)
    count = found.totals
    if count.missing:
        raise Conflict(_("Somebody who was here has not been found. Settle that first: it is at the top of this page."))
    if (count.unmarked or count.disagree) and not anyway:
        said = _("%(n)s pupils have no mark and %(m)s have marks that disagree. Look at them, or finish anyway.")
        raise Conflict(said % {"n": count.unmarked, "m": count.disagree}, code="ask")
    came = {
        school.id: sum(row.state.where in (Where.HERE, Where.LEFT) for row in school.rows) for school in found.schools
    }
    for each in Mark.unscoped.filter(pk__in=[row.id for row in found.walk_ins]).exclude(school_id=None):
        came[each.school_id] = came.get(each.school_id, 0) + 1
    fresh = Activity.unscoped.select_for_update().get(pk=activity.pk)
    settled = {"expected": count.expected, "here": count.here, "absent": count.absent, "left": count.left}
    kept = {**fresh.totals, ARRIVED: came, "register": settled | {"unmarked": count.unmarked}}
    Activity.unscoped.filter(pk=activity.pk).update(totals=kept, closed_at=clock.now())
    audit.record(by=by, verb="register finished", on=activity, here=count.here, absent=count.absent)
    return count


def _row(by: Person, activity: Activity, who: str) -> queries.Row:
    """One on the register whom this person may mark; NotFound for anybody else."""
    child = Participant.unscoped.filter(pk=who, booking__taking_part__activity=activity).first()
    walked = Mark.unscoped.filter(pk=who, activity=activity, kind=MarkKind.WALK_IN).first() if child is None else None
    school = child.booking.taking_part.school_id if child else walked.school_id if walked else None
    if school is None:
        raise NotFound
    demand(policies.may_mark(by, activity, school))
    found = next((row for row in queries.register(activity, by, [school]).rows() if row.id == who), None)
    if found is None:
        raise NotFound
    return found


def _add(by: Person, activity: Activity, who: str, kind: str, follows: str, **more: Any) -> Mark:
    child = Participant.unscoped.filter(pk=who).select_related("booking__taking_part").first() if who else None
    school = child.booking.taking_part.school_id if child else more.pop("school_id", None)
    made: Mark = Mark.unscoped.create(
        pk=random_id(), activity=activity, participant=child, school_id=school, kind=kind, undoes=follows,
        tag=more.pop("tag", "" if child else who), received_at=more.pop("at", None) or clock.now(),
        by_name=(by.name or by.email)[:160], forget_on=forget_on(activity.ends_on), words=more.pop("words", ""),
    )  # fmt: skip
    return made


def may_hold_pack(device: Device) -> None:
    """Raise Conflict outside the event's window: nobody's label is on a phone before or after it."""
    if not policies.is_the_day(device.activity):
        begins, _ends = policies.window_of(device.activity)
        if clock.now() < begins:
            said = _("You can see this register from %(time)s on the day.") % {"time": f"{begins:%H:%M}"}
            raise Conflict(said, code="early")
        raise Conflict(_("This event is over. Its labels are gone from this phone."), code="over")
