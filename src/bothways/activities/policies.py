"""The only place that knows what roles may do at an activity."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from bothways.activities.models import Activity, Programme, TakingPart
from bothways.activities.models.scope import led_by
from bothways.core import clock
from bothways.core.access import Allowed, Denied, Verdict
from bothways.partnerships import policies as partnership_policies
from bothways.partnerships.models import Partnership
from bothways.schools.models import Person
from bothways.schools.models.pupil import schools_where
from bothways.schools.roles import Permission

BEFORE, AFTER = dt.timedelta(hours=2), dt.timedelta(hours=4)
"""The day opens two hours before an activity begins and shuts four hours after it ends."""


def window_of(activity: Activity) -> tuple[dt.datetime, dt.datetime]:
    """From when until when the day's people see labels and needs. Without times: the whole of the days."""
    begins = dt.datetime.combine(activity.day, activity.starts_at or dt.time.min, clock.LONDON)
    ends = dt.datetime.combine(activity.ends_on, activity.ends_at or dt.time(23, 59), clock.LONDON)
    return begins - BEFORE, ends + AFTER


def is_the_day(activity: Activity) -> bool:
    """Whether the window is open now."""
    begins, ends = window_of(activity)
    return begins <= clock.now() <= ends


def owner_schools(activity: Activity) -> set[str]:
    """The ids of the schools that set it up together, the host among them."""
    owners = set(activity.taking_part.filter(is_owner=True).values_list("school_id", flat=True))
    return owners | ({activity.host_id} if activity.host_id else set())


def may_begin(person: Person, partnership: Partnership) -> Verdict:
    """Make an activity of a partnership: whoever may propose there."""
    return partnership_policies.may_propose(person, partnership)


def may_set_up(person: Person, activity: Activity) -> Verdict:
    """Change its timetable, places, teams and what comes after: its owners' people, and the coordinator."""
    if partnership_policies.may_run(person, activity.partnership):
        return Allowed()
    if owner_schools(activity) & set(schools_where(person, Permission.RUN_ACTIVITY)):
        return Allowed()
    return Denied(_("Only the schools that own this event, and the coordinator, can change it. Ask one of them."))


def may_book(person: Person, part: TakingPart) -> Verdict:
    """Book, change and withdraw places for one school: that school's own people."""
    if part.school_id in schools_where(person, Permission.BOOK_PLACES):
        return Allowed()
    return Denied(_("Only the school itself books its places. Ask somebody who works there."))


def may_see_pupils(person: Person, school_id: str) -> Verdict:
    """Read a school's own list and who of it comes. Hidden from everybody else."""
    if school_id in schools_where(person, Permission.SEE_PUPILS):
        return Allowed()
    return Denied(_("Only the school itself sees its pupils."), hidden=True)


def may_see_needs(person: Person, school_id: str) -> Verdict:
    """Read what a school's own pupils need. Hidden from everybody else."""
    if school_id in schools_where(person, Permission.SEE_NEEDS):
        return Allowed()
    return Denied(_("Only the school itself sees what its pupils need."), hidden=True)


def may_lead_the_day(person: Person, activity: Activity) -> Verdict:
    """Name who leads the day and let phones keep its register: whoever may set it up, and its event lead."""
    if activity.pk in led_by(person):
        return Allowed()
    return may_set_up(person, activity)


def may_keep_register(person: Person, activity: Activity) -> Verdict:
    """Keep the register of the whole activity, in its window: the event lead and the owners' people."""
    schools = owner_schools(activity) & set(schools_where(person, Permission.KEEP_REGISTER))
    if not schools and activity.pk not in led_by(person):
        return Denied(_("Only the host’s people and the event lead keep the register. Ask them."))
    if not is_the_day(activity):
        return Denied(_("You can see this register from two hours before it begins until four hours after it ends."))
    return Allowed()


def may_mark(person: Person, activity: Activity, school_id: str) -> Verdict:
    """Mark one school's pupils in the window: who keeps the register, and that school's own teachers."""
    if is_the_day(activity) and school_id in schools_where(person, Permission.KEEP_REGISTER):
        return Allowed()
    return may_keep_register(person, activity)


def may_see_day_needs(person: Person, activity: Activity) -> Verdict:
    """Read, in its window, the needs that sending schools ticked for the host: the event lead and the host's people."""
    host = {activity.host_id} & set(schools_where(person, Permission.SEE_NEEDS))
    if (host or activity.pk in led_by(person)) and is_the_day(activity):
        return Allowed()
    return Denied(_("Only the host’s first aider and event lead can see these, on the day itself."))


def may_read_labels(person: Person, activity: Activity) -> Verdict:
    """Read on the day what sending schools chose to show: people of schools that take part, and the event lead."""
    parts = activity.taking_part.filter(school_id__in=schools_where(person, Permission.SEE_ACTIVITIES), left_at=None)
    if activity.pk in led_by(person) or parts.exists():
        return Allowed()
    return Denied(_("Only the schools that take part, and the event lead, read these on the day."))


def may_look_after_programme(person: Person, programme: Programme) -> Verdict:
    """Change a programme and its visits: the schools that run it, and the coordinator."""
    return _runs_programme(person, programme, Permission.RUN_ACTIVITY)


def may_sit_on_panel(person: Person, programme: Programme) -> Verdict:
    """Read what schools nominated and decide: the schools that run it, and the coordinator. Hidden from others."""
    verdict = _runs_programme(person, programme, Permission.SIT_ON_PANEL)
    return verdict or Denied(_("Only the panel reads the nominations."), hidden=True)


def _runs_programme(person: Person, programme: Programme, permission: Permission) -> Verdict:
    owners = {each.school_id for each in programme.owners.all()}
    if partnership_policies.may_run(person, programme.partnership) or owners & set(schools_where(person, permission)):
        return Allowed()
    return Denied(_("Only the schools that run this programme, and the coordinator, can do that. Ask one of them."))
