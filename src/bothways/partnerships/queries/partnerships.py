"""Which partnerships there are for somebody, and who belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from bothways.core import access
from bothways.core.errors import NotFound
from bothways.partnerships import policies
from bothways.partnerships.models import Meeting, Membership, MembershipKind, MembershipState, Partnership, Proposal
from bothways.partnerships.models.scope import schools_of
from bothways.schools.models import Person

PartnershipRow: TypeAlias = Partnership
MembershipRow: TypeAlias = Membership
"""What the reads return: pages name these and never the models."""


def partnership_names(ids: Sequence[str]) -> Mapping[str, str]:
    """The names of partnerships, for the header's menu and for invitations."""
    return dict(Partnership.unscoped.filter(pk__in=ids).values_list("pk", "name"))


def slugs_like(stem: str) -> Sequence[str]:
    """The addresses that begin so and are taken."""
    return tuple(Partnership.unscoped.filter(slug__startswith=stem).values_list("slug", flat=True))


def uids_taken(uids: Sequence[str]) -> frozenset[str]:
    """Those of the names by which calendars know a day that some partnership uses."""
    held = (model.unscoped.filter(uid__in=uids).values_list("uid", flat=True) for model in (Proposal, Meeting))
    return frozenset(uid for each in held for uid in each)


def slug_of(partnership_id: str) -> str:
    """The name in the addresses of a partnership; empty when there is none of that id."""
    return Partnership.unscoped.filter(pk=partnership_id).values_list("slug", flat=True).first() or ""


def by_slug(slug: str, *, by: Person) -> Partnership:
    """A partnership that ``by`` may see. NotFound otherwise."""
    found: Partnership | None = Partnership.objects.for_(by).filter(slug=slug).select_related("hub").first()
    if found is None:
        raise NotFound
    return found


def public_partnerships() -> Sequence[Partnership]:
    """Those whose page anyone may read, by place and name."""
    return tuple(Partnership.unscoped.exclude(public_since=None).order_by("area", "name"))


def for_anyone(slug: str, *, by: Person | None) -> Partnership:
    """A partnership whose page is on; while it is off, for whoever runs it. NotFound otherwise."""
    found: Partnership | None = Partnership.unscoped.filter(slug=slug).select_related("hub").first()
    if found is None or (found.public_since is None and not (by and policies.may_run(by, found))):
        raise NotFound
    return found


def partnerships_of(person: Person) -> Sequence[Partnership]:
    """Every partnership that somebody sees, by name."""
    return tuple(Partnership.objects.for_(person).order_by("name"))


def members(partnership: Partnership, *, guests: bool = True) -> Sequence[Membership]:
    """The schools that said yes, by name, each with its school: one query."""
    rows = partnership.memberships.filter(state=MembershipState.YES).select_related("school")
    if not guests:
        rows = rows.exclude(kind=MembershipKind.GUEST)
    return tuple(rows.order_by("school__search_text"))


def own_memberships(partnership: Partnership, *, by: Person) -> Sequence[Membership]:
    """The memberships of the schools where ``by`` works, by name of the school."""
    rows = partnership.memberships.filter(state=MembershipState.YES, school_id__in=schools_of(by))
    return tuple(rows.select_related("school").order_by("school__search_text"))


def membership(membership_id: str, *, by: Person) -> Membership:
    """One membership that ``by`` may see. NotFound otherwise."""
    return access.get(Membership, membership_id, by=by)
