"""Notes, who does what until when, sending both, and seeing actions done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from bothways.core import audit, clock, tokens
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid, NotFound
from bothways.partnerships import links, policies
from bothways.partnerships.actions import meeting_mail
from bothways.partnerships.models import (
    Attendance,
    Contact,
    Meeting,
    MeetingAction,
    MeetingState,
    Membership,
    MembershipState,
    Partnership,
)
from bothways.partnerships.queries import meeting_actions, meetings
from bothways.schools.models import Person

Deed = Literal["done", "dropped", "open"]


@dataclass(frozen=True)
class Taken:
    """What somebody took on. ``contact_id`` may be empty: then the school as a whole did."""

    words: str
    membership_id: str
    contact_id: str
    due_on: dt.date | None


@action
def write(*, by: Person, meeting: Meeting, notes: str, taken: Sequence[Taken]) -> int:
    """Save the notes and what was taken on. The same words for the same school are kept once. Returns how many new."""
    demand(policies.may_run(by, meeting.partnership))
    row = meeting.partnership.meetings.select_for_update().get(pk=meeting.pk)
    if row.state == MeetingState.CALLED_OFF:
        raise Conflict(_("This meeting has been called off, so it has no minutes."))
    meeting.partnership.meetings.filter(pk=row.pk).update(notes=notes)
    standing = {(each.words, each.membership_id) for each in meeting.actions.all()}
    made = [_taken(meeting, each) for each in taken if (each.words, each.membership_id) not in standing]
    MeetingAction.objects.bulk_create(made)
    audit.record(by=by, verb="minutes written", on=row, actions=len(made))
    return len(made)


def _taken(meeting: Meeting, taken: Taken) -> MeetingAction:
    """The row, once the school is known to belong and the person to be that school's."""
    membership, contact = _owner(meeting.partnership, taken)
    return MeetingAction(
        partnership=meeting.partnership,
        meeting=meeting,
        words=taken.words,
        membership=membership,
        contact=contact,
        due_on=taken.due_on,
    )


def _owner(partnership: Partnership, taken: Taken) -> tuple[Membership, Contact | None]:
    """The school that belongs, and its person if one was named."""
    members = partnership.memberships.filter(state=MembershipState.YES)
    membership: Membership | None = members.filter(pk=taken.membership_id).first()
    if membership is None:
        raise Invalid(_("That school has left the partnership. Choose another."), field="who")
    found: Contact | None = membership.contacts.filter(pk=taken.contact_id).first() if taken.contact_id else None
    return membership, found


@action
def send(*, by: Person, meeting: Meeting) -> int:
    """Mail minutes and actions to every member, and to guests who came. Returns how many schools were written to."""
    demand(policies.may_run(by, meeting.partnership))
    row = _with_something_to_say(meeting)
    reached = meeting_mail.minutes(by=by, meeting=row, rows=_audience(row))
    _followed_up(row, reached)
    row.partnership.meetings.filter(pk=row.pk).update(minutes_sent_at=clock.now())
    audit.record(by=by, verb="minutes sent", on=row, schools=len(set(reached)))
    return len(set(reached))


@action
def send_to_absent(*, by: Person, meeting: Meeting) -> int:
    """Mail them to the schools that missed it and were not told yet. Returns how many were written to."""
    demand(policies.may_run(by, meeting.partnership))
    row = _with_something_to_say(meeting)
    reached = meeting_mail.minutes(by=by, meeting=row, rows=meetings.absent(row))
    _followed_up(row, reached)
    audit.record(by=by, verb="minutes sent to absent schools", on=row, schools=len(set(reached)))
    return len(set(reached))


@action
def told_otherwise(*, by: Person, meeting: Meeting) -> int:
    """The coordinator told the absent schools in another way, such as by telephone."""
    demand(policies.may_run(by, meeting.partnership))
    ids = [row.pk for row in meetings.absent(meeting)]
    meeting.attendance.filter(pk__in=ids).update(followed_up_at=clock.now())
    audit.record(by=by, verb="absent schools told", on=meeting, schools=len(ids))
    return len(ids)


def _audience(meeting: Meeting) -> Sequence[Attendance]:
    """Everyone the minutes go to; a school that joined since gets its row now."""
    rows = meetings.readers(meeting)
    Attendance.objects.bulk_create([row for row in rows if row._state.adding])
    return rows


@action
def rewrite(*, by: Person, action_row: MeetingAction, taken: Taken) -> None:
    """Put an open action right: what, who, by when. Conflict when it was settled or taken away meanwhile."""
    partnership = action_row.partnership
    demand(policies.may_run(by, partnership))
    if not taken.words.strip():
        raise Invalid(_("Say what they do."), field="words")
    membership, contact = _owner(partnership, taken)
    open_one = partnership.actions.filter(pk=action_row.pk, done_on=None, dropped_on=None)
    values = {"words": taken.words.strip()[:300], "membership": membership, "contact": contact, "due_on": taken.due_on}
    if not open_one.update(**values):
        raise Conflict(_("It has been settled meanwhile, so nothing was changed. Open it again first."))
    audit.record(by=by, verb="meeting action changed", on=action_row)


@action
def settle(*, by: Person, action_row: MeetingAction, deed: Deed) -> None:
    """Done, not needed, or open after all: by the school's own people and the coordinator."""
    demand(policies.may_speak_for(by, action_row.membership))
    _settle(action_row, deed, by.name or by.email)
    audit.record(by=by, verb="meeting action settled", on=action_row, deed=deed)


@action
def settle_by_link(*, by: Person | None, token: str, action_id: str, deed: Deed) -> MeetingAction:
    """The same by whoever holds a school's link: that school's actions alone. ``by`` is nobody."""
    row = meetings.by_link(tokens.find(token, purpose=links.MEETING).subject_id)
    own = next((each for each in meeting_actions.of_school(row) if each.pk == action_id), None)
    if own is None:
        raise NotFound
    _settle(own, deed, _("whoever held the school’s link"))
    audit.record(by=by, verb="meeting action settled by link", on=own, deed=deed)
    return own


def _settle(action_row: MeetingAction, deed: Deed, who: str) -> None:
    done, dropped = deed == "done", deed == "dropped"
    action_row.done_on = clock.today() if done else None
    action_row.done_by = who[:160] if done else ""
    action_row.dropped_on = clock.today() if dropped else None
    action_row.save(update_fields=["done_on", "done_by", "dropped_on"])


def _with_something_to_say(meeting: Meeting) -> Meeting:
    row: Meeting = meeting.partnership.meetings.select_related("partnership").get(pk=meeting.pk)
    if row.state == MeetingState.CALLED_OFF:
        raise Conflict(_("This meeting has been called off, so it has no minutes."))
    if not row.notes and not row.actions.exists():
        raise Invalid(_("There are no notes and no actions yet. Write one or the other first."), field="notes")
    return row


def _followed_up(meeting: Meeting, reached: Sequence[str]) -> None:
    absent = meeting.attendance.filter(pk__in=reached, present=False, followed_up_at=None)
    absent.update(followed_up_at=clock.now())
