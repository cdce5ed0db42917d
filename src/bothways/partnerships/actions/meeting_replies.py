"""Asking schools to a meeting, their replies, and the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.core import audit, clock, tokens
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid, NotFound
from bothways.partnerships import links, policies
from bothways.partnerships.actions import meeting_mail
from bothways.partnerships.models import Attendance, Coming, Meeting, MeetingState, Membership, MembershipState
from bothways.partnerships.queries import meetings as queries
from bothways.rules import meetings as rules
from bothways.schools.models import Person


@action
def invite(*, by: Person, meeting: Meeting) -> int:
    """Ask every member and guest that was not asked yet. Returns how many mails went; pressing twice sends none."""
    demand(policies.may_run(by, meeting.partnership))
    row = meeting.partnership.meetings.select_for_update().get(pk=meeting.pk)
    if row.state == MeetingState.CALLED_OFF:
        raise Conflict(_("This meeting has been called off, so nobody was asked."))
    if row.day < clock.today():
        raise Conflict(_("This meeting is over, so nobody was asked."))
    rows = _rows(meeting)
    sent = meeting_mail.invite(by=by, meeting=row, rows=rows)
    if row.state == MeetingState.PLANNED:
        meeting.partnership.meetings.filter(pk=row.pk).update(state=MeetingState.INVITED, invited_at=clock.now())
    audit.record(by=by, verb="schools asked to a meeting", on=row, schools=len(rows), mails=sent)
    return sent


@action
def reply(
    *, by: Person, membership: Membership, meeting: Meeting, coming: str, who: str, words: str, seen: int
) -> None:
    """A school's reply by its own people. ``seen`` is the sequence that the page showed."""
    demand(policies.may_answer(by, membership))
    if membership.partnership_id != meeting.partnership_id:
        raise NotFound
    row, _made = Attendance.objects.for_(by).get_or_create(meeting=meeting, membership=membership)
    _reply(row, coming, who, words, seen)
    audit.record(by=by, verb="reply to a meeting", on=row, coming=coming)


@action
def reply_by_link(*, by: Person | None, token: str, coming: str, who: str, words: str, seen: int) -> Attendance:
    """A school's reply by whoever holds its link; ``by`` is nobody."""
    row = queries.by_link(tokens.find(token, purpose=links.MEETING).subject_id)
    _reply(row, coming, who, words, seen)
    audit.record(by=by, verb="reply to a meeting by link", on=row, coming=coming)
    return queries.by_link(row.pk)


def _reply(row: Attendance, coming: str, who: str, words: str, seen: int) -> None:
    """Record it if the meeting is still what the page showed."""
    meeting: Meeting = row.meeting.partnership.meetings.select_for_update().get(pk=row.meeting_id)
    if meeting.state == MeetingState.CALLED_OFF:
        raise Conflict(_("This meeting has been called off, so there is nothing to answer."))
    if meeting.state == MeetingState.HELD or meeting.day < clock.today():
        raise Conflict(_("This meeting is over, so there is nothing to answer."))
    if meeting.sequence != seen:
        raise Conflict(_("The meeting has changed since this page was shown. Look at it again, then answer."))
    meeting.attendance.filter(pk=row.pk).update(
        coming=Coming(coming), who=who[:160], words=words[:300], replied_at=clock.now()
    )


@dataclass(frozen=True)
class Register:
    """What a press on the register came to: how many are here, and the schools that two phones marked otherwise."""

    here: int
    both: tuple[str, ...] = ()


@action
def take_register(
    *,
    by: Person,
    meeting: Meeting,
    marks: Mapping[str, bool],
    others: str,
    rest_here: bool = False,
    seen: Mapping[str, bool | None] | None = None,
) -> Register:
    """Save who is here. ``marks`` goes by membership; a school without one keeps what it has.

    ``seen`` is what the page had shown of each school before: a mark that is the same is no press, so it overwrites
    nothing; one that differs, where another phone has marked otherwise meanwhile, is settled as here and named in
    ``both``. Without it every mark is a press on what stands now. ``rest_here`` marks every member that has no mark
    as here; guests are left alone.
    """
    demand(policies.may_run(by, meeting.partnership))
    row = meeting.partnership.meetings.select_for_update().get(pk=meeting.pk)
    _refuse_register(row)
    found = {each.membership_id: each for each in _rows(meeting)}
    both: list[str] = []
    for key, attendance in found.items():
        fallback = True if rest_here and not queries.is_guest(attendance.membership) else None
        standing = attendance.present
        here = standing if standing is not None else fallback
        if key in marks:
            here, clash = rules.mark(standing if seen is None else seen.get(key), standing, marks[key])
            both += [attendance.membership.school.name] if clash else []
        if here is not attendance.present:
            attendance.present = here
            attendance.save(update_fields=["present"])
    meeting.partnership.meetings.filter(pk=row.pk).update(state=MeetingState.HELD, others=others[:300])
    present = sum(each.present is True for each in found.values())
    audit.record(by=by, verb="register taken", on=row, here=present)
    return Register(present, tuple(both))


def _refuse_register(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CALLED_OFF:
        raise Conflict(_("This meeting has been called off, so it has no register."))
    if meeting.day > clock.today():
        raise Invalid(_("The register opens on the day of the meeting."))


def _rows(meeting: Meeting) -> list[Attendance]:
    """A row for every school that belongs, made where there is none yet, each with its membership and school."""
    members = meeting.partnership.memberships.filter(state=MembershipState.YES)
    missing = members.exclude(attendance__meeting=meeting)
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, membership=each) for each in missing], ignore_conflicts=True
    )
    rows = meeting.attendance.filter(membership__state=MembershipState.YES)
    return list(rows.select_related("membership__school"))
