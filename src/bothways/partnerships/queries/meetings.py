"""Meetings: those of a year, the next one, one with its agenda, its replies and its register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from bothways.core import access, clock, words
from bothways.core.errors import NotFound
from bothways.partnerships.models import (
    AgendaItem,
    AgendaKind,
    Attendance,
    Coming,
    Meeting,
    MeetingAction,
    MeetingState,
    Membership,
    MembershipKind,
    MembershipState,
    Partnership,
)
from bothways.partnerships.queries import belonging, calendars
from bothways.partnerships.queries.once import once
from bothways.rules import meetings as rules
from bothways.rules import terms
from bothways.schools.models import Person

MeetingRow: TypeAlias = Meeting
AttendanceRow: TypeAlias = Attendance
"""What the reads return: pages name these and never the models."""

LATELY = dt.timedelta(days=56)
BACK = 5
"""Minutes that looking at open actions is counted as."""


@dataclass(frozen=True)
class Line:
    """One line of an agenda. Without ``item`` it came by itself: the open actions of earlier meetings."""

    kind: str
    title: str
    minutes: int
    item: AgendaItem | None = None


@dataclass(frozen=True)
class Agenda:
    """The lines in order, what came back from earlier meetings, and how the minutes add up."""

    lines: tuple[Line, ...]
    back: tuple[MeetingAction, ...]
    minutes: int
    room: int
    ends_at: dt.time

    @property
    def over(self) -> int:
        """By how many minutes it is too long; 0 or less is good."""
        return self.minutes - self.room


@dataclass(frozen=True)
class Place:
    """One school at one meeting: ``row`` is None while it has not been asked and no register was taken."""

    membership: Membership
    row: Attendance | None

    @property
    def school(self) -> str:
        """The name to show."""
        return str(self.membership.school.name)

    @property
    def guest(self) -> bool:
        """Guests may come, and are not counted among those who owe an answer."""
        return is_guest(self.membership)

    @property
    def coming(self) -> str:
        """yes, no or nothing."""
        return str(self.row.coming) if self.row else ""

    @property
    def present(self) -> bool | None:
        """None until the register says so."""
        return self.row.present if self.row else None


def is_guest(membership: Membership) -> bool:
    """Whether a school comes as a guest."""
    return bool(membership.kind == MembershipKind.GUEST)


def kinds() -> Sequence[tuple[str, str]]:
    """What agenda items can be for."""
    return [(value, str(label)) for value, label in AgendaKind.choices]


def _counted(partnership: Partnership) -> QuerySet[Meeting]:
    found: QuerySet[Meeting] = partnership.meetings.select_related("host").annotate(
        asked=Count("attendance", filter=~Q(attendance__membership__kind=MembershipKind.GUEST)),
        yes=Count("attendance", filter=Q(attendance__coming=Coming.YES)),
        no=Count("attendance", filter=Q(attendance__coming=Coming.NO)),
        here=Count("attendance", filter=Q(attendance__present=True)),
        marked=Count("attendance", filter=Q(attendance__present__isnull=False)),
    )
    return found


def of_year(partnership: Partnership, year: int) -> Sequence[Any]:
    """The meetings of an academic year, first day first, with ``asked yes no here marked`` counted: one query."""
    return tuple(_counted(partnership).filter(year=year).order_by("day", "starts_at", "pk"))


def next_one(partnership: Partnership, today: dt.date) -> Any | None:
    """The meeting that comes next, today's included, counted like those of a year."""
    coming = _counted(partnership).filter(day__gte=today).exclude(state=MeetingState.CALLED_OFF)
    return coming.order_by("day", "starts_at", "pk").first()


def years(partnership: Partnership) -> Sequence[int]:
    """The academic years that have meetings, newest first."""
    found = partnership.meetings.order_by("-year").values_list("year", flat=True).distinct()
    return tuple(found)


def meeting(meeting_id: str, *, partnership: Partnership, by: Person) -> Meeting:
    """One meeting of the partnership. NotFound when it is another's or nobody's."""
    using = Meeting.objects.for_(by).filter(partnership=partnership).select_related("host", "partnership")
    return access.get(Meeting, meeting_id, by=by, using=using)


