"""Who said they would do what: of one meeting, open ones, late ones; and what the minutes say to each school."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from django.db.models import F, QuerySet, Subquery
from django.utils.translation import gettext as _

from bothways.core import access, words
from bothways.partnerships.models import Attendance, Meeting, MeetingAction, Partnership
from bothways.partnerships.queries import meetings
from bothways.schools.models import Person

_WITH = ("membership__school", "membership__partnership", "contact")

ActionRow: TypeAlias = MeetingAction
"""What the reads return: pages name these and never the models."""


def of_partnership(partnership: Partnership) -> QuerySet[MeetingAction]:
    """All of them, with school, contact and meeting; the open ones first, those that are due soonest first."""
    rows: QuerySet[MeetingAction] = partnership.actions.select_related(*_WITH, "meeting")
    open_first = [F(name).asc(nulls_first=True) for name in ("done_on", "dropped_on")]
    return rows.order_by(*open_first, F("due_on").asc(nulls_last=True), "made_at", "pk")


def open_ones(partnership: Partnership) -> QuerySet[MeetingAction]:
    """Neither done nor dropped."""
    return of_partnership(partnership).filter(done_on=None, dropped_on=None)


def late(partnership: Partnership, today: dt.date) -> QuerySet[MeetingAction]:
    """Open and past their day."""
    return open_ones(partnership).filter(due_on__lt=today)


class Late(NamedTuple):
    """An action past its day, as plain values. ``place_id``: the school's row at that meeting, which its link opens."""

    words: str
    due_on: dt.date
    meeting_id: str | None
    membership_id: str
    school_id: str
    school: str
    place_id: str | None


def late_ones(partnership: Partnership, today: dt.date) -> Sequence[Late]:
    """What is open and past its day, for pages that ask for much else: one query."""
    fields = ("words", "due_on", "meeting_id", "membership_id", "membership__school_id", "membership__school__name")
    rows = late(partnership, today).annotate(place_id=Subquery(meetings.place_of_action().values("pk")[:1]))
    return [Late(*values) for values in rows.values_list(*fields, "place_id")]


def of_meeting(meeting: Meeting) -> Sequence[MeetingAction]:
    """What was taken on at a meeting, in the order it was written down: one query."""
    return tuple(meeting.actions.select_related(*_WITH).order_by("made_at", "pk"))


def of_school(attendance: Attendance) -> Sequence[MeetingAction]:
    """The open actions of a school, for whoever holds its link, and what was settled since that meeting."""
    found = of_partnership(attendance.meeting.partnership).filter(membership_id=attendance.membership_id)
    since = attendance.meeting.day
    return tuple(each for each in found if is_open(each) or (each.done_on or each.dropped_on or since) > since)


def action(action_id: str, *, partnership: Partnership, by: Person) -> MeetingAction:
    """One action of a partnership that ``by`` sees. NotFound otherwise."""
    using = MeetingAction.objects.for_(by).filter(partnership=partnership).select_related("membership__partnership")
    return access.get(MeetingAction, action_id, by=by, using=using)


def is_open(action: MeetingAction) -> bool:
    """Neither done nor dropped."""
    return action.done_on is None and action.dropped_on is None


def said(action: MeetingAction) -> str:
    """Bring the magnets (the lead's name, by Thursday 3 December)."""
    who = action.contact.name if action.contact else ""
    until = _("by %(day)s") % {"day": words.day(action.due_on)} if action.due_on else ""
    more = ", ".join(part for part in (who, until) if part)
    return f"{action.words} ({more})" if more else action.words


def minutes_for(meeting: Meeting, row: Attendance, taken: Iterable[MeetingAction]) -> dict[str, str]:
    """What the minutes say to one school: its own actions first."""
    taken = tuple(each for each in taken if each.dropped_on is None)
    own = [said(each) for each in taken if each.membership_id == row.membership_id]
    others = [
        f"{each.membership.school.name}: {said(each)}" for each in taken if each.membership_id != row.membership_id
    ]
    missed = _("We missed you. Here is what was said, so that nothing passes you by.")
    return {
        "opening": missed if row.present is False else _("Here is what was said and who does what."),
        "own": "; ".join(own) or _("nothing this time"),
        "others": "; ".join(others) or _("nothing this time"),
        "notes": meeting.notes or _("No notes were kept."),
    }
