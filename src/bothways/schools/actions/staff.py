"""Who works for a school here: invite, accept, change, end."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bothways.core import audit, clock, limits, outbox, tokens
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid, NotFound
from bothways.schools import policies
from bothways.schools.models import Invitation, InvitationState, Person, RoleAssignment, School
from bothways.schools.roles import BY_KEY, PlaceKind

PURPOSE = "invitation"
DAYS = 14


@action
def invite(*, by: Person, school: School, email: str, role: str) -> Invitation:
    """Ask somebody to take a role at a school. Asking twice sends nothing new and returns what stands."""
    demand(policies.may_manage_staff(by, school))
    demand(policies.may_give_role(by, school, BY_KEY[role]))
    limits.draw(limits.INVITATIONS, by.pk)
    address = email.strip().lower()
    asked = {"email": address, "role": role, "place_kind": PlaceKind.SCHOOL, "place_id": school.pk}
    standing = Invitation.unscoped.filter(state=InvitationState.ASKED, **asked).first()
    if standing is None:
        standing = Invitation.unscoped.create(invited_by=by, **asked)
        _send(standing, by, school)
    audit.record(by=by, verb="role offered", on=standing, role=role)
    return standing


def _send(invitation: Invitation, by: Person, school: School) -> None:
    token = tokens.issue(purpose=PURPOSE, subject_id=invitation.pk, days=DAYS, by=by.pk)
    outbox.put(
        "school.invitation",
        to=invitation.email,
        campaign=f"invitation:{invitation.pk}",
        about_id=invitation.pk,
        context={
            "inviter": by.name or _("Somebody at the school"),
            "school": school.name,
            "role": str(invitation.table.name),
            "link": f"{settings.BASE_URL}/join/{token}/",
            "days": DAYS,
        },
    )


@action
def accept(*, by: Person, token: str, name: str) -> RoleAssignment:
    """Take the role that a link offers. ``by`` has proved, by signing in, that the invited address is theirs."""
    link = tokens.find(token, purpose=PURPOSE)
    invitation = Invitation.unscoped.select_for_update().get(pk=link.subject_id)
    if invitation.state != InvitationState.ASKED:
        raise Conflict(_("This invitation has been answered or taken back."))
    if invitation.email != by.email.lower():
        raise NotFound
    if name.strip() and not by.name:
        Person.unscoped.filter(pk=by.pk).update(name=name.strip()[:120])
    _answer(invitation, InvitationState.ACCEPTED)
    given = _give(by, invitation)
    audit.record(by=by, verb="role accepted", on=given, role=given.role)
    return given


def _give(person: Person, invitation: Invitation) -> RoleAssignment:
    place = {"role": invitation.role, "place_kind": invitation.place_kind, "place_id": invitation.place_id}
    held = RoleAssignment.unscoped.filter(RoleAssignment.current(), person=person, **place).first()
    if held is not None:
        return held
    Person.unscoped.filter(pk=person.pk).update(left_on=None, is_active=True)
    try:
        with transaction.atomic():
            return RoleAssignment.unscoped.create(person=person, starts_on=clock.today(), **place)
    except IntegrityError as problem:
        raise Conflict(_("You hold this role already.")) from problem


def decline(*, token: str) -> None:
    """Say no by link, without an account."""
    link = tokens.find(token, purpose=PURPOSE)
    with transaction.atomic():
        invitation = Invitation.unscoped.select_for_update().get(pk=link.subject_id)
        if invitation.state == InvitationState.ASKED:
            _answer(invitation, InvitationState.DECLINED)
            audit.record(by=None, verb="role declined by link", on=invitation)


def _answer(invitation: Invitation, state: InvitationState) -> None:
    Invitation.unscoped.filter(pk=invitation.pk).update(state=state, answered_at=clock.now())
    tokens.revoke(purpose=PURPOSE, subject_id=invitation.pk)


@action
def withdraw(*, by: Person, invitation: Invitation) -> None:
    """Take an unanswered invitation back."""
    school = School.objects.get(pk=invitation.place_id)
    demand(policies.may_manage_staff(by, school))
    if not Invitation.unscoped.filter(pk=invitation.pk, state=InvitationState.ASKED).exists():
        raise Conflict(_("It has been answered meanwhile, so it cannot be taken back. You can end the role instead."))
    _answer(invitation, InvitationState.WITHDRAWN)
    audit.record(by=by, verb="role offer withdrawn", on=invitation)


@action
def end_role(*, by: Person, role: RoleAssignment, why: str = "") -> None:
    """End a role today: access is gone at the person's next request."""
    school = School.objects.get(pk=role.place_id)
    demand(policies.may_manage_staff(by, school))
    if role.ends_on is not None and role.ends_on <= clock.today():
        raise Conflict(_("This role has ended already."))
    if role.person_id == by.pk:
        raise Invalid(_("You cannot end your own role. Ask another administrator of the school."))
    RoleAssignment.unscoped.filter(pk=role.pk).update(ends_on=clock.today())
    mark_if_left(role.person)
    audit.record(by=by, verb="role ended", on=role, why=why, role=role.role)
    outbox.put(
        "school.role_ended",
        to=role.person.email,
        campaign=f"role-ended:{role.pk}",
        about_id=role.pk,
        context={"school": school.name, "role": str(role.table.name)},
    )


@action
def reopen_role(*, by: Person, role: RoleAssignment) -> None:
    """Undo an ending of today."""
    school = School.objects.get(pk=role.place_id)
    demand(policies.may_manage_staff(by, school))
    if role.ends_on != clock.today():
        raise Conflict(_("Only a role that was ended today can be put back. Invite the person again instead."))
    RoleAssignment.unscoped.filter(pk=role.pk).update(ends_on=None)
    Person.unscoped.filter(pk=role.person_id).update(left_on=None)
    audit.record(by=by, verb="role put back", on=role)


def mark_if_left(person: Person) -> None:
    """Note the day when somebody's last role ended: a year later their name makes way."""
    if not RoleAssignment.unscoped.filter(RoleAssignment.current(), person=person).exists():
        Person.unscoped.filter(pk=person.pk).update(left_on=clock.today())


def account_for(*, token: str) -> Person:
    """The account of the invited address, made if there is none yet. It holds no role until the offer is accepted."""
    invitation = Invitation.unscoped.get(pk=tokens.find(token, purpose=PURPOSE).subject_id)
    with transaction.atomic():
        person = Person.unscoped.filter(email=invitation.email).first()
        if person is None:
            person = Person.unscoped.create_user(email=invitation.email)
            audit.record(by=None, verb="account made for an invitation", on=person)
        EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"primary": True})
    return person
