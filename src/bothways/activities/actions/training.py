"""Writing down training: courses, who did them, what was shared, what schools lack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from bothways.activities import links
from bothways.activities.kinds import training as lists
from bothways.activities.kinds.training import CourseFacts, Who
from bothways.activities.models import Activity, Adult, Cascade, Completion, CompletionState, Course, NeedsAudit
from bothways.activities.queries import training as queries
from bothways.core import access, audit, clock, outbox
from bothways.core.actions import action
from bothways.core.errors import Invalid
from bothways.partnerships import policies
from bothways.partnerships.models import Contact, Meeting, Membership, MembershipState, Partnership
from bothways.partnerships.queries import belonging
from bothways.schools.models import Person, School

LINK_DAYS = 90


@action
def add_course(*, by: Person, partnership: Partnership, year: int, facts: CourseFacts) -> Course:
    """Put a course into the year's catalogue. Whoever may propose may add. Invalid when it is there already."""
    access.demand(policies.may_propose(by, partnership))
    if partnership.courses.filter(year=year, title__iexact=facts.title.strip()).exists():
        raise Invalid(_("This year has a course of that name already. Give it another name."), field="title")
    made: Course = partnership.courses.create(year=year, **_fields(facts))
    audit.record(by=by, verb="training course added", on=made)
    return made


@action
def change_course(*, by: Person, course: Course, facts: CourseFacts) -> None:
    """Change what a course says of itself."""
    access.demand(policies.may_propose(by, course.partnership))
    others = course.partnership.courses.filter(year=course.year, title__iexact=facts.title.strip())
    if others.exclude(pk=course.pk).exists():
        raise Invalid(_("This year has a course of that name already. Give it another name."), field="title")
    Course.unscoped.filter(pk=course.pk).update(**_fields(facts))
    audit.record(by=by, verb="training course changed", on=course)


def _fields(facts: CourseFacts) -> dict[str, Any]:
    return {**vars(facts), "title": facts.title.strip(), "areas": list(facts.areas)}


@action
def remove_course(*, by: Person, course: Course) -> None:
    """Take a course out of the year, with all that was written down about it. Only while nobody has done it."""
    access.demand(policies.may_run(by, course.partnership))
    if course.completions.exists():
        raise Invalid(_("Somebody has done this course or will, so it stays. Take them off it first."))
    audit.record(by=by, verb="training course removed", on=course)
    course.delete()


@action
def write_down(
    *, by: Person, course: Course, membership: Membership, who: Who, on: dt.date, planned: bool = False
) -> Completion:
    """One member of staff did it, or is going to. The same person again is the same row, newly dated."""
    access.demand(policies.may_speak_for(by, membership))
    _belongs(course, membership)
    if not planned and on > clock.today():
        raise Invalid(_("That day is still to come. Tick ‘planned’, or enter the day it was done."), field="on")
    made = _kept(course, membership, who, on, planned=planned)
    audit.record(by=by, verb="training written down", on=made)
    return made


@action
def from_meeting(*, by: Person, course: Course, meeting: Meeting) -> int:
    """Everybody whom a meeting's register says was there did it then: one record, a meeting and a course. How many."""
    access.demand(policies.may_run(by, course.partnership))
    rows = meeting.attendance.filter(present=True, membership__partnership=course.partnership)
    leads = belonging.leads(course.partnership)
    done = 0
    for row in rows.select_related("membership"):
        who = _who(row.who, leads.get(row.membership_id))
        if who is None:
            continue
        _kept(course, row.membership, who, meeting.day, meeting=meeting)
        done += 1
    audit.record(by=by, verb="training taken from a meeting", on=course, people=done)
    return done


def _who(named: str, lead: Contact | None) -> Who | None:
    """Who came: the lead, unless somebody else was named; without either nobody is known."""
    if lead is not None and (not named or named.casefold() == lead.name.casefold()):
        return Who(lead.name, lead.post, lead.email)
    return Who(named) if named else None


@action
def from_event(*, by: Person, course: Course, activity: Activity) -> int:
    """The adults who chose training at an event did this course there. Returns how many."""
    access.demand(policies.may_run(by, course.partnership))
    members = {each.school_id: each for each in course.partnership.memberships.filter(state=MembershipState.YES)}
    adults = Adult.unscoped.filter(booking__taking_part__activity=activity, training__isnull=False).exclude(name="")
    done = 0
    for adult in adults.select_related("booking__taking_part"):
        membership = members.get(adult.booking.taking_part.school_id)
        if membership is not None:
            _kept(course, membership, Who(adult.name, adult.post, adult.email), activity.day, activity=activity)
            done += 1
    audit.record(by=by, verb="training taken from an event", on=course, people=done)
    return done


