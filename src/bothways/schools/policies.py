"""The only place that knows what roles may do to schools and their people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bothways.core.access import Allowed, Denied, Verdict
from bothways.schools.models import Person, School
from bothways.schools.roles import HEAD, Permission, PlaceKind, Role


def may_manage_staff(person: Person, school: School) -> Verdict:
    """Invite, change and end roles at one school."""
    if person.holds(Permission.MANAGE_STAFF, at=(PlaceKind.SCHOOL, school.pk)):
        return Allowed()
    return Denied(_("Only the head or an administrator of this school can change its staff."))


def may_see_staff(person: Person, school: School) -> Verdict:
    """See who works for a school here. Hidden from everyone else."""
    if person.holds(Permission.SEE_STAFF, at=(PlaceKind.SCHOOL, school.pk)):
        return Allowed()
    return Denied(_("Only people of this school can see its staff."), hidden=True)


def may_export_staff(person: Person, school: School) -> Verdict:
    """Take a list of the school's staff away as a file."""
    if person.holds(Permission.EXPORT_STAFF, at=(PlaceKind.SCHOOL, school.pk)):
        return Allowed()
    return Denied(_("Only the head or an administrator of this school can take its list of staff away."))


def may_give_role(person: Person, school: School, role: Role) -> Verdict:
    """Nobody gives a role that may do more than their own at this school."""
    own = [held.table.permissions for held in person.held if held.place == (PlaceKind.SCHOOL, school.pk)]
    if role.at == PlaceKind.SCHOOL and any(role.permissions <= permissions for permissions in own):
        return Allowed()
    return Denied(_("You can only give a role that may do no more than yours."))


def may_invite(person: Person, school: School, role: Role) -> Verdict:
    """Ask somebody to take a role at a school: its own people, and for a first head whoever runs the service."""
    if role.key == HEAD.key and person.holds(Permission.INVITE_HEADS):
        return Allowed()
    return may_manage_staff(person, school) and may_give_role(person, school, role)


def may_update_register(person: Person | None) -> Verdict:
    """Bring a file into the register of schools. Nobody (None) is the machine itself: the command line."""
    if person is None or person.holds(Permission.UPDATE_REGISTER):
        return Allowed()
    return Denied(_("Only an operator of the service can update the register of schools."))


def may_add_school(person: Person) -> Verdict:
    """Add a school that the national register does not hold."""
    if person.holds(Permission.ADD_SCHOOL):
        return Allowed()
    return Denied(_("Only a head or an administrator of a school can add a school."))


def may_keep_pupils(person: Person, school: School) -> Verdict:
    """See and change a school's own list of pupils. Hidden from everyone else."""
    if person.holds(Permission.SEE_PUPILS, at=(PlaceKind.SCHOOL, school.pk)):
        return Allowed()
    return Denied(_("Only people of this school can see its pupils."), hidden=True)
