"""Who belongs, whom to write to there and what they ask, for everything that one page says about it.

Each is one query, and none when the page has read it before (`once`). Rows that point at a membership are given the
one that was read, so that no list of answers brings its schools along again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from bothways.partnerships.models import (
    Contact,
    Membership,
    MembershipKind,
    MembershipState,
    Partnership,
    Question,
)
from bothways.partnerships.models.scope import run_by, schools_of
from bothways.partnerships.queries.once import once
from bothways.schools.models import Person

Row = TypeVar("Row")


def everyone(partnership: Partnership) -> Mapping[str, Membership]:
    """Every membership there ever was, by its id, in the order of the schools' names, each with its school."""
    return once(partnership, "everyone", lambda: _everyone(partnership))


def _everyone(partnership: Partnership) -> Mapping[str, Membership]:
    found = {}
    for each in partnership.memberships.select_related("school").order_by("school__search_text"):
        each.partnership = partnership
        found[each.pk] = each
    return found


def members(partnership: Partnership, *, guests: bool = True) -> tuple[Membership, ...]:
    """The schools that said yes, by name."""
    found = (each for each in everyone(partnership).values() if each.state == MembershipState.YES)
    return tuple(each for each in found if guests or each.kind != MembershipKind.GUEST)


def contacts(partnership: Partnership) -> Mapping[str, Sequence[Contact]]:
    """Those who take part for each school today, its lead first, by the membership's id."""
    return once(partnership, "contacts", lambda: _contacts(partnership))


def _contacts(partnership: Partnership) -> Mapping[str, Sequence[Contact]]:
    found: dict[str, list[Contact]] = {}
    for each in Contact.unscoped.filter(membership__partnership=partnership, ends_on=None):
        found.setdefault(each.membership_id, []).append(each)
    return found


def leads(partnership: Partnership) -> Mapping[str, Contact]:
    """Who leads at each school today, by the membership's id. They may have no address."""
    return {key: people[0] for key, people in contacts(partnership).items() if people[0].is_lead}


def questions(partnership: Partnership) -> Sequence[Question]:
    """What schools asked and nobody has replied to, the oldest first; each with its membership."""
    return once(partnership, "questions", lambda: _questions(partnership))


def _questions(partnership: Partnership) -> Sequence[Question]:
    open_ones = Question.unscoped.filter(membership__partnership=partnership, replied_at=None)
    return with_memberships(partnership, open_ones)


def with_memberships(partnership: Partnership, rows: Iterable[Row], *fields: str) -> list[Row]:
    """The rows, each given its membership (or what these fields point at) from those that were read."""
    known = everyone(partnership)
    found = list(rows)
    for row in found:
        for name in fields or ("membership",):
            member = known.get(getattr(row, f"{name}_id"))
            if member is not None:
                setattr(row, name, member)
    return found


def sees_all(partnership: Partnership, person: Any) -> bool:
    """Whether somebody who sees the partnership sees all of its plan: guests see what they were asked about."""
    own: Person = person
    if partnership.pk in run_by(own):
        return True
    schools = set(schools_of(own))
    return any(each.school_id in schools for each in members(partnership, guests=False))
