"""Changing a proposal: what changed is written down, and the answers it touches are asked again."""

from __future__ import annotations

from dataclasses import asdict

from django.db.models import F
from django.utils.translation import gettext as _

from bothways.core import audit, clock, words
from bothways.core.actions import action
from bothways.partnerships.actions import plan
from bothways.partnerships.actions import plan_steps as steps
from bothways.partnerships.models import Answer, Asked, EventKind, Proposal, ProposalState
from bothways.partnerships.queries import plan_draft, plan_words
from bothways.partnerships.queries.partnerships import members
from bothways.partnerships.queries.plan_draft import Effect, Wanted
from bothways.rules import consent
from bothways.schools.models import Person


@action
def change(*, by: Person, proposal: Proposal, version: int, standing: Wanted, wanted: Wanted) -> Effect:
    """Save a change. Day, time, place, cost and numbers take back every yes; what one school gives, gets or pays takes
    back that school's alone. Raises Moved when the proposal is no longer what stood when ``wanted`` was laid beside it.
    """
    held = steps.hold(proposal, consent.LIVE, version=version)
    steps.looked_after(by, held)
    belong = {each.pk: each for each in members(held.partnership)}
    rows = steps.rows_of(held)
    if plan_draft.wanted_of(held, rows) != standing:
        raise steps.Moved
    wanted = _keeping(wanted, rows)
    plan.check(wanted, belong)
    found = plan_draft.effect(held, rows, wanted)
    before = plan_draft.as_shown(held)
    _save(held, wanted, found)
    _save_shares(held, rows, wanted, found)
    _sync_owners(held, wanted, by=by)
    _history(held, before, wanted, found, by=by)
    _tell(held, found, by=by)
    audit.record(by=by, verb="proposal changed", on=held, reopened=len(found.reopened), version=held.version)
    return found


def _keeping(wanted: Wanted, rows: list[Asked]) -> Wanted:
    """A school that was asked stays asked: its part is kept even if the page left it out."""
    kept = {each.membership_id: plan_words.share_of(each) for each in rows if each.asked_at or each.answer}
    return Wanted(**{**wanted.__dict__, "shares": {**kept, **wanted.shares}})


def _save(held: Proposal, wanted: Wanted, found: Effect) -> None:
    values = plan.fields(held.partnership, wanted)
    touched = found.terms_changed or values["title"] != held.title
    values["version"] = held.version + found.terms_changed
    values["sequence"] = held.sequence + touched
    held.partnership.proposals.filter(pk=held.pk).update(**values)
    held.refresh_from_db(from_queryset=held.partnership.proposals.select_related("partnership", "host"))


def _save_shares(held: Proposal, rows: list[Asked], wanted: Wanted, found: Effect) -> None:
    for each in rows:
        if each.membership_id not in wanted.shares:
            held.asked.filter(pk=each.pk, asked_at=None, answer=Answer.NONE).delete()
        elif each.membership_id in found.shares_changed:
            share = asdict(wanted.shares[each.membership_id])
            held.asked.filter(pk=each.pk).update(own_version=F("own_version") + 1, **share)
    again = [each.pk for each in found.reopened]
    held.asked.filter(pk__in=again).update(
        answer=Answer.NONE, condition="", version=0, settled_at=None, settled_words=""
    )
    standing = {each.membership_id for each in rows}
    Asked.objects.bulk_create(
        [
            Asked(proposal=held, membership_id=key, **asdict(wanted.shares[key]))
            for key in wanted.shares.keys() - standing
        ]
    )


def _sync_owners(held: Proposal, wanted: Wanted, *, by: Person) -> None:
    standing = set(held.owners.values_list("membership_id", flat=True))
    held.owners.filter(membership_id__in=standing - wanted.owners).delete()
    new = held.partnership.memberships.filter(pk__in=wanted.owners - standing).select_related("school")
    plan.own(held, new, by=by)


def _history(held: Proposal, before: Proposal, wanted: Wanted, found: Effect, *, by: Person) -> None:
    changes = {what: list(both) for what, both in found.changes.items()}
    if wanted.title != before.title:
        changes[_("Title")] = [before.title, wanted.title]
    shares = {each.membership_id: each.membership.school.name for each in steps.rows_of(held)}
    for key, own in found.own_changes.items():
        for what, both in own.items():
            changes[f"{shares.get(key, '')}: {what}"] = list(both)
    steps.note(held, EventKind.CHANGED, by=by, changes=changes, reopened=len(found.reopened))
    if found.reopened and held.state in {ProposalState.CONFIRMED, ProposalState.AGREED}:
        steps.to_state(held, ProposalState.ASKING)
    steps.settle_state(held, by=by)


def _tell(held: Proposal, found: Effect, *, by: Person) -> None:
    """Those whose yes was taken back are asked again; those asked who said no, later or nothing yet are told."""
    fresh = {each.pk: each for each in steps.rows_of(held)}
    said = words.day(held.answer_by) if held.answer_by and held.answer_by >= clock.today() else ""

    def what(asked: Asked) -> str:
        own = found.own_changes.get(asked.membership_id, {})
        return plan_words.changes_line({**found.changes, **own})

    again = [fresh[each.pk] for each in found.reopened if each.pk in fresh]
    steps.write("plan.changed", held, again, by=by, campaign="again", changes=what, answer_by=said)
    told = [fresh[each.pk] for each in found.told if each.pk in fresh]
    steps.write("plan.changed_told", held, told, by=by, campaign="told", changes=what)
