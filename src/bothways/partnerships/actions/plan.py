"""A proposal from its beginning to its day: propose, confirm, mark as done, call off, take up again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Invalid
from bothways.core.ids import random_id
from bothways.partnerships import policies
from bothways.partnerships.actions import plan_answer
from bothways.partnerships.actions import plan_steps as steps
from bothways.partnerships.models import (
    Answer,
    Asked,
    EventKind,
    Membership,
    MembershipKind,
    Partnership,
    Proposal,
    ProposalOwner,
    ProposalState,
)
from bothways.partnerships.models.scope import schools_of
from bothways.partnerships.queries import plan_draft, plan_words
from bothways.partnerships.queries.partnerships import members
from bothways.partnerships.queries.plan_draft import Wanted
from bothways.rules import consent
from bothways.schools.models import Person

TAKES_BACK = (Answer.IN, Answer.IN_IF)


@action
def propose(*, by: Person, partnership: Partnership, wanted: Wanted, yes_from: Collection[str] = ()) -> Proposal:
    """Put something into the plan. No school is asked before somebody presses "Ask schools"; those of ``yes_from``
    (memberships that ``by`` may answer for) are in at once.
    """
    demand(policies.may_propose(by, partnership))
    belong = {each.pk: each for each in members(partnership)}
    check(wanted, belong)
    values = fields(partnership, wanted)
    uid = f"{random_id()}@bothways"
    made: Proposal = Proposal.objects.create(partnership=partnership, proposed_by=by, uid=uid, **values)
    own(made, [belong[each] for each in wanted.owners], by=by)
    Asked.objects.bulk_create(
        [Asked(proposal=made, membership_id=each, **asdict(share)) for each, share in wanted.shares.items()]
    )
    steps.note(made, EventKind.PROPOSED, by=by)
    for mine in made.asked.filter(membership_id__in=list(yes_from)).select_related("membership__school"):
        plan_answer.answer(by=by, asked=mine, shown=plan_words.shown(mine, made), said=Answer.IN)
    audit.record(by=by, verb="proposal made", on=made, schools=len(wanted.shares))
    return made


def fields(partnership: Partnership, wanted: Wanted) -> Any:
    """The columns of a proposal; its place in the year follows from its day."""
    return {
        "title": wanted.title,
        "about": wanted.about,
        "why_together": wanted.why_together,
        "aim_id": wanted.aim_id,
        **asdict(plan_draft.placed(partnership, wanted.terms)),
    }


def check(wanted: Wanted, belong: dict[str, Membership]) -> None:
    """Only schools that belong are asked, only members own, and at least one school owns it."""
    if not wanted.shares.keys() <= belong.keys():
        raise Invalid(_("One of these schools no longer belongs to the partnership. Open the page again."))
    members_only = {pk for pk, each in belong.items() if each.kind != MembershipKind.GUEST}
    if not wanted.owners or not wanted.owners <= members_only:
        raise Invalid(_("Choose at least one member school that looks after it."), field="owners")
    if not wanted.owners <= wanted.shares.keys():
        raise Invalid(_("A school that looks after it must be asked as well: tick it in the list."), field="owners")


def own(made: Proposal, memberships: Iterable[Membership], *, by: Person) -> None:
    """Write down who looks after it: at one's own school oneself, elsewhere the school's lead."""
    schools = set(schools_of(by))
    for each in memberships:
        mine = each.school_id in schools
        lead = None if mine else each.contacts.filter(is_lead=True, ends_on=None).first()
        ProposalOwner.objects.create(proposal=made, membership=each, person=by if mine else None, contact=lead)


@action
def confirm(*, by: Person, proposal: Proposal, version: int) -> Proposal:
    """It takes place, with the schools that are in and no others. Refused until enough schools and owners are in."""
    held = steps.hold(proposal, (ProposalState.ASKING, ProposalState.AGREED), version=version)
    steps.looked_after(by, held)
    tally = steps.counted(held)
    missing = consent.lacks(consent.State(held.state), tally, held.partnership.owners_needed)
    if missing:
        raise Invalid(" ".join(lack_words(each, held, tally) for each in missing))
    steps.to_state(held, ProposalState.CONFIRMED)
    steps.note(held, EventKind.CONFIRMED, by=by, words=plan_words.amounts_to(held.state, tally))
    audit.record(by=by, verb="proposal confirmed", on=held, schools=tally.agreed)
    return held


def lack_words(lack: consent.Lack, found: Proposal, tally: consent.Tally) -> str:
    """What stands between a proposal and its confirmation, as a sentence."""
    needed = found.partnership.owners_needed
    if lack is consent.Lack.OWNERS:
        said = ngettext(
            "%(n)d school that looks after it has to be in; %(m)d is so far.",
            "%(n)d schools that look after it have to be in; so far %(m)d.",
            needed,
        )
        return said % {"n": needed, "m": tally.owners_in}
    if lack is consent.Lack.SCHOOLS:
        return _("At least two schools have to be in.")
    return _("Ask the schools first.")


@action
def mark_done(*, by: Person, proposal: Proposal) -> Proposal:
    """It took place. Not before its day."""
    held = steps.hold(proposal, (ProposalState.CONFIRMED,))
    steps.looked_after(by, held)
    if held.day is not None and held.day > clock.today():
        raise Invalid(_("Its day has not come yet. You can mark it as done from that day on."))
    steps.to_state(held, ProposalState.DONE)
    steps.note(held, EventKind.DONE, by=by, words=plan_words.amounts_to(held.state, steps.counted(held)))
    audit.record(by=by, verb="proposal done", on=held)
    return held


@action
def put_back(*, by: Person, proposal: Proposal) -> Proposal:
    """Undo the last step: done becomes confirmed again, confirmed becomes what the answers say."""
    held = steps.hold(proposal, (ProposalState.DONE, ProposalState.CONFIRMED))
    steps.looked_after(by, held)
    if held.state == ProposalState.DONE:
        steps.to_state(held, ProposalState.CONFIRMED)
        said = _("Not done after all")
    else:
        steps.to_state(held, ProposalState.ASKING)
        said = _("No longer confirmed")
    steps.note(held, EventKind.REOPENED, by=by, words=said)
    steps.settle_state(held, by=by)
    audit.record(by=by, verb="proposal put back", on=held, state=held.state)
    return held


@action
def call_off(*, by: Person, proposal: Proposal, reason: str = "") -> Proposal:
    """It does not take place. Every school that was asked is told, and no answer is taken any more."""
    held = steps.hold(proposal, consent.LIVE)
    steps.looked_after(by, held)
    concerned = [each for each in steps.rows_of(held) if each.asked_at is not None or each.answer]
    held.partnership.proposals.filter(pk=held.pk).update(call_off_reason=reason, sequence=held.sequence + 1)
    steps.to_state(held, ProposalState.CALLED_OFF)
    steps.note(held, EventKind.CALLED_OFF, by=by, words=reason)
    steps.write("plan.called_off", held, concerned, by=by, campaign=str(held.sequence), reason=reason)
    audit.record(by=by, verb="proposal called off", on=held, told=len(concerned))
    return held


@action
def take_up_again(*, by: Person, proposal: Proposal) -> Proposal:
    """A proposal that was called off is proposed again. Nobody is in: a yes to what was called off is over."""
    held = steps.hold(proposal, (ProposalState.CALLED_OFF,))
    steps.looked_after(by, held)
    said_yes = held.asked.filter(answer__in=TAKES_BACK)
    reopened = said_yes.update(answer=Answer.NONE, condition="", version=0, settled_at=None)
    held.asked.update(asked_at=None)
    held.partnership.proposals.filter(pk=held.pk).update(
        version=held.version + 1, sequence=held.sequence + 1, call_off_reason="", answer_by=None
    )
    held.version += 1
    steps.to_state(held, ProposalState.PROPOSED)
    steps.note(held, EventKind.REOPENED, by=by, reopened=reopened)
    audit.record(by=by, verb="proposal taken up again", on=held, reopened=reopened)
    return held
