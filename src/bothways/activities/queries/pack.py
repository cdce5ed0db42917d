"""Everything that the paper of one event says, read once, as one reader may know it. Names come from labels alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bothways.activities import policies
from bothways.activities.models import Activity, Booking, BookingState, RiskAssessment, SetPurpose, TakingPart
from bothways.activities.queries import consents, labels, needs, teams
from bothways.activities.queries.coming import ComingRow, coming
from bothways.activities.queries.labels import Label
from bothways.activities.queries.teams import TeamRow
from bothways.activities.queries.timetable import SessionRow, timetable
from bothways.core import clock
from bothways.schools.models import Person

PRINTED_FROM = dt.timedelta(days=3)
"""Paper for the day is printed in the days before it. From then on it says what is read on the day."""


@dataclass
class Pack:
    """One event as one reader may know it. ``schools`` narrows it to these schools' own children; empty: all."""

    activity: Activity
    person: Person
    schools: frozenset[str]

    @cached_property
    def whole(self) -> bool:
        """Whether it is the paper of the whole event."""
        return not self.schools

    @cached_property
    def parts(self) -> Sequence[TakingPart]:
        """Schools that take part, by name."""
        rows = [each for each in self.activity.taking_part.select_related("school") if self._mine(each.school_id)]
        return sorted(rows, key=lambda part: part.school.name.casefold())

    def _mine(self, school_id: str) -> bool:
        return self.whole or school_id in self.schools

    @cached_property
    def people(self) -> Sequence[ComingRow]:
        """Who comes by name, by school and tag."""
        return tuple(each for each in coming(self.activity) if self._mine(each.school_id))

    @cached_property
    def read_at(self) -> dt.datetime:
        """When the paper is read: on the day, once it is near enough to be printed; until then now."""
        begins, ends = policies.window_of(self.activity)
        now = clock.now()
        return begins if begins - PRINTED_FROM <= now < begins else now if now <= ends else ends + PRINTED_FROM

    @cached_property
    def labels(self) -> Mapping[str, Label]:
        """What each child is called on paper that anybody may see: badges, lists, registers of the whole event.

        As its school chose for the day, so that a hidden child's badge reads like every other. Whoever does not take
        part, such as a coordinator, prints tags.
        """
        takes_part = policies.may_read_labels(self.person, self.activity)
        return labels.labels_for(self.activity, None if takes_part else self.person, self.people, at=self.read_at)

    @cached_property
    def own_labels(self) -> Mapping[str, Label]:
        """What a school calls its own children on paper that stays in its hands; of a whole event the same as all."""
        if self.whole:
            return self.labels
        return labels.labels_for(self.activity, self.person, self.people)

    @cached_property
    def teams(self) -> Sequence[TeamRow]:
        """The event's teams, if any are kept."""
        return teams.kept(self.activity)

    @cached_property
    def team_of(self) -> Mapping[str, TeamRow]:
        """Each child's team."""
        return {child: team for team in self.teams for child in team.participant_ids}

    @cached_property
    def tables(self) -> Sequence[TeamRow]:
        """Lunch tables."""
        return teams.kept(self.activity, SetPurpose.LUNCH)

    @cached_property
    def sessions(self) -> Sequence[SessionRow]:
        """The timetable."""
        return timetable(self.activity)

    @cached_property
    def seminar_of(self) -> Mapping[str, frozenset[str]]:
        """{child: sessions that were allotted}."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in teams.kept(self.activity, SetPurpose.SEMINARS):
            for child in row.participant_ids:
                found[child].add(row.session_id)
        return {child: frozenset(many) for child, many in found.items()}

    @cached_property
    def photo_ok(self) -> Collection[str]:
        """Children who may be in photos; no answer counts as no."""
        return consents.photo_ok(self.activity)

    @cached_property
    def kitchen(self) -> Sequence[needs.Meal]:
        """Plates, without names."""
        mine = None if self.whole else [each.participant_id for each in self.people]
        return needs.kitchen_counts(self.activity, mine)

    @cached_property
    def risks(self) -> Sequence[RiskAssessment]:
        """Risk assessments: where they are, which version, who looked and when."""
        return tuple(self.activity.risks.select_related("owner").order_by("title"))

    @cached_property
    def bookings(self) -> Mapping[str, Booking]:
        """{school: its booking}."""
        rows = Booking.unscoped.filter(taking_part__activity=self.activity, state=BookingState.BOOKED)
        return {
            each.taking_part.school_id: each for each in rows.select_related("taking_part").prefetch_related("brings")
        }

    def day_of(self, child: str) -> Sequence[SessionRow]:
        """One child's own timetable: what is for all, what was allotted to it, and nothing that is beside it."""
        mine = self.seminar_of.get(child)
        return [each for each in self.sessions if each.audience != "adults" and _is_on(each, mine)]


def _is_on(session: SessionRow, mine: frozenset[str] | None) -> bool:
    if not session.block or mine is None:
        return True
    return session.id in mine


def pack_for(activity: Activity, person: Person, schools: Collection[str] = ()) -> Pack:
    """The paper of an event for one reader; of ``schools`` alone, or of all of it."""
    return Pack(activity, person, frozenset(schools))
