"""What a school sees of itself over all its partnerships: what waits, what it gives and gets next, and what it costs.

No person is asked for here: whoever calls has found the school through somebody's role or a live link.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from bothways.core import clock, words
from bothways.core.errors import NotFound
from bothways.partnerships.models import (
    Answer,
    Attendance,
    Coming,
    Meeting,
    MeetingAction,
    Membership,
    MembershipState,
    Promise,
    PromiseState,
)
from bothways.partnerships.queries import plan_waiting, plan_words
from bothways.partnerships.queries.plan_waiting import Part
from bothways.partnerships.queries.sharing import OPEN_PROMISES

LATELY = dt.timedelta(days=100)


@dataclass(frozen=True)
class Told:
    """A promise in words, from one side."""

    words: str
    other: str
    due_on: dt.date | None
    settled: bool
    promise_id: str
    slug: str


@dataclass(frozen=True)
class Gathering:
    """A meeting ahead, and what the school said to it."""

    title: str
    when: str
    place: str
    slug: str
    meeting_id: str
    coming: str
    answered: bool


@dataclass(frozen=True)
class Said:
    """An answer just given, and the terms it was given to: for changing it at once."""

    asked_id: str
    title: str
    words: str
    shown: str
    is_in: bool


@dataclass(frozen=True)
class OwnSchool:
    """One school's part in everything. Giving and getting stand side by side in each ``Part``."""

    memberships: Sequence[Membership]
    waiting: Sequence[Part]
    ahead: Sequence[Part]
    meetings: Sequence[Gathering]
    to_do: Sequence[MeetingAction]
    gives: Sequence[Told]
    gets: Sequence[Told]
    would_give: Sequence[Told]
    would_get: Sequence[Told]

    @property
    def both_waiting(self) -> Sequence[tuple[Told, bool]]:
        """Promises that wait for this school's yes, and whether it is the one that would give."""
        return [*((each, True) for each in self.would_give), *((each, False) for each in self.would_get)]

    @property
    def many_waiting(self) -> int:
        """How many things wait for its answer."""
        return len(self.waiting) + len(self.would_give) + len(self.would_get)

    @property
    def hours(self) -> Decimal:
        """Staff hours that it said yes to, ahead of today."""
        return sum((part.hours for part in self.ahead), Decimal(0))

    @property
    def cost(self) -> str:
        """What it said yes to pay."""
        return plan_words.money(sum(part.cost_pence for part in self.ahead))


def own_school(school_id: str, *, today: dt.date | None = None) -> OwnSchool:
    """Everything about one school, in seven queries."""
    today = today or clock.today()
    rows = Membership.unscoped.filter(school_id=school_id, state=MembershipState.YES).select_related("partnership")
    memberships = tuple(rows.order_by("partnership__name"))
    ids = [each.pk for each in memberships]
    promises = _promises(ids, today)
    made = [each for each in promises if each.state != PromiseState.SUGGESTED]
    asked = [each for each in promises if each.state == PromiseState.SUGGESTED]
    return OwnSchool(
        memberships=memberships,
        waiting=plan_waiting.asked_of_school([school_id]),
        ahead=plan_waiting.next_for_schools([school_id], today),
        meetings=_meetings(memberships, today),
        to_do=_to_do(ids),
        gives=tuple(_given(each) for each in made if each.giver_id in ids),
        gets=tuple(_gotten(each) for each in made if each.receiver_id in ids),
        would_give=tuple(_given(each) for each in asked if each.giver_id in ids and not each.giver_said_at),
        would_get=tuple(_gotten(each) for each in asked if each.receiver_id in ids and not each.receiver_said_at),
    )


def just_said(asked_id: str, school_id: str) -> Said | None:
    """What the school has said to one thing that still takes answers; None when there is no such thing of its own."""
    try:
        asked = plan_waiting.asked_by_link(asked_id)
    except NotFound:
        return None
    found = asked.proposal
    if asked.membership.school_id != school_id or not asked.answer or found.state not in plan_waiting.ANSWERABLE:
        return None
    words_of = plan_words.answer_words(asked.answer, asked.condition)
    return Said(asked.pk, found.title, words_of, plan_words.shown(asked, found), asked.answer == Answer.IN)


def _meetings(memberships: Sequence[Membership], today: dt.date) -> tuple[Gathering, ...]:
    slugs = {each.partnership_id: each.partnership.slug for each in memberships}
    rows = Meeting.unscoped.filter(partnership_id__in=slugs, day__gte=today).exclude(state="called_off")
    coming = {
        row.meeting_id: row
        for row in Attendance.unscoped.filter(membership__in=[each.pk for each in memberships], meeting__day__gte=today)
    }
    return tuple(_gathering(each, slugs[each.partnership_id], coming.get(each.pk)) for each in rows.order_by("day")[:6])


def _gathering(meeting: Meeting, slug: str, said: Attendance | None) -> Gathering:
    answered = said is not None and said.coming != Coming.NONE
    return Gathering(
        title=meeting.title,
        when=_when(meeting),
        place=meeting.place,
        slug=slug,
        meeting_id=meeting.pk,
        coming=str(Coming(said.coming).label) if said else "",
        answered=answered,
    )


def _when(meeting: Meeting) -> str:
    return f"{words.day(meeting.day)}, {plan_words.times(meeting.starts_at, meeting.ends_at)}"


def _to_do(memberships: list[str]) -> tuple[MeetingAction, ...]:
    rows = MeetingAction.unscoped.filter(membership__in=memberships, done_on=None, dropped_on=None)
    return tuple(rows.select_related("partnership").order_by("due_on")[:20])


def _promises(memberships: list[str], today: dt.date) -> tuple[Promise, ...]:
    mine = Q(giver__in=memberships) | Q(receiver__in=memberships)
    lately = Q(state__in=OPEN_PROMISES) | Q(state=PromiseState.KEPT, due_on__gte=today - LATELY)
    rows: Any = Promise.unscoped.filter(mine & lately)
    return tuple(rows.select_related("giver__school", "receiver__school", "external", "partnership").order_by("due_on"))


def _given(promise: Promise) -> Told:
    return _told(promise, promise.receiver.school.name)


def _gotten(promise: Promise) -> Told:
    giver = promise.giver.school.name if promise.giver else promise.external.name if promise.external else ""
    return _told(promise, giver)


def _told(promise: Promise, other: str) -> Told:
    kept = promise.state == PromiseState.KEPT
    return Told(promise.words, other, promise.due_on, kept, promise.pk, promise.partnership.slug)
