"""What waits for a school's answer and what it said yes to, over all its partnerships; and the row behind a link.

No person is asked for here: whoever calls has found the schools through somebody's roles, or the row through a token.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from bothways.core import clock
from bothways.core.errors import NotFound
from bothways.partnerships.models import (
    Answer,
    Asked,
    MembershipState,
    Partnership,
    Proposal,
    ProposalOwner,
    ProposalState,
    Question,
)
from bothways.partnerships.queries import belonging, plan_words
from bothways.partnerships.queries.once import once
from bothways.rules import terms

ANSWERABLE = (ProposalState.ASKING, ProposalState.AGREED, ProposalState.CONFIRMED)


@dataclass(frozen=True)
class Part:
    """One school's part in one proposal, in words. ``shown`` goes back with the answer: it names the terms."""

    asked_id: str
    membership_id: str
    school_id: str
    school: str
    partnership: str
    slug: str
    proposal_id: str
    title: str
    when: str
    day: dt.date | None
    where: str
    pupils: str
    cost: str
    pays: str
    gives: str
    gets: str
    hours: Decimal
    cost_pence: int
    answer_by: dt.date | None
    shown: str
    answer: str
    answer_words: str
    confirmed: bool


def asked_of_school(school_ids: Collection[str]) -> Sequence[Part]:
    """What waits for an answer of these schools, the most urgent first: one query."""
    rows = _rows(school_ids).filter(proposal__state__in=ANSWERABLE, answer=Answer.NONE, asked_at__isnull=False)
    rows = rows.exclude(proposal__day__lt=clock.today())
    return tuple(_part(each) for each in rows.order_by(F("proposal__answer_by").asc(nulls_last=True), "proposal__day"))


def next_for_schools(school_ids: Collection[str], today: dt.date | None = None) -> Sequence[Part]:
    """What these schools said yes to and what is still to come, the soonest first: one query."""
    today = today or clock.today()
    rows = _rows(school_ids).filter(proposal__state__in=ANSWERABLE, answer__in=[Answer.IN, Answer.IN_IF])
    rows = rows.filter(version=F("proposal__version"))
    year = terms.academic_year(today).start
    rows = rows.filter(Q(proposal__day__gte=today) | Q(proposal__day=None, proposal__year__gte=year))
    in_order = ("proposal__year", "proposal__half_term", F("proposal__day").asc(nulls_last=True), "proposal__title")
    return tuple(_part(each) for each in rows.order_by(*in_order))


def open_answers(school_ids: Collection[str], today: dt.date | None = None) -> Sequence[Part]:
    """What these schools have answered and can still answer otherwise, the soonest first: one query."""
    rows = _rows(school_ids).filter(proposal__state__in=ANSWERABLE).exclude(answer=Answer.NONE)
    rows = rows.exclude(proposal__day__lt=today or clock.today())
    return tuple(_part(each) for each in rows.order_by(F("proposal__day").asc(nulls_last=True), "proposal__title"))


