"""The only place that knows what roles may do in a partnership."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from bothways.core.access import Allowed, Denied, Verdict
from bothways.partnerships.models import (
    Contact,
    ExternalPartner,
    Membership,
    MembershipKind,
    MembershipState,
    Partnership,
)
from bothways.partnerships.models.scope import schools_of
from bothways.schools.models import Person
from bothways.schools.roles import Permission, PlaceKind


def may_start(person: Person) -> Verdict:
    """Start a partnership. Nobody is in it before their school says so."""
    if person.holds(Permission.START_PARTNERSHIP):
        return Allowed()
    return Denied(_("Only somebody who works for a school can start a partnership."))


def may_bring_back(person: Person | None) -> Verdict:
    """Make a partnership again from its file, members and answers as recorded: the command line (None) alone."""
    if person is None:
        return Allowed()
    return Denied(_("Only whoever runs the service can bring a partnership back. Ask them."))


def may_run(person: Person, partnership: Partnership) -> Verdict:
    """Ask schools, plan meetings, remind, change the charter, hand over."""
    if person.holds(Permission.RUN_PARTNERSHIP, at=(PlaceKind.PARTNERSHIP, partnership.pk)):
        return Allowed()
    return Denied(_("Only a coordinator of this partnership can do that. Ask them."))


def may_propose(person: Person, partnership: Partnership) -> Verdict:
    """Propose, offer, ask for things and share practice: coordinators, and anyone in a member school. Not guests."""
    if may_run(person, partnership):
        return Allowed()
    own = partnership.memberships.filter(state=MembershipState.YES, school_id__in=schools_of(person))
    schools = own.exclude(kind=MembershipKind.GUEST).values_list("school_id", flat=True)
    if any(person.holds(Permission.PROPOSE, at=(PlaceKind.SCHOOL, school)) for school in schools):
        return Allowed()
    return Denied(_("Only schools that belong to the partnership can propose. Guests come when they are asked."))


def may_speak_for(person: Person, membership: Membership) -> Verdict:
    """Propose, offer or share in the name of one school: its own people, and a coordinator who writes it down."""
    if person.holds(Permission.PROPOSE, at=(PlaceKind.SCHOOL, membership.school_id)):
        return Allowed()
    return may_run(person, membership.partnership)


def may_answer(person: Person, membership: Membership) -> Verdict:
    """Say yes or no for a school: its head or administrator, or its lead here. Never the coordinator."""
    at = (PlaceKind.SCHOOL, membership.school_id)
    if person.holds(Permission.ANSWER_FOR_SCHOOL, at=at):
        return Allowed()
    lead = Contact.objects.for_(person).filter(membership=membership, is_lead=True, ends_on=None, person=person)
    if person.holds(Permission.PROPOSE, at=at) and lead.exists():
        return Allowed()
    return Denied(_("Only the school’s head, its administrator or its lead in this partnership can answer for it."))


def may_look_after_school(person: Person, membership: Membership) -> Verdict:
    """Say who takes part for a school, or that it leaves: who answers for it, and a coordinator who writes it down."""
    return may_answer(person, membership) or may_run(person, membership.partnership)


def may_look_after_proposal(person: Person, partnership: Partnership, owners: Iterable[Membership]) -> Verdict:
    """Ask, change, confirm: whoever runs the partnership, and the people of the schools that own it."""
    verdict = may_run(person, partnership)
    for each in owners:
        verdict = verdict or may_speak_for(person, each)
    return verdict


def may_look_after_link(person: Person, external: ExternalPartner) -> Verdict:
    """Know whom to ask at an outside partner and write down what it offers: the school that owns the link, and a
    coordinator. Where no school does, any member may take it over.
    """
    if external.owner is not None:
        return may_speak_for(person, external.owner)
    return may_propose(person, external.partnership)
