"""What the home page tells besides needs: the year's giving and getting, and what was done for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
    GivenAnswer,
    NudgeLine,
    Partnership,
    Promise,
    PromiseState,
    ProposalState,
)
from bothways.partnerships.queries import belonging, partnerships
from bothways.partnerships.queries.once import once
from bothways.rules import exchange, terms

WEEK = dt.timedelta(days=7)
YES = (Answer.IN, Answer.IN_IF)


@dataclass(frozen=True)
class Giving:
    """The schools' giving and getting of one academic year: the chart, and who has only got so far."""

    chart: charts.GiveReceive
    only_gets: Sequence[str]
    only_gives: Sequence[str]
    counted: int
    members: Sequence[partnerships.MembershipRow]


def giving(partnership: Partnership, year: int) -> Giving:
    """Staff hours of what is done and of promises kept, shared out among the schools that took part: two queries
    beside the memberships, once for a page.
    """
    return once(partnership, f"giving {year}", lambda: _giving(partnership, year))


def _giving(partnership: Partnership, year: int) -> Giving:
    members = belonging.members(partnership, guests=False)
    both = exchange.exchanged([*_gifts(partnership, year), *_promised(partnership, year)])
    rows = tuple(_row(each, both.get(each.pk, exchange.Both())) for each in members)
    chart = charts.GiveReceive(
        slug="giving",
        note=_("Staff and pupil-leader hours of what is done since September %(year)s.") % {"year": year},
        source=_("Counted from the plan and from promises kept. What one school gave is shared out among the others."),
        rows=rows,
        unit=_("hours"),
    )
    return Giving(
        chart,
        [row.school for row in rows if row.receives and not row.gives],
        [row.school for row in rows if row.gives and not row.receives],
        len(both),
        members,
    )


def _row(member: partnerships.MembershipRow, both: exchange.Both) -> charts.Exchange:
    return charts.Exchange(member.school.name, round(float(both.gave), 1), round(float(both.got), 1))


def _gifts(partnership: Partnership, year: int) -> list[exchange.Gift[str]]:
    """Hours that schools gave to what is done, with the schools that took part."""
    done = partnership.proposals.filter(year=year, state=ProposalState.DONE)
    rows = Asked.unscoped.filter(proposal__in=done, answer__in=YES)
    took_part: dict[str, set[str]] = {}
    gave: list[tuple[str, str, Fraction]] = []
    for proposal, school, hours in rows.values_list("proposal_id", "membership_id", "hours"):
        took_part.setdefault(proposal, set()).add(school)
        if hours:
            gave.append((proposal, school, Fraction(hours)))
    return [exchange.Gift(school, hours, took_part[proposal]) for proposal, school, hours in gave]


def _promised(partnership: Partnership, year: int) -> list[exchange.Gift[str]]:
    first = terms.AcademicYear(year).first
    kept = Promise.unscoped.filter(partnership=partnership, state=PromiseState.KEPT, giver__isnull=False)
    rows = kept.filter(due_on__gte=first, due_on__lte=terms.AcademicYear(year).last, hours__gt=0)
    return [
        exchange.Gift(giver, Fraction(hours), {receiver})
        for giver, receiver, hours in rows.values_list("giver_id", "receiver_id", "hours")
    ]


@dataclass(frozen=True)
class Done:
    """One line of what was done without anybody: how many, and in words."""

    count: int
    words: str


def done_for(partnership: Partnership, now: dt.datetime | None = None) -> Sequence[Done]:
    """What came in and went out by itself in the last seven days, counted from the rows themselves: one query."""
    since = (now or clock.now()) - WEEK
    answers = GivenAnswer.unscoped.filter(asked__proposal__partnership=partnership, at__gte=since, by_link=True)
    replies = Attendance.unscoped.filter(meeting__partnership=partnership, replied_at__gte=since)
    asked = Asked.unscoped.filter(proposal__partnership=partnership, asked_at__gte=since)
    invited = Attendance.unscoped.filter(meeting__partnership=partnership, meeting__invited_at__gte=since)
    reminded = NudgeLine.unscoped.filter(nudge__partnership=partnership, nudge__sent_at__gte=since)
    counted = {"answers": answers, "replies": replies, "asked": asked, "invited": invited, "reminded": reminded}
    rows = Partnership.unscoped.filter(pk=partnership.pk)
    counts: Any = rows.annotate(**{f"n_{name}": _count(each) for name, each in counted.items()}).values().get()
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
