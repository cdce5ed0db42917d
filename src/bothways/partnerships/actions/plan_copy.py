"""Copying: last year's plan or one thing of it. A copy is proposed, and nobody is asked before somebody says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Invalid
from bothways.core.ids import random_id
from bothways.partnerships import policies
from bothways.partnerships.actions import plan_steps as steps
from bothways.partnerships.models import (
    Asked,
    EventKind,
    Membership,
    MembershipKind,
    Partnership,
    Proposal,
    ProposalOwner,
)
from bothways.partnerships.queries import calendars, plan_draft, plan_words
from bothways.partnerships.queries.partnerships import members
from bothways.schools.models import Person

COPIED = (
    "title",
    "about",
    "why_together",
    "place",
    "host_id",
    "pupils",
    "year_groups",
    "cost_pence",
    "cost_words",
    "aim_id",
    "starts_at",
    "ends_at",
)


@action
def copy_plan(*, by: Person, partnership: Partnership, proposals: Sequence[Proposal], year: int) -> list[Proposal]:
    """Copies of these into a year, each once: what has a copy there already is left alone. Returns the new ones."""
    demand(policies.may_propose(by, partnership))
    if not proposals:
        raise Invalid(_("Tick at least one thing to copy."), field="row")
    belong = {each.school_id: each for each in members(partnership)}
    made = [copied for each in proposals if (copied := _copy(each, partnership, year, belong, by)) is not None]
    audit.record(by=by, verb="plan copied", on=partnership, year=year, copies=len(made))
    return made


@action
def copy_one(*, by: Person, proposal: Proposal) -> Proposal:
    """A copy for the year being planned, or for the next when it is of this year. Asked twice, the same one."""
    partnership = proposal.partnership
    now, _half_term = calendars.half_term_now(partnership, clock.today())
    year = now if proposal.year < now else proposal.year + 1
    copy_plan(by=by, partnership=partnership, proposals=[proposal], year=year)
    return proposal.copies.select_related("partnership", "host").get(year=year)


def _copy(
    source: Proposal, partnership: Partnership, year: int, belong: dict[str, Membership], by: Person
) -> Proposal | None:
    day = plan_draft.moved_day(partnership, source, year)
    values: Any = {name: getattr(source, name) for name in COPIED}
    try:
        with transaction.atomic():
            made = Proposal.objects.create(
                partnership=partnership,
                year=year,
                half_term=source.half_term,
                day=day,
                proposed_by=by,
                copied_from=source,
                uid=f"{random_id()}@bothways",
                **values,
            )
    except IntegrityError:  # the constraint copied_once_a_year: somebody was faster, or pressed twice
        return None
    _copy_schools(source, made, belong)
    steps.note(made, EventKind.PROPOSED, by=by, words=_copied_words(source))
    return made


def _copied_words(source: Proposal) -> str:
    return _("Copied from %(when)s") % {"when": plan_words.half_term_name(source.year, source.half_term)}


def _copy_schools(source: Proposal, made: Proposal, belong: dict[str, Membership]) -> None:
    """Schools that still belong, with what they gave and got; owners that are still members. No answer is copied."""
    for each in source.asked.select_related("membership"):
        here = belong.get(each.membership.school_id)
        if here is not None:
            share: Any = asdict(plan_words.share_of(each))
            Asked.objects.create(proposal=made, membership=here, **share)
    for owner in source.owners.select_related("membership", "contact", "person"):
        here = belong.get(owner.membership.school_id)
        if here is not None and here.kind != MembershipKind.GUEST:
            contact = owner.contact if owner.contact is not None and owner.contact.ends_on is None else None
            ProposalOwner.objects.create(proposal=made, membership=here, contact=contact, person=owner.person)
