"""Asking schools: the first time, once more, and schools that come later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from django.utils.translation import gettext as _

from bothways.core import audit, clock, limits, words
from bothways.core.actions import action
from bothways.core.errors import Invalid
from bothways.partnerships.actions import plan_change
from bothways.partnerships.actions import plan_steps as steps
from bothways.partnerships.models import Answer, Asked, EventKind, Proposal, ProposalState
from bothways.partnerships.queries import plan_draft
from bothways.partnerships.queries.partnerships import members
from bothways.rules import consent
from bothways.schools.models import Person

ASKABLE = (ProposalState.PROPOSED, ProposalState.ASKING, ProposalState.AGREED, ProposalState.CONFIRMED)


@dataclass(frozen=True)
class Sent:
    """Which schools were written to, and at which nobody is known."""

    asked: Sequence[Asked]
    unknown: Sequence[Asked]

    @property
    def reached(self) -> int:
        return len(self.asked) - len(self.unknown)


@action
def ask_schools(*, by: Person, proposal: Proposal, version: int, answer_by: dt.date) -> Sent:
    """Write to the lead of each invited school that was not asked yet, with its own link. Pressed twice, sent once."""
    held = steps.hold(proposal, ASKABLE, version=version)
    steps.looked_after(by, held)
    limits.draw(limits.INVITATIONS, by.pk)
    check_answer_by(held, answer_by)
    new = [each for each in steps.rows_of(held) if each.asked_at is None]
    held.partnership.proposals.filter(pk=held.pk).update(answer_by=answer_by)
    held.answer_by = answer_by
    if held.state == ProposalState.PROPOSED:
        steps.to_state(held, ProposalState.ASKING)
    sent = _ask(held, new, by=by, campaign="")
    audit.record(by=by, verb="schools asked", on=held, schools=len(new))
    return sent


@action
def ask_on(*, by: Person, proposal: Proposal, version: int, answer_by: dt.date, day: dt.date | None) -> Sent:
    """Ask, and in the same moment settle the day when it is another one: both are done, or neither."""
    held = steps.hold(proposal, ASKABLE, version=version)
    if day == held.day:
        return ask_schools(by=by, proposal=held, version=version, answer_by=answer_by)
    standing = plan_draft.wanted_of(held, steps.rows_of(held))
    wanted = replace(standing, terms=replace(standing.terms, day=day))
    plan_change.change(by=by, proposal=held, version=version, standing=standing, wanted=wanted)
    fresh = proposal.partnership.proposals.select_related("partnership").get(pk=proposal.pk)
    return ask_schools(by=by, proposal=fresh, version=fresh.version, answer_by=answer_by)


def check_answer_by(held: Proposal, answer_by: dt.date) -> None:
    """An answer can be given from today until the day itself."""
    if answer_by < clock.today():
        raise Invalid(_("Choose a day from today on: schools need time to answer."), field="answer_by")
    if held.day is not None and answer_by > held.day:
        raise Invalid(
            _("Choose a day before it takes place: %(day)s.") % {"day": words.day(held.day)}, field="answer_by"
        )


def _ask(held: Proposal, rows: Sequence[Asked], *, by: Person, campaign: str) -> Sent:
    now = clock.now()
    held.asked.filter(pk__in=[each.pk for each in rows]).update(asked_at=now)
    waiting = [each for each in rows if each.answer == Answer.NONE]
    said = words.day(held.answer_by) if held.answer_by else ""
    unknown = steps.write("plan.ask", held, waiting, by=by, campaign=campaign, answer_by=said)
    if rows:
        steps.note(held, EventKind.ASKED, by=by, words=", ".join(each.membership.school.name for each in rows)[:500])
    steps.settle_state(held, by=by)
    return Sent(waiting, unknown)


@action
def ask_again(*, by: Person, proposal: Proposal) -> Sent:
    """Write once more to those that were asked and have not answered: at most once a day to each."""
    held = steps.hold(proposal, ASKABLE)
    steps.looked_after(by, held)
    limits.draw(limits.INVITATIONS, by.pk)
    rows = [each for each in steps.rows_of(held) if each.asked_at is not None and each.answer == Answer.NONE]
    said = words.day(held.answer_by) if held.answer_by else ""
    unknown = steps.write("plan.ask", held, rows, by=by, campaign=f"again:{clock.today()}", answer_by=said)
    audit.record(by=by, verb="schools asked again", on=held, schools=len(rows))
    return Sent(rows, unknown)


@action
def add_schools(*, by: Person, proposal: Proposal, shares: Mapping[str, consent.Share]) -> Sent:
    """Invite schools that were not invited so far, guests among them. Where others were asked already, they are too."""
    held = steps.hold(proposal, ASKABLE)
    steps.looked_after(by, held)
    standing = set(held.asked.values_list("membership_id", flat=True))
    belong = {each.pk for each in members(held.partnership)}
    wanted = {key: share for key, share in shares.items() if key in belong and key not in standing}
    if not wanted:
        raise Invalid(_("Tick at least one school."), field="schools")
    rows = [Asked(proposal=held, membership_id=key, **asdict(share)) for key, share in wanted.items()]
    Asked.objects.bulk_create(rows)
    audit.record(by=by, verb="schools added", on=held, schools=len(rows))
    added = [each for each in steps.rows_of(held) if each.membership_id in wanted]
    if held.state == ProposalState.PROPOSED:
        return Sent((), ())
    return _ask(held, added, by=by, campaign="")
