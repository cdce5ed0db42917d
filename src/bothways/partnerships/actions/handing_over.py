"""Passing a partnership on."""

from __future__ import annotations

from bothways.core import audit, clock
from bothways.core.actions import action
from bothways.partnerships.models import Handover
from bothways.schools.actions import staff
from bothways.schools.models import Person, RoleAssignment


@action
def accept(*, by: Person, token: str, name: str) -> RoleAssignment:
    """Take a partnership over by link. Where the asker said so, their own role ends in the same moment."""
    invitation_id = staff.invitation_of(token)
    role = staff.accept(by=by, token=token, name=name)
    handover = Handover.unscoped.filter(invitation_id=invitation_id, taken_at=None).first()
    if handover is not None:
        Handover.unscoped.filter(pk=handover.pk).update(taken_at=clock.now())
        if handover.from_leaves and handover.from_person_id not in {None, by.pk}:
            staff.leave(by=by, person_id=handover.from_person_id, place=role.place, role=role.role)
        audit.record(by=by, verb="partnership handed over", on=handover)
    return role
