"""Bringing back a partnership that was taken away as a file."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action, alone
from bothways.core.errors import Conflict, Invalid
from bothways.core.ids import random_id
from bothways.core.models import AuditEntry
from bothways.partnerships import policies
from bothways.partnerships.imports.brought_back import Whole
from bothways.partnerships.imports.rebuilt import Rebuilt, Trouble, rebuild
from bothways.partnerships.imports.whole import BOOKS, Book
from bothways.partnerships.models import Meeting, Partnership, Proposal
from bothways.partnerships.queries.partnerships import slug_of, slugs_like, uids_taken
from bothways.schools.models import RoleAssignment
from bothways.schools.roles import COORDINATOR, PlaceKind

VERB = "partnership brought back"
_BATCH = 500
_UIDS = 50  # characters of a slug that leave room for a number


@dataclass(frozen=True)
class BroughtBack:
    """What was made: rows by book, rows left out by book, and the schools that the register does not hold."""

    partnership: Partnership
    made: dict[str, int]
    left_out: dict[str, int] = field(default_factory=dict)
    unknown: tuple[Trouble, ...] = ()


class Already(Conflict):
    """The same contents were brought back before, and still stand as this partnership."""

    def __init__(self, sentence: str, partnership_id: str) -> None:
        super().__init__(sentence)
        self.partnership_id = partnership_id


class Unfit(Invalid):
    """Cells that cannot be used, or schools that nobody knows. ``troubles`` has them all."""

    def __init__(self, sentence: str, troubles: Sequence[Trouble]) -> None:
        super().__init__(sentence, field="file")
        self.troubles = tuple(troubles)


@action
def bring_back(*, by: None, whole: Whole, without_unknown: bool = False, again: bool = False) -> BroughtBack:
    """Make a new partnership of what was taken away, exactly as it was recorded.

    This is a restoration by whoever runs the service, not consent given anew: memberships and answers come back
    with the state they had, and nobody is asked or told. Raises Unfit for cells and schools that cannot be used, and
    Already when the same contents were brought back and still stand, unless ``again``.
    """
    demand(policies.may_bring_back(by))
    alone(f"bring back {whole.digest}")
    _once(whole, again=again)
    found = rebuild(whole)
    _fit(found, without_unknown=without_unknown)
    partnership = found.partnership
    partnership.slug = _free_slug(partnership.slug)
    _fresh_uids([*found.rows["plan"], *found.rows["meetings"]])
    _save(found)
    made = {book.name: len(found.rows[book.name]) for book in BOOKS}
    left = sum(found.left_out.values())
    audit.record(by=by, verb=VERB, on=partnership, digest=whole.digest, rows=sum(made.values()), left_out=left)
    return BroughtBack(partnership, made, dict(found.left_out), tuple(found.unknown))


@action
def give_to(*, by: None, partnership_id: str, email: str) -> None:
    """Let somebody who has an account run it. Raises Invalid when nobody has that address."""
    demand(policies.may_bring_back(by))
    address = EmailAddress.objects.filter(email=email.strip().lower(), verified=True).select_related("user").first()
    if address is None:
        raise Invalid(_("Nobody with the address %(email)s has an account here.") % {"email": email})
    person: Any = address.user
    if any(role.place_id == partnership_id and role.role == COORDINATOR.key for role in person.held):
        raise Conflict(_("%(email)s runs it already.") % {"email": email})
    role = RoleAssignment.objects.create(
        person=person, role=COORDINATOR.key, place_kind=PlaceKind.PARTNERSHIP, place_id=partnership_id,
        starts_on=clock.today(),
    )  # fmt: skip
    audit.record(by=by, verb="role given from the terminal", on=role, role=COORDINATOR.key)


def _once(whole: Whole, *, again: bool) -> None:
    before = AuditEntry.objects.filter(verb=VERB, facts__digest=whole.digest).values_list("object_id", flat=True)
    standing = next((key for key in before if slug_of(key)), "")
    if standing and not again:
        said = _("This was brought back before, and stands at /w/%(slug)s/. With --again it is made once more.")
        raise Already(said % {"slug": slug_of(standing)}, standing)


def _fit(found: Rebuilt, *, without_unknown: bool) -> None:
    if found.troubles:
        raise Unfit(_("The tables hold what cannot be used. Nothing was made."), found.troubles)
    if found.unknown and not without_unknown:
        said = _("The register does not hold every school. Nothing was made. --without-unknown leaves their rows out.")
        raise Unfit(said, found.unknown)


def _free_slug(wanted: str) -> str:
    """The address that it had, or the first free one after it: halton, halton-2."""
    stem = slugify(wanted)[:_UIDS].strip("-") or "partnership"
    taken = set(slugs_like(stem))
    numbered = (f"{stem}-{number}" for number in itertools.count(2))
    return next(slug for slug in itertools.chain([stem], numbered) if slug not in taken)


def _fresh_uids(rows: Sequence[Proposal | Meeting]) -> None:
    """A day that calendars know stays the same day to them, unless the partnership it was taken from still stands."""
    taken = uids_taken([row.uid for row in rows])
    for row in rows:
        if row.uid in taken:
            row.uid = f"{random_id()}@bothways"


def _save(found: Rebuilt) -> None:
    """All rows. What the database refuses becomes a sentence, and nothing stays."""
    for book in BOOKS:
        try:
            with transaction.atomic():
                _save_book(book, found.rows[book.name], found.partnership)
        except (IntegrityError, DatabaseError):
            said = _("%(file)s holds rows that contradict each other, such as one school twice. Nothing was made.")
            raise Invalid(said % {"file": book.file}, field="file") from None


def _save_book(book: Book, rows: list[Any], partnership: Partnership) -> None:
    model: Any = book.model
    stamped = [each.field.name for each in book.columns if getattr(each.field, "auto_now_add", False)]
    kept = [[getattr(row, name) for name in stamped] for row in rows]
    model.objects.bulk_create(rows, batch_size=_BATCH)
    for row, values in zip(rows, kept, strict=True):  # saving stamps them with the time of saving
        for name, value in zip(stamped, values, strict=True):
            setattr(row, name, value)
    if stamped and not book.path:
        partnership.save(update_fields=stamped)
    elif stamped:
        getattr(partnership, book.path).bulk_update(rows, stamped, batch_size=_BATCH)
