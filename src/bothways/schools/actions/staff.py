"""Who works for a school here: invite, accept, change, end."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bothways.core import audit, clock, limits, outbox, tokens
from bothways.core.access import Verdict, demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid, NotFound, Refused
from bothways.schools import policies
from bothways.schools.models import Invitation, InvitationState, Person, RoleAssignment, School
from bothways.schools.roles import BY_KEY, Permission, PlaceKind, roles_with

PURPOSE = "invitation"
DAYS = 14


@action
def invite(*, by: Person, school: School, email: str, role: str) -> Invitation:
    """Ask somebody to take a role at a school. Asking twice sends nothing new and returns what stands."""
    demand(policies.may_invite(by, school, BY_KEY[role]))
    limits.draw(limits.INVITATIONS, by.pk)
    address = email.strip().lower()
    asked = {"role": role, "place_kind": PlaceKind.SCHOOL, "place_id": school.pk}
    if RoleAssignment.unscoped.filter(RoleAssignment.current(), person__email=address, **asked).exists():
        words = {"email": address, "role": BY_KEY[role].name}
        raise Invalid(_("%(email)s is %(role)s here already, so there is nothing to ask.") % words, field="email")
    standing = Invitation.unscoped.filter(state=InvitationState.ASKED, email=address, **asked).first()
    if standing is None:
        standing = Invitation.unscoped.create(invited_by=by, email=address, **asked)
        _send(standing, by, school.name, campaign=f"invitation:{standing.pk}")
    audit.record(by=by, verb="role offered", on=standing, role=role)
    return standing


@action
def invite_to(
    *, by: Person, place: tuple[str, str], place_name: str, email: str, role: str, allowed: Verdict
) -> Invitation:
    """Ask somebody to take a role at a place of a higher room, which has asked its own policy: ``allowed``."""
    demand(allowed)
    limits.draw(limits.INVITATIONS, by.pk)
    asked = {"role": role, "place_kind": place[0], "place_id": place[1]}
    address = email.strip().lower()
    if RoleAssignment.unscoped.filter(RoleAssignment.current(), person__email=address, **asked).exists():
        raise Invalid(_("%(email)s has this role already, so there is nothing to ask.") % {"email": address})
    standing = Invitation.unscoped.filter(state=InvitationState.ASKED, email=address, **asked).first()
    if standing is None:
        standing = Invitation.unscoped.create(invited_by=by, email=address, **asked)
        _send(standing, by, place_name, campaign=f"invitation:{standing.pk}")
    audit.record(by=by, verb="role offered", on=standing, role=role)
    return standing


@action
def leave(*, by: Person, person_id: str, place: tuple[str, str], role: str) -> None:
    """End somebody's role at a place of a higher room, whose action calls this and has asked its own policy."""
    held = RoleAssignment.unscoped.filter(
        RoleAssignment.current(), person_id=person_id, place_kind=place[0], place_id=place[1], role=role
    )
    for each in held.select_related("person"):
        RoleAssignment.unscoped.filter(pk=each.pk).update(ends_on=clock.today())
        mark_if_left(each.person)
    audit.record(by=by, verb="role passed on", role=role, person=person_id)


def invitation_of(token: str) -> str:
    """The id of the invitation that a live link opens."""
    return tokens.find(token, purpose=PURPOSE).subject_id


@action
def resend(*, by: Person, invitation: Invitation) -> None:
    """Ask again with a new link; the old one ends. Once a day for each invitation: raises Conflict after that."""
    school = _school_of(invitation)
    demand(policies.may_manage_staff(by, school))
    allowed = policies.may_give_role(by, school, invitation.table)
    resend_to(by=by, invitation=invitation, place_name=school.name, allowed=allowed)


@action
def resend_to(*, by: Person, invitation: Invitation, place_name: str, allowed: Verdict) -> None:
    """As `resend`, for a place of a higher room, which has asked its own policy: ``allowed``."""
    demand(allowed)
    limits.draw(limits.INVITATIONS, by.pk)
    if not Invitation.unscoped.filter(pk=invitation.pk, state=InvitationState.ASKED).exists():
        raise Conflict(_("It has been answered or taken back meanwhile, so nothing was sent."))
    tokens.revoke(purpose=PURPOSE, subject_id=invitation.pk)
    if not _send(invitation, by, place_name, campaign=f"invitation:{invitation.pk}:{clock.today()}"):
        raise Conflict(_("It was sent again today already. Ask them to look in their junk folder."))
    audit.record(by=by, verb="role offered again", on=invitation, role=invitation.role)


