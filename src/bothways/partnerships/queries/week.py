"""What the home page tells besides needs: the year's giving and getting, and what was done for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import charts, clock
from bothways.partnerships.models import (
    Answer,
    Asked,
    Attendance,
    Contribution,
    GivenAnswer,
    NudgeLine,
    Partnership,
    PromiseState,
    ProposalState,
)
from bothways.partnerships.queries import belonging, gifts, meetings, partnerships, plan, plan_waiting, sharing
from bothways.partnerships.queries.once import once
from bothways.rules import exchange, terms
from bothways.schools.models import Person

WEEK = dt.timedelta(days=7)
YES = (Answer.IN, Answer.IN_IF)


def year_so_far(partnership: Partnership, year: int, by: Person, today: dt.date) -> tuple[plan.Term, ...]:
    """The same as `plan.timeline`, from what the page has read for its needs."""
    if not belonging.sees_all(partnership, by):
        return plan.timeline(partnership, year, by, today=today)
    met = (each for each in meetings.recent(partnership, today) if each.year == year)
    live = (each for each in plan_waiting.live(partnership) if each.proposal.year == year)
    done = (each for each in plan_waiting.done(partnership) if each.year == year)
    items = [(each.half_term, plan.meeting_item(partnership, each)) for each in met]
    items += [
        (each.proposal.half_term, plan.proposal_item(partnership, each.proposal, plan_waiting.waiting(each)))
        for each in live
    ]
    items += [(each.half_term, plan.proposal_item(partnership, each, 0)) for each in done]
    return plan.laid_out(partnership, year, items, today)


@dataclass(frozen=True)
class Giving:
    """The schools' giving and getting of one academic year: the chart, and who has only got so far.

    ``kinds``: (school, what sorts of thing it gave), because hours do not show a hall or a pond. ``one_way``: pairs of
    memberships (giver, receiver) between whom nothing has come back.
    """

    chart: charts.GiveReceive
    only_gets: Sequence[str]
    only_gives: Sequence[str]
    counted: int
    members: Sequence[partnerships.MembershipRow]
    kinds: Sequence[tuple[str, str]]
    one_way: Collection[tuple[str, str]]

    def between(self, pair: Sequence[partnerships.MembershipRow]) -> str:
        """Whether it went one way so far between two schools, as a sentence; nothing when it did not."""
        for giver, receiver in (pair, pair[::-1]):
            if (giver.pk, receiver.pk) in self.one_way:
                names = {"giver": giver.school.name, "receiver": receiver.school.name}
                return _("So far this year it has gone one way: %(giver)s gave, %(receiver)s received.") % names
        return ""


def giving(partnership: Partnership, year: int) -> Giving:
    """Staff hours of what is done and of promises kept, shared out among the schools that took part: two queries
    beside the memberships, once for a page.
    """
    return once(partnership, f"giving {year}", lambda: _giving(partnership, year))


def _giving(partnership: Partnership, year: int) -> Giving:
    """By name, those that give and receive before those that do one of them so far: a story and no league table."""
    members = belonging.members(partnership, guests=False)
    measured = tuple(gifts.measured(partnership, year))
    covered = frozenset[str]().union(*(each.covers for each in measured))
    given = [*_gifts(partnership, year, covered), *_promised(partnership, year), *_measured(measured, members)]
    both = exchange.exchanged(each.gift for each in given)
    kinds: dict[str, set[str]] = {}
    for each in given:
        kinds.setdefault(each.gift.giver, set()).add(each.kind)
    rows = tuple(_row(each, both.get(each.pk, exchange.Both()), kinds.get(each.pk)) for each in members)
    chart = charts.GiveReceive(
        slug="giving",
        note=_("Staff and pupil-leader hours of what is done since September %(year)s.") % {"year": year},
        source=_(
            "Counted from the plan, timetables of events and promises kept. What one school gave is shared out among"
            " the others."
        ),
        rows=tuple(sorted(rows, key=lambda row: bool(row.flag))),
        unit=_("hours"),
    )
    return Giving(
        chart,
        [row.school for row in rows if row.receives and row.flag],
        [row.school for row in rows if row.gives and row.flag],
        len(both),
        members,
        [(each.school.name, _said(kinds[each.pk])) for each in members if each.pk in kinds],
        exchange.one_way(each.gift for each in given),
    )


@dataclass(frozen=True)
class _Given:
    """One gift, and what sort of thing it was; "" where only hours were written down."""

    gift: exchange.Gift[str]
    kind: str


@dataclass(frozen=True)
class _Row(charts.Exchange):
    """A school that gave something else than hours is not said to have given nothing."""

    gave_things: bool = False

    @property
    def flag(self) -> str:
        return "" if self.receives and self.gave_things else super().flag


def _row(member: partnerships.MembershipRow, both: exchange.Both, kinds: set[str] | None) -> charts.Exchange:
    return _Row(member.school.name, round(float(both.gave), 1), round(float(both.got), 1), bool(kinds))


def _said(kinds: set[str]) -> str:
    """The kinds in words, in the order in which they are always named."""
    named = [str(label) for kind, label in Contribution.choices if kind in kinds]
    return ", ".join(named or [str(Contribution.STAFF.label)])


def _measured(found: Sequence[gifts.Measured], members: Sequence[partnerships.MembershipRow]) -> list[_Given]:
    """Gifts that other rooms measured, of schools that are members now. Guests took part, and have no row."""
    by_school = {each.school.pk: each.pk for each in members}
    return [
        _Given(
            exchange.Gift(
                by_school[each.school_id], each.hours, {by_school.get(school, school) for school in each.took_part}
            ),
            each.kind,
        )
        for source in found
        for each in source.gifts
        if each.school_id in by_school
    ]


def _gifts(partnership: Partnership, year: int, covered: frozenset[str]) -> list[_Given]:
    """What schools said that they give to what is done, with the schools that took part; not what was measured."""
    done = partnership.proposals.filter(year=year, state=ProposalState.DONE).exclude(pk__in=covered)
    rows = Asked.unscoped.filter(proposal__in=done, answer__in=YES)
    took_part: dict[str, set[str]] = {}
    gave: list[tuple[str, str, Fraction, str]] = []
    for proposal, school, hours, kind, words in rows.values_list(
        "proposal_id", "membership_id", "hours", "gives_kind", "gives"
    ):
        took_part.setdefault(proposal, set()).add(school)
        if hours or kind or words:
            gave.append((proposal, school, Fraction(hours), kind))
    return [_Given(exchange.Gift(school, hours, took_part[proposal]), kind) for proposal, school, hours, kind in gave]


def _promised(partnership: Partnership, year: int) -> list[_Given]:
    kept = (each for each in sharing.standing(partnership, year) if each.state == PromiseState.KEPT)
    in_year = (each for each in kept if each.giver_id and each.due_on and each.due_on in terms.AcademicYear(year))
    return [
        _Given(exchange.Gift(each.giver_id, Fraction(each.hours), {each.receiver_id}), each.kind) for each in in_year
    ]


@dataclass(frozen=True)
class Done:
    """One line of what was done without anybody: how many, and in words."""

    count: int
    words: str


def done_for(partnership: Partnership, now: dt.datetime | None = None) -> Sequence[Done]:
    """What came in and went out by itself in the last seven days, counted from the rows themselves: one query.

    Of plans and meetings only this year's and the last one's are looked through, so that a long history costs nothing.
    """
    since = (now or clock.now()) - WEEK
    year = terms.academic_year(since.date()).start - 1
    meeting = {"meeting__partnership": partnership, "meeting__year__gte": year}
    proposal = {"proposal__partnership": partnership, "proposal__year__gte": year}
    of_asked = {f"asked__{name}": value for name, value in proposal.items()}
    answers = GivenAnswer.unscoped.filter(at__gte=since, by_link=True, **of_asked)
    replies = Attendance.unscoped.filter(replied_at__gte=since, **meeting)
    asked = Asked.unscoped.filter(asked_at__gte=since, **proposal)
    invited = Attendance.unscoped.filter(meeting__invited_at__gte=since, **meeting)
    reminded = NudgeLine.unscoped.filter(nudge__partnership=partnership, nudge__sent_at__gte=since)
    counted = {"answers": answers, "replies": replies, "asked": asked, "invited": invited, "reminded": reminded}
    rows = Partnership.unscoped.filter(pk=partnership.pk)
    counts: Any = rows.values(**{f"n_{name}": _count(each) for name, each in counted.items()}).get()
    said = (
        ("answers", ngettext("%(n)d answer came in by link", "%(n)d answers came in by link", counts["n_answers"])),
        ("replies", ngettext("%(n)d reply to a meeting", "%(n)d replies to meetings", counts["n_replies"])),
        ("asked", ngettext("%(n)d school was asked", "%(n)d schools were asked", counts["n_asked"])),
        ("invited", ngettext("%(n)d invitation went out", "%(n)d invitations went out", counts["n_invited"])),
        ("reminded", ngettext("%(n)d school was reminded", "%(n)d schools were reminded", counts["n_reminded"])),
    )
    return [
        Done(counts[f"n_{name}"], words % {"n": counts[f"n_{name}"]}) for name, words in said if counts[f"n_{name}"]
    ]


def _count(rows: QuerySet[Any]) -> Any:
    """How many, inside another query."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
