"""The only place that knows what roles may do to schools and their people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bothways.core.access import Allowed, Denied, Verdict
from bothways.schools.models import Person, School
from bothways.schools.roles import Permission, PlaceKind


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