def _send(invitation: Invitation, by: Person, place: str, *, campaign: str) -> bool:
    """Put the mail with a fresh link into the outbox; False when this campaign has had its mail."""
    token = tokens.issue(purpose=PURPOSE, subject_id=invitation.pk, days=DAYS, by=by.pk)
    sent = outbox.put(
        "school.invitation",
        to=invitation.email,
        campaign=campaign,
        about_id=invitation.pk,
        context={
            "inviter": by.name or _("Somebody at the school"),
            "school": place,
            "role": str(invitation.table.name),
            "link": f"{settings.BASE_URL}/join/{token}/",
            "days": DAYS,
        },
    )
    return sent is not None


def _school_of(about: Invitation | RoleAssignment) -> School:
    """The school that an offer or a role is at. NotFound when it is at another kind of place."""
    found = School.objects.filter(pk=about.place_id).first() if about.place_kind == PlaceKind.SCHOOL else None
    if found is None:
        raise NotFound
    return found


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
        if _answer(invitation, InvitationState.DECLINED):
            audit.record(by=None, verb="role declined by link", on=invitation)


def _answer(invitation: Invitation, state: InvitationState) -> bool:
    """Settle an offer that still waits, and end its links. False when somebody was faster."""
    waiting = Invitation.unscoped.filter(pk=invitation.pk, state=InvitationState.ASKED)
    tokens.revoke(purpose=PURPOSE, subject_id=invitation.pk)
    return bool(waiting.update(state=state, answered_at=clock.now()))


@action
def withdraw(*, by: Person, invitation: Invitation) -> None:
    """Take an unanswered invitation back."""
    withdraw_from(by=by, invitation=invitation, allowed=policies.may_manage_staff(by, _school_of(invitation)))


@action
def withdraw_from(*, by: Person, invitation: Invitation, allowed: Verdict) -> None:
    """As `withdraw`, for a place of a higher room, which has asked its own policy: ``allowed``."""
    demand(allowed)
    if not _answer(invitation, InvitationState.WITHDRAWN):
        raise Conflict(_("It has been answered meanwhile, so it cannot be taken back. You can end the role instead."))
    audit.record(by=by, verb="role offer withdrawn", on=invitation)


@action
def end_role(*, by: Person, role: RoleAssignment, why: str = "") -> None:
    """End a role today: access is gone at the person's next request."""
    school = _school_of(role)
    demand(policies.may_manage_staff(by, school))
    if role.ends_on is not None and role.ends_on <= clock.today():
        raise Conflict(_("This role has ended already."))
    _refuse_last_manager(role)
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


def _refuse_last_manager(role: RoleAssignment) -> None:
    """Somebody must be left who can look after staff. Locked, so that two who end each other do not both succeed."""
    managing = {each.key for each in roles_with(Permission.MANAGE_STAFF)}
    at_school = RoleAssignment.unscoped.filter(place_kind=role.place_kind, place_id=role.place_id, role__in=managing)
    staying = at_school.filter(RoleAssignment.current()).order_by("pk").select_for_update()
    if role.role in managing and not [held for held in staying if held.pk != role.pk]:
        raise Refused(
            _(
                "Nobody would be left who can look after this school’s staff."
                " Invite a head or an administrator first; once they have said yes, this role can end."
            )
        )


@action
def reopen_role(*, by: Person, role: RoleAssignment) -> None:
    """Undo an ending of today."""
    school = _school_of(role)
    demand(policies.may_manage_staff(by, school))
    demand(policies.may_give_role(by, school, role.table))
    if role.ends_on != clock.today():
        raise Conflict(_("Only a role that was ended today can be put back. Invite the person again instead."))
    try:
        with transaction.atomic():
            RoleAssignment.unscoped.filter(pk=role.pk).update(ends_on=None)
    except IntegrityError as problem:
        raise Conflict(_("They hold this role again already, so there is nothing to put back.")) from problem
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
