"""What somebody wants a proposal to say: read from it, laid beside it, and what saving it would ask again."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bothways.partnerships.models import Asked, Contribution, Partnership, Proposal
from bothways.partnerships.queries import calendars, plan, plan_words
from bothways.partnerships.queries.partnerships import members
from bothways.rules import consent, terms

KINDS: Sequence[tuple[str, str]] = tuple((str(value), str(label)) for value, label in Contribution.choices)
Shares: TypeAlias = Mapping[str, consent.Share]


@dataclass(frozen=True)
class Wanted:
    """A proposal as it should be. ``owners`` and the keys of ``shares`` are memberships."""

    title: str
    terms: consent.Terms
    about: str = ""
    why_together: str = ""
    aim_id: str | None = None
    owners: frozenset[str] = frozenset()
    shares: Shares = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """What saving a change would do, in words: for everybody, for single schools, and whose yes it takes back."""

    changes: Mapping[str, Sequence[str]]
    own_changes: Mapping[str, Mapping[str, Sequence[str]]]
    terms_changed: bool
    shares_changed: frozenset[str]
    reopened: Sequence[Asked]
    told: Sequence[Asked]


def wanted_of(found: Proposal, rows: Sequence[Asked]) -> Wanted:
    """The proposal as it stands."""
    return Wanted(
        title=found.title,
        terms=plan_words.terms_of(found),
        about=found.about,
        why_together=found.why_together,
        aim_id=found.aim_id,
        owners=frozenset(found.owners.values_list("membership_id", flat=True)),
        shares={each.membership_id: plan_words.share_of(each) for each in rows},
    )


def placed(partnership: Partnership, wanted: consent.Terms) -> consent.Terms:
    """The same terms with year and half-term taken from the day, when there is one."""
    if wanted.day is None:
        return wanted
    year = terms.academic_year(wanted.day).start
    here = terms.current_or_next(wanted.day, calendars.half_terms(partnership, year))
    return replace(wanted, year=year, half_term=here.index if here else 5)


def effect(found: Proposal, rows: Sequence[Asked], wanted: Wanted) -> Effect:
    """What saving would change, and which answers it would re-open."""
    new_terms = placed(found.partnership, wanted.terms)
    terms_changed = bool(consent.differences(plan_words.terms_of(found), new_terms))
    shares = {each.membership_id: wanted.shares.get(each.membership_id, plan_words.share_of(each)) for each in rows}
    changed = frozenset(
        each.membership_id
        for each in rows
        if consent.differences(plan_words.share_of(each), shares[each.membership_id])
    )
    answers = {each.membership_id: consent.Said(each.answer) for each in rows}
    again = consent.reopened(answers, terms_changed=terms_changed, shares_changed=changed)
    concerned = [each for each in rows if terms_changed or each.membership_id in changed]
    return Effect(
        changes=_changes(found, new_terms),
        own_changes={each.membership_id: _own(each, shares[each.membership_id]) for each in rows},
        terms_changed=terms_changed,
        shares_changed=changed,
        reopened=tuple(each for each in rows if each.membership_id in again),
        told=tuple(each for each in concerned if each.membership_id not in again and each.asked_at is not None),
    )


def _changes(found: Proposal, new_terms: consent.Terms) -> dict[str, list[str]]:
    after = copy.copy(found)
    for name in plan_words.TERM_FIELDS:
        setattr(after, name, getattr(new_terms, name))
    if after.host_id != found.host_id:
        hosts = {each.school_id: each.school for each in members(found.partnership)}
        after.host = hosts.get(new_terms.host_id or "")
    return plan_words.term_changes(found, after)


def _own(asked: Asked, share: consent.Share) -> dict[str, list[str]]:
    after = copy.copy(asked)
    for name in consent.Share.__dataclass_fields__:
        setattr(after, name, getattr(share, name))
    return plan_words.share_changes(asked, after)


def moved_day(partnership: Partnership, found: Proposal, year: int) -> dt.date | None:
    """The day of another year at the same place in its terms; None when it has none or lay in the holidays."""
    return calendars.same_week(partnership, found.day, year) if found.day is not None else None


def last_day_to_answer(found: Proposal) -> dt.date:
    """Until when an answer may still be changed: its day, or the end of its half-term."""
    if found.day is not None:
        return found.day
    return calendars.half_terms(found.partnership, found.year)[found.half_term].last


def as_shown(found: Proposal) -> plan.ProposalRow:
    """A copy that later writes do not touch: what the page showed."""
    return copy.copy(found)