def item(item_id: str, *, meeting: Meeting) -> AgendaItem:
    """One line of a meeting's agenda, or NotFound."""
    found: AgendaItem | None = meeting.agenda.filter(pk=item_id).first()
    if found is None:
        raise NotFound
    return found


def when(meeting: Meeting) -> str:
    """Thursday 3 December, 15:45 to 17:00."""
    times = {"day": words.day(meeting.day), "start": f"{meeting.starts_at:%H:%M}", "end": f"{meeting.ends_at:%H:%M}"}
    return _("%(day)s, %(start)s to %(end)s") % times


def where(meeting: Meeting) -> str:
    """The place and its host, or that it is still to be said."""
    named = [part for part in (meeting.place, meeting.host.name if meeting.host else "") if part]
    return ", ".join(dict.fromkeys(named)) or _("Place to follow")


def carried_over(meeting: Meeting) -> tuple[MeetingAction, ...]:
    """The actions of earlier meetings that were, or are, open on the day of this one."""
    found = meeting.partnership.actions.filter(meeting__day__lt=meeting.day)
    found = found.filter(Q(done_on=None) | Q(done_on__gte=meeting.day))
    found = found.filter(Q(dropped_on=None) | Q(dropped_on__gte=meeting.day))
    found = found.select_related("membership__school", "contact", "meeting")
    return tuple(found.order_by(F("due_on").asc(nulls_last=True), "made_at", "pk"))


def agenda(meeting: Meeting) -> Agenda:
    """What it is about, with the open actions of earlier meetings first: two queries."""
    back = carried_over(meeting)
    kinds_ = dict(kinds())
    own = [Line(kinds_[each.kind], each.title, each.minutes, each) for each in meeting.agenda.all()]
    first = [Line(kinds_[AgendaKind.BUSINESS], _("Actions from last time"), BACK)] if back else []
    minutes = sum(line.minutes for line in (*first, *own))
    room = rules.length(meeting.starts_at, meeting.ends_at)
    return Agenda((*first, *own), back, minutes, room, rules.ends_at(meeting.starts_at, minutes))


def agenda_in_a_line(found: Agenda) -> str:
    """For mail: every line with its kind and minutes."""
    said = [f"{line.kind}: {line.title} ({line.minutes} min)" for line in found.lines]
    return "; ".join(said) or _("The agenda follows.")


def places(meeting: Meeting) -> tuple[Place, ...]:
    """Every school at this meeting, members first, by name: two queries. One that left stays where it came."""
    rows = {row.membership_id: row for row in meeting.attendance.all()}
    belongs = Q(state=MembershipState.YES) | Q(pk__in=[key for key, row in rows.items() if row.present is not None])
    members = meeting.partnership.memberships.filter(belongs).select_related("school").order_by("school__search_text")
    found = [Place(each, rows.get(each.pk)) for each in members]
    return tuple(sorted(found, key=lambda place: place.guest))


def own_places(meeting: Meeting, schools: Sequence[str]) -> tuple[Place, ...]:
    """Those of one's own schools."""
    return tuple(place for place in places(meeting) if place.membership.school_id in schools)


def by_link(attendance_id: str) -> Attendance:
    """The school at the meeting that a link opens. NotFound when the meeting was removed."""
    related = ("meeting__partnership", "meeting__host", "membership__school")
    found: Attendance | None = Attendance.unscoped.filter(pk=attendance_id).select_related(*related).first()
    if found is None:
        raise NotFound
    return found


def year_to_plan(partnership: Partnership, today: dt.date) -> int:
    """The academic year that a plan made today is for: this one, or the next when its last half-term is ending."""
    year = terms.academic_year(today).start
    half_terms = calendars.half_terms(partnership, year)
    return year + 1 if not half_terms or half_terms[-1].last - dt.timedelta(days=14) <= today else year


