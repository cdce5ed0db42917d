"""The first people of a service, added from the terminal by whoever runs the machine."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from bothways.core import audit, clock
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.schools.models import Person, RoleAssignment, School
from bothways.schools.roles import BY_KEY, PlaceKind


@action
def add(*, by: Person | None, email: str, role: str, school: str, name: str) -> RoleAssignment:
    """An account with one role. ``school`` is a URN, or empty for a role at the service."""
    place_kind, place_id = _place(role, school)
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as problem:
        raise Invalid(_("‘%(email)s’ is not an e-mail address.") % {"email": email}) from problem
    person = Person.unscoped.filter(email=address).first() or Person.unscoped.create_user(email=address, name=name)
    EmailAddress.objects.get_or_create(user=person, email=address, defaults={"primary": True, "verified": True})
    held = {"person": person, "role": role, "place_kind": place_kind, "place_id": place_id}
    if RoleAssignment.unscoped.filter(RoleAssignment.current(), **held).exists():
        raise Conflict(_("They hold this role already."))
    given: RoleAssignment = RoleAssignment.unscoped.create(starts_on=clock.today(), **held)
    audit.record(by=by, verb="role given from the terminal", on=given, role=role)
    return given


def _place(role: str, urn: str) -> tuple[str, str]:
    if BY_KEY[role].at == PlaceKind.SERVICE:
        return PlaceKind.SERVICE, ""
    found = School.objects.filter(identifier=urn).first() if urn else None
    if found is None:
        raise Invalid(_("Name the school by its URN: --school 111199"))
    return PlaceKind.SCHOOL, found.pk
