"""Planning meetings: six for a year, one by itself, another day, calling off, and the agenda."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import F, Max
from django.utils.translation import gettext as _

from bothways.core import audit, clock, words
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.core.ids import random_id
from bothways.partnerships import policies
from bothways.partnerships.actions import meeting_mail
from bothways.partnerships.models import AgendaItem, Coming, Meeting, MeetingState, MembershipState, Partnership
from bothways.partnerships.queries import calendars
from bothways.partnerships.queries import meetings as queries
from bothways.rules import terms
from bothways.schools.models import Person, School


@dataclass(frozen=True)
class Times:
    """When a meeting is."""

    day: dt.date
    starts_at: dt.time
    ends_at: dt.time


@dataclass(frozen=True)
class Slot:
    """One of a year's meetings: the half-term it was meant for, and when."""

    half_term: int
    times: Times


def locked(partnership: Partnership, by: Person) -> Partnership:
    """The partnership, held until the end of the transaction: two presses at once do not both plan."""
    return Partnership.objects.for_(by).select_for_update().get(pk=partnership.pk)


@action
def plan_year(
    *, by: Person, partnership: Partnership, year: int, slots: Sequence[Slot], title: str, place: str = ""
) -> Sequence[Meeting]:
    """Make a year's meetings. A half-term that has a meeting gets no second one, so a second press makes nothing."""
    demand(policies.may_run(by, partnership))
    locked(partnership, by)
    standing = partnership.meetings.filter(year=year).exclude(state=MeetingState.CALLED_OFF)
    taken = set(standing.values_list("half_term", flat=True))
    made = []
    for slot in slots:
        if slot.half_term not in taken:
            _refuse_past(slot.times.day)
            made.append(
                _make(by, partnership, slot.times, title=title, place=place, host=None, half_term=slot.half_term)
            )
    audit.record(by=by, verb="meetings planned", on=partnership, year=year, meetings=len(made))
    return made


@action
def add(
    *, by: Person, partnership: Partnership, times: Times, title: str, place: str = "", host: School | None = None
) -> Meeting:
    """Plan one meeting. The same title on the same day and time is the same meeting: pressing twice makes one."""
    demand(policies.may_run(by, partnership))
    locked(partnership, by)
    if times.day < terms.academic_year(clock.today()).first:
        raise Invalid(
            _("That day was in an earlier year. Choose a day of this school year or a later one."), field="day"
        )
    standing = partnership.meetings.filter(title=title, day=times.day, starts_at=times.starts_at)
    same: Meeting | None = standing.exclude(state=MeetingState.CALLED_OFF).first()
    if same is None:
        same = _make(by, partnership, times, title=title, place=place, host=host)
    audit.record(by=by, verb="meeting planned", on=same)
    return same


@action
def undo_plan(*, by: Person, partnership: Partnership) -> int:
    """Remove today's new meetings with nothing attached. Returns how many went."""
    demand(policies.may_run(by, partnership))
    gone = partnership.meetings.filter(pk__in=queries.bare(partnership, clock.today()))
    count = gone.count()
    gone.delete()
    audit.record(by=by, verb="new meetings removed", on=partnership, meetings=count)
    return count


@action
def move(*, by: Person, meeting: Meeting, times: Times, title: str, place: str, host: School | None) -> int:
    """Change when and where. Another day or time re-opens every reply and writes to whoever was invited.

    Returns how many schools were asked again.
    """
    demand(policies.may_run(by, meeting.partnership))
    row = _still_on(meeting)
    was = queries.when(row)
    moved = (row.day, row.starts_at, row.ends_at) != (times.day, times.starts_at, times.ends_at)
    if moved:
        _refuse_past(times.day)
        clashes(row.partnership, times.day)
    changes = {"day": times.day, "starts_at": times.starts_at, "ends_at": times.ends_at, "title": title}
    year, half_term = _half_term(row.partnership, times.day)
    row.partnership.meetings.filter(pk=row.pk).update(
        **changes, place=place, host=host, year=year, half_term=half_term, sequence=F("sequence") + 1
    )
    row = _again(row)
    asked = meeting_mail.ask_again(by=by, meeting=row, was=was) if moved else 0
    if moved:
        row.attendance.update(coming=Coming.NONE, replied_at=None, words="")
    audit.record(by=by, verb="meeting moved" if moved else "meeting changed", on=row, asked=asked)
    return asked


