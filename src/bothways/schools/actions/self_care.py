"""What people do to their own account."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from bothways.core import audit
from bothways.core.actions import action
from bothways.core.errors import Refused
from bothways.schools.models import Person


@action
def rename(*, by: Person, name: str) -> None:
    """Change the name that colleagues see."""
    Person.unscoped.filter(pk=by.pk).update(name=name.strip()[:120])
    audit.record(by=by, verb="own name changed", on=by)


@action
def end_other_sessions(*, by: Person) -> Person:
    """Sign this person out wherever they are signed in. Returns them as they are now; the caller keeps its session.

    A session holds a digest of the password field, which nobody ever types here: another unusable one ends them all.
    """
    by.set_unusable_password()
    Person.unscoped.filter(pk=by.pk).update(password=by.password)
    audit.record(by=by, verb="signed out everywhere else", on=by)
    return by


def demand_other_factor(*, by: Person, without: int) -> None:
    """Raise Refused when the factor with this id is the last one and a role needs one.

    Call inside the transaction that takes it off: the person's row is locked, so two at once do not take two off.
    """
    Person.unscoped.select_for_update().get(pk=by.pk)
    needed_by = [str(held.table.name) for held in by.held if held.table.second_factor]
    factors = Authenticator.objects.filter(user_id=by.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if needed_by and not factors.exclude(pk=without).exists():
        words = {"role": ", ".join(dict.fromkeys(needed_by))}
        raise Refused(
            _("Your role needs a second way to prove who you are (%(role)s). Set up another first, then take this off.")
            % words
        )
