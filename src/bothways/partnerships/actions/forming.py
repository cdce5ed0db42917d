"""Starting a partnership, and saying what it is for."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.partnerships import policies
from bothways.partnerships.models import (
    Aim,
    Contact,
    Membership,
    MembershipKind,
    MembershipState,
    Partnership,
)
from bothways.partnerships.models.scope import schools_of
from bothways.partnerships.queries.forming_words import Charter
from bothways.partnerships.queries.partnerships import slugs_like
from bothways.schools.models import Person, RoleAssignment, School
from bothways.schools.roles import COORDINATOR, Permission, PlaceKind

_SLUG = 50
_TRIES = 1000


@action
def start(*, by: Person, words: Charter, schools: Sequence[str] = (), hub: str = "") -> Partnership:
    """Start a partnership and run it. One's own ``schools`` are in at once where one may say yes for them.

    For any other of one's schools the question stays open until its head or administrator answers.
    """
    demand(policies.may_start(by))
    own = list(School.objects.filter(pk__in=set(schools) & set(schools_of(by))))
    chosen = next((each for each in own if each.pk == hub and _says_yes_for(each, by)), None)
    partnership = _with_a_slug(words, by=by, hub=chosen)
    _set_aims(partnership, words.aims)
    RoleAssignment.objects.create(
        person=by,
        role=COORDINATOR.key,
        place_kind=PlaceKind.PARTNERSHIP,
        place_id=partnership.pk,
        starts_on=clock.today(),
    )
    for school in own:
        _found(partnership, school, by)
    audit.record(by=by, verb="partnership started", on=partnership, schools=len(own))
    return partnership


def _with_a_slug(words: Charter, *, by: Person, hub: School | None) -> Partnership:
    """The first address that is free: halton, halton-2, halton-3."""
    stem = slugify(words.name)[:_SLUG].strip("-") or "partnership"
    taken = set(slugs_like(stem))
    for number in range(1, _TRIES):
        slug = stem if number == 1 else f"{stem}-{number}"
        if slug in taken:
            continue
        try:
            with transaction.atomic():
                return Partnership.objects.create(
                    name=words.name,
                    slug=slug,
                    kind=words.kind,
                    area=words.area,
                    charter=words.charter,
                    start_year=words.start_year,
                    hub=hub,
                    made_by=by,
                )
        except IntegrityError:
            continue
    raise Conflict(_("There are very many partnerships of this name. Choose another."))


def _says_yes_for(school: School, by: Person) -> bool:
    return by.holds(Permission.ANSWER_FOR_SCHOOL, at=(PlaceKind.SCHOOL, school.pk))


def _found(partnership: Partnership, school: School, by: Person) -> None:
    """One's own school, with oneself as its lead. Yes only from somebody who may say it for the school."""
    says_yes = _says_yes_for(school, by)
    membership = Membership.objects.create(
        partnership=partnership,
        school=school,
        kind=MembershipKind.FOUNDING,
        state=MembershipState.YES if says_yes else MembershipState.ASKED,
        asked_by=by,
        answered_at=clock.now() if says_yes else None,
        answered_by=by.name if says_yes else "",
        joined_on=clock.today() if says_yes else None,
    )
    if says_yes:
        Contact.objects.create(membership=membership, name=by.name or by.email, email=by.email, person=by, is_lead=True)


@action
def change_charter(*, by: Person, partnership: Partnership, words: Charter) -> None:
    """Write down anew what it is, what it is for, and what each brings and expects."""
    demand(policies.may_run(by, partnership))
    if not words.name.strip():
        raise Invalid(_("Enter the name of the partnership."), field="name")
    for name in ("name", "kind", "area", "charter", "start_year"):
        setattr(partnership, name, getattr(words, name))
    partnership.save(update_fields=["name", "kind", "area", "charter", "start_year"])
    _set_aims(partnership, words.aims)
    audit.record(by=by, verb="charter changed", on=partnership)


def _set_aims(partnership: Partnership, aims: Sequence[str]) -> None:
    """Aims that stay keep their rows, because what was proposed points at them."""
    wanted = list(dict.fromkeys(words.strip()[:300] for words in aims if words.strip()))
    standing = {aim.words: aim for aim in partnership.aims.all()}
    for position, words in enumerate(wanted):
        if words in standing:
            partnership.aims.filter(pk=standing[words].pk).update(position=position)
        else:
            Aim.objects.create(partnership=partnership, words=words, position=position)
    partnership.aims.exclude(words__in=wanted).delete()


@action
def show_publicly(*, by: Person, partnership: Partnership, wanted: bool) -> None:
    """Let anyone read its page, or nobody but whoever runs it. Pressed twice, the first day and person stay."""
    demand(policies.may_run(by, partnership))
    row = Partnership.objects.for_(by).filter(pk=partnership.pk)
    if wanted:
        row.filter(public_since=None).update(public_since=clock.now(), public_by=by)
    else:
        row.update(public_since=None, public_by=None)
    audit.record(by=by, verb="public page turned on" if wanted else "public page turned off", on=partnership)


@action
def set_hub(*, by: Person, partnership: Partnership, membership: Membership | None) -> None:
    """Name the school around which it turns, or none."""
    demand(policies.may_run(by, partnership))
    if membership is not None and membership.state != MembershipState.YES:
        raise Invalid(_("A hub is a school that is in."))
    partnership.hub = membership.school if membership else None
    partnership.save(update_fields=["hub"])
    audit.record(by=by, verb="hub named" if membership else "hub taken away", on=partnership)