def choices(
    partnership: Partnership, year: int, today: dt.date, *, weekday: int = rules.THURSDAY
) -> tuple[rules.Choice, ...]:
    """Six days for a year: after school, one a half-term, clear of closures, none in the past."""
    taken = partnership.meetings.filter(year=year).exclude(state=MeetingState.CALLED_OFF)
    return rules.six_days(
        calendars.half_terms(partnership, year),
        today=today,
        closed=lambda day: bool(calendars.closed_on(partnership, day)),
        taken=frozenset(taken.values_list("half_term", flat=True)),
        weekday=weekday,
    )


def planned_today(partnership: Partnership, today: dt.date) -> int:
    """How many meetings were planned today that nothing is attached to: what an undo would take away."""
    return len(bare(partnership, today))


def bare(partnership: Partnership, today: dt.date) -> Sequence[str]:
    """The ids of today's new meetings with no agenda, invitation, register, notes or action."""
    since = dt.datetime.combine(today, dt.time(), clock.LONDON)
    fresh = partnership.meetings.filter(made_at__gte=since, state=MeetingState.PLANNED, notes="", invited_at=None)
    found = fresh.filter(agenda=None, attendance=None, actions=None).values_list("pk", flat=True)
    return tuple(found)


def absent(meeting: Meeting) -> Sequence[Attendance]:
    """The members that missed it and were not told yet; guests owe nothing."""
    missed = meeting.attendance.filter(present=False, followed_up_at=None)
    missed = missed.exclude(membership__kind=MembershipKind.GUEST)
    return tuple(missed.select_related("membership__school").order_by("membership__school__search_text"))


def readers(meeting: Meeting) -> Sequence[Attendance]:
    """The schools that the minutes go to, by name: members, and guests who were there.

    A school that joined since has a row that is not saved yet.
    """
    found = []
    for place in places(meeting):
        if place.membership.state == MembershipState.YES and (place.present or not place.guest):
            row = place.row or Attendance(meeting=meeting)
            row.membership = place.membership
            found.append(row)
    return tuple(found)


def recent(partnership: Partnership, today: dt.date) -> Sequence[Any]:
    """Those not called off, from the academic year of eight weeks ago on, first day first. Once for a page."""
    return once(partnership, f"meetings {today}", lambda: _recent(partnership, today))


def _recent(partnership: Partnership, today: dt.date) -> Sequence[Any]:
    rows = partnership.meetings.filter(year__gte=terms.academic_year(today - LATELY).start)
    kept = rows.exclude(state=MeetingState.CALLED_OFF).select_related("host").only(*_OF_MEETING)
    found = tuple(kept.order_by("day", "starts_at", "pk"))
    for each in found:
        each.partnership = partnership
    return found


_OF_MEETING = (
    *("partnership", "title", "year", "half_term", "day", "starts_at", "ends_at", "place", "state"),
    *("minutes_sent_at", "host__name"),
)


def near(partnership: Partnership, today: dt.date) -> Sequence[Any]:
    """Those that may need somebody: eight weeks back, and to come. Two queries and the memberships.

    ``open_rows`` of each are the members that have not replied, or missed it and were not told; of a meeting that
    nobody is asked to yet there are none.
    """
    found = [each for each in recent(partnership, today) if each.day >= today - LATELY]
    open_rows: dict[str, list[Attendance]] = {each.pk: [] for each in found}
    owe = Q(present=False, followed_up_at=None) | Q(present=None, coming=Coming.NONE)
    asked = [each for each in found if each.state != MeetingState.PLANNED]
    rows = Attendance.unscoped.filter(owe, meeting__in=asked).only("meeting", "membership", "coming", "present")
    for row in belonging.with_memberships(partnership, rows):
        if row.membership.state == MembershipState.YES and not is_guest(row.membership):
            open_rows[row.meeting_id].append(row)
    for each in found:
        each.open_rows = sorted(open_rows[each.pk], key=lambda row: str(row.membership.school.search_text))
    return found


def place_of_action() -> QuerySet[Attendance]:
    """The row of a school at the meeting where it took something on: inside a query of actions."""
    rows: QuerySet[Attendance] = Attendance.unscoped.filter(
        meeting=OuterRef("meeting"), membership=OuterRef("membership")
    )
    return rows
