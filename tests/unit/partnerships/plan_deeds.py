"""What the tests of the plan say often: a school says something, the terms change, a letter went."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bothways.core.models import OutboxRow
from bothways.partnerships.actions import plan_answer, plan_change
from bothways.partnerships.models import Asked, Contact, Proposal
from bothways.partnerships.queries import plan as queries
from bothways.partnerships.queries import plan_draft, plan_waiting, plan_words
from tests.people import Cast


def fresh_of(made: Proposal) -> Proposal:
    found: Proposal = made.partnership.proposals.select_related("partnership", "host").get(pk=made.pk)
    return found


def asked_of(made: Proposal, school: Any) -> Asked:
    return plan_waiting.asked_by_link(made.asked.get(membership__school=school).pk)


def say(made: Proposal, school: Any, said: str = "in", condition: str = "", shown: str = "") -> Asked:
    asked = asked_of(made, school)
    terms = shown or plan_words.shown(asked, asked.proposal)
    return plan_answer.answer(by=None, asked=asked, shown=terms, said=said, condition=condition)


def wanted_of(made: Proposal, **terms: Any) -> plan_draft.Wanted:
    standing = plan_draft.wanted_of(made, queries.asked_rows(made))
    return replace(standing, terms=replace(standing.terms, **terms))


def laid_beside(made: Proposal, wanted: plan_draft.Wanted) -> Any:
    """What is wanted, and what stood when it was."""
    return {"standing": wanted_of(made), "wanted": wanted}


def change_terms(by: Any, made: Proposal, **terms: Any) -> plan_draft.Effect:
    fresh = fresh_of(made)
    return plan_change.change(
        by=by, proposal=fresh, version=fresh.version, **laid_beside(fresh, wanted_of(fresh, **terms))
    )


def change_share(by: Any, made: Proposal, school: Any, **share: Any) -> plan_draft.Effect:
    fresh = fresh_of(made)
    wanted = wanted_of(fresh)
    key = asked_of(made, school).membership_id
    shares = {**wanted.shares, key: replace(wanted.shares[key], **share)}
    both = laid_beside(fresh, replace(wanted, shares=shares))
    return plan_change.change(by=by, proposal=fresh, version=fresh.version, **both)


def mailed(kind: str) -> list[str]:
    return sorted(OutboxRow.objects.filter(kind=kind).values_list("recipient", flat=True))


def lead_at(cast: Cast, school: Any) -> str:
    return str(Contact.unscoped.get(membership__school=school, membership__partnership=cast.partnership).email)
