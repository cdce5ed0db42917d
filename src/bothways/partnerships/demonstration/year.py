"""One year of a story: its plan with each school's answer, and its six meetings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from bothways.core import clock
from bothways.core.ids import random_id
from bothways.partnerships.demonstration.story import Item, Story
from bothways.partnerships.models import (
    AgendaItem,
    Answer,
    Asked,
    Attendance,
    Coming,
    EventKind,
    GivenAnswer,
    Meeting,
    MeetingAction,
    Membership,
    Partnership,
    Proposal,
    ProposalEvent,
    ProposalOwner,
    ProposalState,
)
from bothways.partnerships.models.meeting import MeetingState
from bothways.rules import terms
from bothways.schools.models import Person

REPLIED = 11
"""How many schools have said whether they come to the next meeting."""


@dataclass
class _Rows:
    """What is written at the end, many rows at a time."""

    rows: dict[type[Any], list[Any]] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        self.rows.setdefault(type(row), []).append(row)
        return row

    def write(self) -> None:
        for model in (
            Proposal,
            ProposalOwner,
            Asked,
            GivenAnswer,
            ProposalEvent,
            Meeting,
            AgendaItem,
            Attendance,
            MeetingAction,
        ):
            model.objects.bulk_create(self.rows.get(model, []))


@dataclass
class Telling:
    """One academic year of a story, as it stands today; ``start`` is its first calendar year."""

    story: Story
    partnership: Partnership
    members: dict[str, Membership]
    start: int
    today: dt.date
    by: Person
    rows: _Rows = field(default_factory=_Rows)

    def tell(self) -> None:
        """Write it down."""
        halves = terms.usual_half_terms(terms.AcademicYear(self.start))
        days = [terms.day_in(terms.TermWeek(i.half_term, i.week, i.weekday), halves) for i in self.story.items]
        asking = _being_asked(days, self.today)
        for number, item in enumerate(self.story.items):
            state = _state(days[number], self.today, number, asking=number == asking)
            self._proposal(item, days[number], state)
        met = [terms.day_in(terms.TermWeek(half.index, 2, 3), halves) for half in halves]
        last = max((day for day in met if day < self.today), default=None)
        for half, day in zip(halves, met, strict=True):
            self._meeting(half, day, last=day == last)
        self.rows.write()

    def _proposal(self, item: Item, day: dt.date, state: ProposalState) -> None:
        proposed = _moment(min(day - dt.timedelta(days=70), self.today - dt.timedelta(days=40)))
        proposal = self.rows.add(
            Proposal(
                partnership=self.partnership,
                title=item.title,
                about=item.about,
                why_together=item.why,
                state=state,
                year=self.start,
                half_term=item.half_term,
                day=day,
                starts_at=_time(item.starts),
                ends_at=_time(item.ends),
                place=item.place,
                pupils=item.pupils,
                year_groups=item.years,
                cost_pence=item.cost_pence,
                answer_by=_answer_by(day, self.today),
                proposed_by=self.by,
                proposed_at=proposed,
                state_at=proposed,
                uid=f"{random_id()}@bothways",
            )
        )
        for urn in item.owners:
            self.rows.add(ProposalOwner(proposal=proposal, membership=self.members[urn]))
        self._history(proposal, proposed)
        self._schools(proposal, item, proposed)

    def _history(self, proposal: Proposal, proposed: dt.datetime) -> None:
        happened = [(EventKind.PROPOSED, 0)]
        if proposal.state != ProposalState.PROPOSED:
            happened.append((EventKind.ASKED, 2))
        if proposal.state in {ProposalState.CONFIRMED, ProposalState.DONE}:
            happened.append((EventKind.CONFIRMED, 20))
        for kind, days in happened:
            at = proposed + dt.timedelta(days=days)
            self.rows.add(ProposalEvent(proposal=proposal, kind=kind, version=1, by_name=self.story.post, at=at))

    def _schools(self, proposal: Proposal, item: Item, at: dt.datetime) -> None:
        invited = item.only or tuple(self.members)
        waiting = proposal.state == ProposalState.ASKING
        others = [urn for urn in invited if urn not in item.owners and urn not in item.no]
        silent = {others[0], others[-1]} if waiting else set()
        for number, urn in enumerate(invited):
            lately = _moment(self.today - dt.timedelta(days=1 + number))
            when = lately if waiting else at + dt.timedelta(days=5)
            self._asked(proposal, item, urn, when, silent=urn in silent)

    def _asked(self, proposal: Proposal, item: Item, urn: str, when: dt.datetime, *, silent: bool) -> None:
        gives = next((each for each in item.gives if each.urn == urn), None)
        said = proposal.state != ProposalState.PROPOSED and not silent
        answer = (Answer.NOT_THIS_TIME if urn in item.no else Answer.IN) if said else Answer.NONE
        asked = self.rows.add(
            Asked(
                proposal=proposal,
                membership=self.members[urn],
                gives=gives.words if gives else "",
                gives_kind=gives.kind if gives else "",
                hours=gives.hours if gives else 0,
                gets=item.gets,
                answer=answer,
                version=1 if said else 0,
                asked_at=proposal.proposed_at if proposal.state != ProposalState.PROPOSED else None,
                answered_at=when if said else None,
                answered_by=self.story.post if said else "",
            )
        )
        if said:
            self.rows.add(
                GivenAnswer(asked=asked, version=1, answer=answer, by_name=self.story.post, by_link=True, at=when)
            )

    def _meeting(self, half: terms.HalfTerm, day: dt.date, *, last: bool) -> None:
        held = day < self.today
        soon = not held and day < self.today + dt.timedelta(days=75)
        hosts = list(self.members.values())
        host = hosts[(self.start * 6 + half.index) % len(hosts)].school
        meeting = self.rows.add(
            Meeting(
                partnership=self.partnership,
                title=f"{self.story.meeting}, {half.name}",
                year=self.start,
                half_term=half.index,
                day=day,
                starts_at=dt.time(15, 45),
                ends_at=dt.time(17, 0),
                place=host.name,
                host=host,
                state=MeetingState.HELD if held else MeetingState.INVITED if soon else MeetingState.PLANNED,
                made_by=self.by,
                notes="We shared what we tried, agreed the dates, and said who brings what." if held else "",
                invited_at=_moment(day - dt.timedelta(days=21)) if held or soon else None,
                minutes_sent_at=_moment(day + dt.timedelta(days=1)) if held else None,
                uid=f"{random_id()}@bothways",
            )
        )
        for number, (kind, title, minutes) in enumerate(self.story.agenda):
            self.rows.add(AgendaItem(meeting=meeting, kind=kind, title=title, minutes=minutes, position=number))
        if held or soon:
            self._attendance(meeting, half, held=held)
        if last and (self.today - day).days < 75:
            self._actions(meeting)

    def _attendance(self, meeting: Meeting, half: terms.HalfTerm, *, held: bool) -> None:
        share = len(self.members) * REPLIED // 16
        for number, member in enumerate(self.members.values()):
            came = (number + half.index * 3) % 8 != 0
            replied = held or number < share
            said = Coming.YES if came else Coming.NO
            self.rows.add(
                Attendance(
                    meeting=meeting,
                    membership=member,
                    coming=said if replied else Coming.NONE,
                    asked_at=meeting.invited_at or clock.now(),
                    replied_at=meeting.invited_at if replied else None,
                    present=came if held else None,
                    followed_up_at=meeting.minutes_sent_at if held else None,
                )
            )

    def _actions(self, meeting: Meeting) -> None:
        for urn, words, days in self.story.to_do:
            due = self.today + dt.timedelta(days=days)
            whose = {"partnership": self.partnership, "membership": self.members[urn]}
            self.rows.add(MeetingAction(meeting=meeting, words=words, due_on=due, **whose))


def _being_asked(days: list[dt.date], today: dt.date) -> int:
    """The next item more than a few days away: it is being asked about now."""
    ahead = [(day, number) for number, day in enumerate(days) if day > today + dt.timedelta(days=4)]
    return min(ahead)[1] if ahead else -1


def _state(day: dt.date, today: dt.date, number: int, *, asking: bool) -> ProposalState:
    if day < today:
        return ProposalState.DONE
    if asking:
        return ProposalState.ASKING
    if day < today + dt.timedelta(days=30):
        return ProposalState.CONFIRMED
    return (ProposalState.AGREED, ProposalState.ASKING, ProposalState.CONFIRMED, ProposalState.PROPOSED)[number % 4]


def _time(words: str) -> dt.time | None:
    return dt.time.fromisoformat(words) if words else None


def _answer_by(day: dt.date, today: dt.date) -> dt.date:
    """Three weeks before; for what is still ahead, not sooner than in five days."""
    if day < today:
        return day - dt.timedelta(days=21)
    return max(day - dt.timedelta(days=21), min(day - dt.timedelta(days=2), today + dt.timedelta(days=5)))


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(16, 20), tzinfo=clock.LONDON)