def asked_by_link(asked_id: str) -> Asked:
    """The row that a live link names, with all that its page shows. NotFound when it is gone."""
    rows = Asked.unscoped.select_related(
        "membership__school", "membership__partnership", "proposal__partnership", "proposal__host", "proposal__aim"
    )
    found: Asked | None = rows.filter(pk=asked_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Live:
    """Something under way: the schools asked that still belong, by name, and its owners, each with its membership."""

    proposal: Proposal
    asked: Sequence[Asked]
    owners: Sequence[ProposalOwner]


def live(partnership: Partnership) -> Sequence[Live]:
    """What is under way in a partnership, few columns of it: three queries and the memberships. Once for a page."""
    return once(partnership, "live", lambda: _live(partnership))


def _live(partnership: Partnership) -> Sequence[Live]:
    found = [each for each in _planned(partnership) if each.state != ProposalState.DONE]
    asked = _by_proposal(partnership, Asked.unscoped.filter(proposal__in=found).only(*_OF_ASKED))
    owners = _by_proposal(partnership, ProposalOwner.unscoped.filter(proposal__in=found).only(*_OF_OWNER))
    return tuple(Live(each, _who_belong(asked[each.pk]), owners[each.pk]) for each in found)


def done(partnership: Partnership) -> Sequence[Proposal]:
    """What has taken place since September, few columns of it. Once for a page, with what is under way."""
    return [each for each in _planned(partnership) if each.state == ProposalState.DONE]


def _planned(partnership: Partnership) -> Sequence[Proposal]:
    return once(partnership, "planned", lambda: _read_planned(partnership))


def _read_planned(partnership: Partnership) -> Sequence[Proposal]:
    this_year = Q(state=ProposalState.DONE, year__gte=terms.academic_year(clock.today()).start)
    rows = partnership.proposals.filter(Q(state__in=_UNDER_WAY) | this_year)
    found = list(rows.select_related("host").only(*_OF_PROPOSAL))
    for each in found:
        each.partnership = partnership
    return found


# named one by one, so that an index leads past years of what is over
_UNDER_WAY = (ProposalState.PROPOSED, *ANSWERABLE)
_OF_PROPOSAL = (
    *("partnership", "title", "state", "year", "half_term", "day", "starts_at", "ends_at", "place"),
    *("cost_pence", "cost_words", "answer_by", "version", "host__name"),
)
_OF_ASKED = ("proposal", "membership", "answer", "condition", "version", "settled_at", "asked_at")
_OF_OWNER = ("proposal", "membership")


def _by_proposal(partnership: Partnership, rows: QuerySet[Any]) -> Mapping[str, list[Any]]:
    sorted_out = defaultdict[str, list[Any]](list)
    for row in belonging.with_memberships(partnership, rows):
        sorted_out[row.proposal_id].append(row)
    return sorted_out


def _who_belong(asked: Sequence[Asked]) -> Sequence[Asked]:
    belong = (each for each in asked if each.membership.state == MembershipState.YES)
    return tuple(sorted(belong, key=lambda each: str(each.membership.school.search_text)))


def waiting(found: Live) -> int:
    """How many schools are still asked: those that said neither no nor yes to these terms."""
    said = (each for each in found.asked if _has_said(each, found.proposal.version))
    return len(found.asked) - sum(1 for _ in said)


def _has_said(asked: Asked, version: int) -> bool:
    if asked.answer in {Answer.IN, Answer.IN_IF}:
        return bool(asked.version == version)
    return bool(asked.answer != Answer.NONE)


def open_questions(partnership: Partnership) -> Mapping[str, Sequence[Question]]:
    """What schools that belong asked about proposals and nobody has replied to, by proposal."""
    found: dict[str, list[Question]] = {}
    for each in belonging.questions(partnership):
        if each.proposal_id and each.membership.state == MembershipState.YES:
            found.setdefault(each.proposal_id, []).append(each)
    return found


def _rows(school_ids: Collection[str]) -> QuerySet[Asked]:
    rows = Asked.unscoped.filter(membership__school_id__in=list(school_ids), membership__state=MembershipState.YES)
    return rows.select_related("membership__school", "proposal__partnership", "proposal__host")


def _part(asked: Asked) -> Part:
    found = asked.proposal
    return Part(
        asked_id=asked.pk,
        membership_id=asked.membership_id,
        school_id=asked.membership.school_id,
        school=asked.membership.school.name,
        partnership=found.partnership.name,
        slug=found.partnership.slug,
        proposal_id=found.pk,
        title=found.title,
        when=plan_words.when(found),
        day=found.day,
        where=plan_words.where(found),
        pupils=plan_words.pupils_for(found, asked),
        cost=plan_words.cost(found),
        pays=plan_words.pays(asked),
        gives=plan_words.gives(asked),
        gets=asked.gets,
        hours=asked.hours,
        cost_pence=found.cost_pence + asked.cost_pence,
        answer_by=found.answer_by,
        shown=plan_words.shown(asked, found),
        answer=asked.answer,
        answer_words=plan_words.answer_words(asked.answer, asked.condition),
        confirmed=found.state == ProposalState.CONFIRMED,
    )
