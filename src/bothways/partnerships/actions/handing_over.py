"""Passing a partnership on, sharing it, and ending a coordinator's role."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import NotFound, Refused
from bothways.partnerships import policies
from bothways.partnerships.models import Handover, Partnership
from bothways.partnerships.queries import forming as reads
from bothways.schools.actions import staff
from bothways.schools.models import Invitation, Person, RoleAssignment
from bothways.schools.roles import COORDINATOR, PlaceKind


@action
def hand_over(*, by: Person, partnership: Partnership, email: str, leaves: bool) -> Handover:
    """Ask somebody to run it. With ``leaves`` one's own role ends when they say yes; else both run it."""
    allowed = policies.may_run(by, partnership)
    demand(allowed)
    invitation = staff.invite_to(
        by=by,
        place=(PlaceKind.PARTNERSHIP, partnership.pk),
        place_name=partnership.name,
        email=email,
        role=COORDINATOR.key,
        allowed=allowed,
    )
    asked: Handover
    asked, _new = partnership.handovers.update_or_create(
        invitation_id=invitation.pk, defaults={"from_person": by, "from_leaves": leaves}
    )
    audit.record(by=by, verb="partnership offered", on=asked, leaves=leaves)
    return asked


@action
def ask_again(*, by: Person, partnership: Partnership, invitation: Invitation) -> None:
    """Send it again with a new link; the old one ends. Once a day: raises Conflict after that."""
    allowed = policies.may_run(by, partnership)
    _demand_of(invitation, partnership)
    staff.resend_to(by=by, invitation=invitation, place_name=partnership.name, allowed=allowed)


@action
def take_back(*, by: Person, partnership: Partnership, invitation: Invitation) -> None:
    """Take an unanswered question back; its link ends."""
    _demand_of(invitation, partnership)
    staff.withdraw_from(by=by, invitation=invitation, allowed=policies.may_run(by, partnership))


def _demand_of(invitation: Invitation, partnership: Partnership) -> None:
    if (invitation.place_kind, invitation.place_id) != (PlaceKind.PARTNERSHIP, partnership.pk):
        raise NotFound


@action
def accept(*, by: Person, token: str, name: str) -> RoleAssignment:
    """Take a partnership over by link. Where the asker said so, their own role ends in the same moment."""
    invitation_id = staff.invitation_of(token)
    role = staff.accept(by=by, token=token, name=name)
    handover = reads.open_handover(invitation_id)
    if handover is not None:
        handover.taken_at = clock.now()
        handover.save(update_fields=["taken_at"])
        if handover.from_leaves and handover.from_person_id not in {None, by.pk}:
            staff.leave(by=by, person_id=handover.from_person_id, place=role.place, role=role.role)
        audit.record(by=by, verb="partnership handed over", on=handover)
    return role


@action
def end_role(*, by: Person, partnership: Partnership, role_id: str) -> None:
    """A coordinator stops: oneself or another. Somebody always stays who runs it."""
    demand(policies.may_run(by, partnership))
    running = reads.lock_coordinators(partnership)
    ending = next((role for role in running if role.pk == role_id), None)
    if ending is None:
        raise NotFound
    if len(running) == 1:
        raise Refused(
            _("Nobody would be left to run it. Hand it over first; once they have said yes, this role can end.")
        )
    staff.leave(by=by, person_id=ending.person_id, place=ending.place, role=ending.role)
    audit.record(by=by, verb="coordinator’s role ended", on=partnership)
