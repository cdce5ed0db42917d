"""While a school belongs: what it brings and expects, its people here, its kind, and its leaving."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from bothways.core import audit, clock, tokens
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.partnerships import links, policies
from bothways.partnerships.models import Contact, Membership, MembershipKind, MembershipState
from bothways.partnerships.queries import forming as reads
from bothways.schools.models import Person


@action
def say_brings(*, by: Person, membership: Membership, brings: str, expects: str) -> None:
    """Write down what a school brings and what it expects: both at once, never one alone."""
    demand(policies.may_speak_for(by, membership))
    membership.brings, membership.expects = brings.strip()[:500], expects.strip()[:500]
    membership.save(update_fields=["brings", "expects"])
    audit.record(by=by, verb="school said what it brings", on=membership)


@action
def leave(*, by: Person, membership: Membership, on: dt.date, reason: str = "") -> None:
    """A school leaves on a day. What was done and agreed before stays as it was."""
    demand(policies.may_look_after_school(by, membership))
    if on > clock.today():
        raise Invalid(_("Enter a day that has been, or today."), field="on")
    if membership.joined_on and on < membership.joined_on:
        raise Invalid(_("It joined after that day. Enter a later one."), field="on")
    mine = membership.partnership.memberships.filter(pk=membership.pk, state=MembershipState.YES)
    if not mine.update(state=MembershipState.LEFT, left_on=on, reason=reason.strip()[:500], offered=""):
        raise Conflict(_("It is not in any more."))
    _close(membership, on)
    audit.record(by=by, verb="school left", on=membership)


def _close(membership: Membership, on: dt.date) -> None:
    """Links end, people’s dates end, and a hub that left is no hub."""
    tokens.revoke(purpose=links.MEMBERSHIP, subject_id=membership.pk)
    tokens.revoke(purpose=links.DECISIONS, subject_id=membership.pk)
    membership.contacts.filter(ends_on=None).update(ends_on=max(on, clock.today()))
    partnership = membership.partnership
    if partnership.hub_id == membership.school_id:
        partnership.hub = None
        partnership.save(update_fields=["hub"])


@action
def change_kind(*, by: Person, membership: Membership, kind: str) -> None:
    """Founding member or member. A guest becomes a member only by its own yes, a member never becomes a guest so."""
    demand(policies.may_run(by, membership.partnership))
    deciding = {MembershipKind.FOUNDING.value, MembershipKind.MEMBER.value}
    if membership.state == MembershipState.YES and not {membership.kind, kind} <= deciding:
        raise Invalid(_("What a school is asked to be needs its own yes. Offer it, and it answers."))
    if kind not in MembershipKind.values:
        raise Invalid(_("Choose what the school is."), field="kind")
    membership.kind = kind
    membership.save(update_fields=["kind"])
    audit.record(by=by, verb="kind of membership changed", on=membership, kind=kind)


@action
def add_contact(
    *, by: Person, membership: Membership, name: str, post: str, email: str, is_lead: bool, since: dt.date | None = None
) -> Contact:
    """Somebody takes part for a school from a day on. A new lead takes over from the old one, who stays a contact."""
    demand(policies.may_look_after_school(by, membership))
    if is_lead:
        membership.contacts.filter(is_lead=True, ends_on=None).update(is_lead=False)
    made: Contact = Contact.objects.create(
        membership=membership,
        name=name.strip(),
        post=post.strip(),
        email=email.strip().lower(),
        is_lead=is_lead,
        person=reads.person_at(email, membership.school_id) if email else None,
        starts_on=since or clock.today(),
    )
    audit.record(by=by, verb="contact added", on=made, lead=is_lead)
    return made


@action
def change_contact(*, by: Person, contact: Contact, name: str, post: str, email: str) -> None:
    """Put a name or an address right. A new post is a new line with its own dates, so that the old one stays told."""
    membership = contact.membership
    demand(policies.may_look_after_school(by, membership))
    if contact.ends_on is not None:
        raise Conflict(_("Their time here has ended, so nothing was changed."))
    if contact.post and post.strip() != contact.post:
        _end(contact)
        contact = Contact.objects.create(
            membership=membership, name=contact.name, is_lead=contact.is_lead, person=contact.person
        )
    contact.name, contact.post, contact.email = name.strip(), post.strip(), email.strip().lower()
    contact.person = reads.person_at(email, membership.school_id) if email else None
    contact.save(update_fields=["name", "post", "email", "person"])
    audit.record(by=by, verb="contact changed", on=contact)


def _end(contact: Contact) -> None:
    contact.membership.contacts.filter(pk=contact.pk).update(ends_on=clock.today())


@action
def end_contact(*, by: Person, contact: Contact) -> None:
    """Somebody no longer takes part. A year later their name makes way."""
    demand(policies.may_look_after_school(by, contact.membership))
    if contact.ends_on is None:
        _end(contact)
    audit.record(by=by, verb="contact ended", on=contact)


@action
def make_lead(*, by: Person, contact: Contact) -> None:
    """Somebody leads for the school from now on."""
    membership = contact.membership
    demand(policies.may_look_after_school(by, membership))
    if contact.ends_on is not None:
        raise Conflict(_("Their time here has ended. Add them again first."))
    membership.contacts.filter(is_lead=True, ends_on=None).update(is_lead=False)
    membership.contacts.filter(pk=contact.pk).update(is_lead=True)
    audit.record(by=by, verb="lead named", on=contact)
