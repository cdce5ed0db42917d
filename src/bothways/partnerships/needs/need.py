"""What a need is. Sources make them, `rules.attention` puts them in order, pages and nudges read them.

A source never asks who is looking: it says who owes what to whom. `needs.found` shows to each person what is theirs.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bothways.partnerships.models import Contact, Membership, Partnership


class Why(enum.StrEnum):
    """What makes it a need."""

    UNANSWERED = "unanswered"
    DUE = "due"
    OUT_OF_DATE = "out of date"
    UNBALANCED = "unbalanced"


@dataclass(frozen=True)
class Owing:
    """One school that owes, and whom a nudge would reach there (empty when nobody is known)."""

    membership_id: str
    school_id: str
    school: str
    contact_id: str = ""
    first_name: str = ""
    email: str = field(default="", repr=False)
    about_id: str = ""


def owing(member: Membership, lead: Contact | None, about_id: str = "") -> Owing:
    """The member as one that owes; ``about_id`` is what a link in its nudge is about."""
    return Owing(
        membership_id=member.pk,
        school_id=member.school_id,
        school=member.school.name,
        contact_id=lead.pk if lead else "",
        first_name=lead.first_name if lead else "",
        email=lead.email if lead else "",
        about_id=about_id,
    )


@dataclass(frozen=True)
class Need:
    """One thing that needs somebody. ``key`` names it for ever: ``answers:<proposal id>``.

    ``owed_by``: the schools that owe. ``for_run``: it is for whoever runs the partnership. ``for_schools``: ids of the
    schools whose people it is for. ``minutes`` is what it takes. ``route`` and ``args`` lead to where it is done;
    ``button`` says what the press does. ``nudge`` is the message kind that reminds those who owe; empty: none.
    """

    key: str
    why: Why
    title: str
    text: str
    minutes: int
    button: str
    route: str
    args: Mapping[str, str]
    due_on: dt.date | None = None
    owed_by: tuple[Owing, ...] = ()
    owed_to: str = ""
    for_run: bool = True
    for_schools: frozenset[str] = frozenset()
    nudge: str = ""
    nudge_context: Mapping[str, Any] = field(default_factory=dict)


Source: TypeAlias = Callable[[Partnership, dt.date], Iterable[Need]]
"""Everything that one subject has to say about one partnership on a day, in a number of queries that does not grow."""

LinkFor: TypeAlias = Callable[[Owing, Any], str]
"""The link in a nudge that lets one school answer without an account."""
