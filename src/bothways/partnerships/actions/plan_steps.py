"""What every act on a proposal does: hold it, write its history, settle its state, write to its schools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from bothways.core import clock, outbox
from bothways.core.access import demand
from bothways.core.errors import Conflict
from bothways.partnerships import links, policies
from bothways.partnerships.models import (
    Asked,
    Contact,
    EventKind,
    MembershipState,
    Proposal,
    ProposalEvent,
    ProposalOwner,
)
from bothways.partnerships.queries import plan, plan_draft, plan_words
from bothways.rules import consent
from bothways.schools.models import Person

LONGEST_LINK = 400
SHORTEST_LINK = 14


class Moved(Conflict):
    """The proposal is no longer what the page showed, so nothing was recorded."""

    code = "moved"

    def __init__(self, sentence: str = "") -> None:
        changed = _("It has changed since you opened this page, so nothing was recorded. Look at it again.")
        super().__init__(sentence or changed)


def hold(found: Proposal, states: Iterable[str], *, version: int | None = None) -> Proposal:
    """The proposal, held until the transaction ends. Raises Moved unless it is still in one of these states (and this
    version): asked and taken in one conditional UPDATE, so that no two acts on one proposal overlap.
    """
    rows = found.partnership.proposals.filter(pk=found.pk, state__in=list(states))
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(state=F("state")):
        raise Moved
    return rows.select_related("partnership", "host").get()


def looked_after(by: Person, found: Proposal) -> None:
    """Refuse whoever neither runs the partnership nor works for a school that owns the proposal."""
    demand(plan.may_look_after(by, found))


def rows_of(held: Proposal) -> list[Asked]:
    """The schools asked that still belong, each with its school and contacts."""
    rows = held.asked.filter(membership__state=MembershipState.YES).select_related("membership__school")
    return list(rows.prefetch_related("membership__contacts").order_by("membership__school__search_text"))


def counted(held: Proposal) -> consent.Tally:
    """What the answers amount to now."""
    return plan.tally(held, rows_of(held), plan.owners_of(held))


def to_state(held: Proposal, state: str) -> None:
    """Move on, and note when. Nothing when it is there already."""
    if held.state != state:
        held.partnership.proposals.filter(pk=held.pk).update(state=state, state_at=clock.now())
        held.state = state


def settle_state(held: Proposal, *, by: Person | None) -> consent.Tally:
    """Let the answers move the proposal: to agreed when all have said, back to asking when they no longer do."""
    tally = counted(held)
    after = consent.state_after(consent.State(held.state), tally, held.partnership.owners_needed)
    if after != held.state:
        to_state(held, after)
        if after == consent.State.AGREED:
            note(held, EventKind.AGREED, by=by, words=plan_words.amounts_to(after, tally))
    return tally


def note(held: Proposal, kind: EventKind, *, by: Person | None, **values: Any) -> ProposalEvent:
    """One line of its history."""
    values["by_name"] = by.name if by is not None else ""
    line: Any = {"proposal": held, "kind": kind, "version": held.version, **values}
    event: ProposalEvent = ProposalEvent.objects.create(**line)
    return event


def lead_of(asked: Asked) -> Contact | None:
    """Whom to write to at a school: its lead, if one is known."""
    return next((each for each in asked.membership.contacts.all() if each.is_lead and each.ends_on is None), None)


def link_for(held: Proposal, asked: Asked, *, by: Person | None) -> str:
    """A fresh link to one school's answer, good until its day."""
    days = (plan_draft.last_day_to_answer(held) - clock.today()).days + 1
    days = min(max(days, SHORTEST_LINK), LONGEST_LINK)
    return links.make(links.ANSWER, asked.pk, days=days, by=by.pk if by is not None else "")


def write(
    kind: str, held: Proposal, rows: Sequence[Asked], *, by: Person | None, campaign: str, **more: Any
) -> list[Asked]:
    """One message to each school's lead, each with its own link. Returns the schools where nobody is known."""
    unknown: list[Asked] = []
    for asked in rows:
        lead = lead_of(asked)
        if lead is None or not lead.email:
            unknown.append(asked)
            continue
        outbox.put(
            kind,
            to=lead.email,
            campaign=f"{kind}:{asked.pk}:{plan_words.shown(asked, held)}:{campaign}",
            about_id=asked.pk,
            context=_context(held, asked, lead, link_for(held, asked, by=by), more),
        )
    return unknown


def _context(held: Proposal, asked: Asked, lead: Contact, link: str, more: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: value(asked) if callable(value) else value for name, value in more.items()}
    return {**plan_words.context_of(held, asked), "first_name": lead.first_name, "link": link, **own}


def _address_of(owner: ProposalOwner) -> tuple[str, str]:
    """(address, name) of who looks after it at one school; its lead, when that person works there no more."""
    if owner.person is not None and policies.may_speak_for(owner.person, owner.membership):
        return owner.person.email, owner.person.name
    contact = owner.contact if owner.contact is not None and owner.contact.ends_on is None else None
    contact = contact or owner.membership.contacts.filter(is_lead=True, ends_on=None).first()
    return (contact.email, contact.name) if contact else ("", "")


def write_to_owners(kind: str, held: Proposal, *, campaign: str, **more: Any) -> int:
    """One message to whoever looks after it at each school that owns it. Returns how many were reached."""
    reached = [_address_of(owner) for owner in plan.owners_of(held)]
    addresses = {address: name for address, name in reached if address}
    for address, name in addresses.items():
        context = {"title": held.title, "partnership": held.partnership.name, "first_name": name.split(" ")[0], **more}
        outbox.put(kind, to=address, campaign=f"{kind}:{campaign}", about_id=held.pk, context=context)
    return len(addresses)