def _kept(
    course: Course,
    membership: Membership,
    who: Who,
    on: dt.date,
    *,
    planned: bool = False,
    meeting: Meeting | None = None,
    activity: Activity | None = None,
) -> Completion:
    state = CompletionState.PLANNED if planned else CompletionState.COMPLETED
    facts = {
        "post": who.post,
        "state": state,
        "on": on,
        "hours": course.hours,
        "meeting": meeting,
        "activity": activity,
    }
    made, _new = Completion.unscoped.update_or_create(
        course=course,
        membership=membership,
        name=who.name,
        defaults=facts | ({"email": who.email} if who.email else {}),
    )
    return made


def _belongs(course: Course, membership: Membership) -> None:
    if membership.partnership_id != course.partnership_id or membership.state != MembershipState.YES:
        raise Invalid(_("This school does not belong to the partnership."), field="school")


@action
def take_off(*, by: Person, completion: Completion) -> None:
    """It was written down by mistake."""
    access.demand(policies.may_speak_for(by, completion.membership))
    audit.record(by=by, verb="training taken off", on=completion)
    completion.delete()


def ask_due() -> str:
    """Timed: on school days, ask once, four weeks after a course, whether it was shared at home."""
    today = clock.today()
    asked = ask_what_was_shared(by=None, today=today) if today.weekday() < 5 else 0
    return f"{asked} asked"


@action
def ask_what_was_shared(*, by: Person | None, today: dt.date) -> int:
    """Write to everybody who is due to be asked. Returns how many; nobody is asked twice."""
    asked = 0
    for row in list(queries.to_ask(today)):
        if not Completion.unscoped.filter(pk=row.pk, asked_at=None).update(asked_at=clock.now()):
            continue
        _write(row, by)
        asked += 1
    audit.record(by=by, verb="asked what was shared", people=asked)
    return asked


def _write(row: Completion, by: Person | None) -> None:
    outbox.put(
        "training.shared",
        to=row.email,
        context={
            "first_name": row.name.split()[0] if row.name else "",
            "course": row.course.title,
            "partnership": row.course.partnership.name,
            "school": row.membership.school.name,
            "link": links.make(links.CASCADE, row.pk, days=LINK_DAYS, by=by.pk if by else ""),
        },
        campaign=f"training.shared:{row.pk}",
        about_id=row.pk,
    )


@action
def say_shared(
    *, by: Person | None, completion: Completion, form: str, colleagues: int, words: str = "",
    to_school: School | None = None,
) -> Cascade:  # fmt: skip
    """What somebody passed on. ``by`` is None behind their own link. The same answer pressed twice is one."""
    if by is not None:
        access.demand(policies.may_speak_for(by, completion.membership))
    if form not in lists.FORMS:
        raise Invalid(_("Choose how you shared it."), field="form")
    if not 0 < colleagues <= 500:
        raise Invalid(_("Enter how many colleagues you reached, as a number like 9."), field="colleagues")
    facts = {"colleagues": colleagues, "words": words.strip()[:500], "on": clock.today(), "to_school": to_school}
    who = by.name if by is not None else completion.name
    made, _new = Cascade.unscoped.update_or_create(
        completion=completion, form=form, to_school=to_school, defaults={**facts, "answered_by": who}
    )
    audit.record(by=by, verb="training shared at home", on=made, people=colleagues)
    return made


@action
def say_confidence(*, by: Person, membership: Membership, year: int, said: Mapping[str, int]) -> int:
    """How sure a school is in each area it answers for; areas that are left out stay as they were. How many."""
    access.demand(policies.may_speak_for(by, membership))
    known = {area: level for area, level in said.items() if area in lists.AREAS and 1 <= level <= 5}
    for area, level in known.items():
        NeedsAudit.unscoped.update_or_create(
            membership=membership, year=year, area=area,
            defaults={"confidence": level, "said_by": by.name, "said_at": clock.now()},
        )  # fmt: skip
    audit.record(by=by, verb="needs audit answered", on=membership, areas=len(known))
    return len(known)