@action
def call_off(*, by: Person, meeting: Meeting, why: str) -> int:
    """Call it off and tell every school that was invited. Returns how many mails went."""
    demand(policies.may_run(by, meeting.partnership))
    row = _still_on(meeting)
    told = meeting_mail.tell_called_off(by=by, meeting=row, why=why)
    row.partnership.meetings.filter(pk=row.pk).update(
        state=MeetingState.CALLED_OFF, why_called_off=why, sequence=F("sequence") + 1
    )
    audit.record(by=by, verb="meeting called off", on=row, why=why, told=told)
    return told


@action
def put_on_agenda(*, by: Person, meeting: Meeting, kind: str, title: str, minutes: int) -> AgendaItem:
    """A line at the end of the agenda."""
    demand(policies.may_run(by, meeting.partnership))
    last = meeting.agenda.aggregate(last=Max("position"))["last"]
    made = AgendaItem.objects.create(
        meeting=meeting, kind=kind, title=title, minutes=minutes, position=0 if last is None else last + 1
    )
    audit.record(by=by, verb="agenda item added", on=meeting)
    return made


@action
def change_agenda(*, by: Person, item: AgendaItem, deed: Literal["up", "down", "remove"]) -> None:
    """Move a line up or down by one, or take it off."""
    meeting = item.meeting
    demand(policies.may_run(by, meeting.partnership))
    order = list(meeting.agenda.all())
    at = next((number for number, each in enumerate(order) if each.pk == item.pk), None)
    if at is None:
        raise Conflict(_("It has been taken off the agenda meanwhile."))
    moving = order.pop(at)
    if deed == "remove":
        moving.delete()
    else:
        order.insert(max(0, at - 1) if deed == "up" else at + 1, moving)
    for number, each in enumerate(order):
        meeting.agenda.filter(pk=each.pk).update(position=number)
    audit.record(by=by, verb="agenda changed", on=meeting, deed=deed)


def clashes(partnership: Partnership, day: dt.date) -> str:
    """What speaks against a day, as a sentence; nothing when every school is open. Raises Invalid in the holidays."""
    away = calendars.closed_on(partnership, day)
    members = partnership.memberships.filter(state=MembershipState.YES).count()
    whole = next((each.why for each in away if not each.school), "")
    if whole or (away and len({each.school for each in away}) >= members) or day.weekday() >= 5:
        said = {"day": words.day(day), "why": f": {whole}" if whole else ""}
        raise Invalid(_("Schools are closed on %(day)s%(why)s. Choose another day.") % said, field="day")
    if away:
        return _("Closed that day: %(schools)s.") % {"schools": ", ".join(each.school for each in away)}
    if terms.half_term_of(day, calendars.half_terms(partnership, terms.academic_year(day).start)) is None:
        raise Invalid(_("%(day)s is in the holidays. Choose another day.") % {"day": words.day(day)}, field="day")
    return ""


def _make(
    by: Person,
    partnership: Partnership,
    times: Times,
    *,
    title: str,
    place: str,
    host: School | None,
    half_term: int | None = None,
) -> Meeting:
    clashes(partnership, times.day)
    year, found = _half_term(partnership, times.day)
    return Meeting.objects.create(
        partnership=partnership,
        title=title,
        year=year,
        half_term=found if half_term is None else half_term,
        day=times.day,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        place=place,
        host=host,
        made_by=by,
        uid=f"meeting-{random_id()}@bothways",
    )


def _half_term(partnership: Partnership, day: dt.date) -> tuple[int, int]:
    year = terms.academic_year(day).start
    found = terms.current_or_next(day, calendars.half_terms(partnership, year))
    return year, found.index if found else len(terms.NAMES) - 1


def _refuse_past(day: dt.date) -> None:
    if day <= clock.today():
        raise Invalid(_("%(day)s has passed. Choose a day to come.") % {"day": words.date(day)}, field="day")


def _again(meeting: Meeting) -> Meeting:
    found: Meeting = meeting.partnership.meetings.select_related("partnership", "host").get(pk=meeting.pk)
    return found


def _still_on(meeting: Meeting) -> Meeting:
    """The row as it stands now, held. Conflict when it was called off or is over."""
    found: Meeting = meeting.partnership.meetings.select_for_update().get(pk=meeting.pk)
    if found.state == MeetingState.CALLED_OFF:
        raise Conflict(_("This meeting has been called off already."))
    if found.state == MeetingState.HELD:
        raise Conflict(_("This meeting has been held: its register is taken."))
    return found
