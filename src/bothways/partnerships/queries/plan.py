"""The year's plan: the six half-terms, the list, one proposal and where its schools stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db.models import Count, F, Prefetch, Q, QuerySet

from bothways.core import access, clock
from bothways.core.access import Verdict
from bothways.core.words import day as day_words
from bothways.partnerships import policies
from bothways.partnerships.models import (
    Answer,
    Asked,
    Meeting,
    MembershipState,
    Partnership,
    Proposal,
    ProposalOwner,
    ProposalState,
)
from bothways.partnerships.queries import calendars, plan_words
from bothways.rules import consent, terms
from bothways.schools.models import Person

ProposalRow: TypeAlias = Proposal
AskedRow: TypeAlias = Asked
COUNTS = Q(asked__membership__state=MembershipState.YES)
"""Asked schools that still belong; one that left is no longer counted."""


@dataclass(frozen=True)
class Item:
    """One thing in the year. ``state`` is the dot (done, open, ask); ``route`` and ``args`` lead to its page."""

    text: str
    state: str
    route: str
    args: Mapping[str, str]
    day: dt.date | None = None


@dataclass(frozen=True)
class Term:
    """One half-term of the year with what is in it, as the macro ``year_plan`` takes it."""

    name: str
    now: bool
    first: dt.date
    last: dt.date
    items: Sequence[Item] = field(default_factory=tuple)


def timeline(partnership: Partnership, year: int, by: Person, *, today: dt.date | None = None) -> tuple[Term, ...]:
    """The six half-terms of a year. Two queries and those of the calendar, however many there are."""
    rows = counted(Proposal.objects.for_(by).filter(partnership=partnership, year=year))
    kept = rows.exclude(state=ProposalState.CALLED_OFF).only("title", "state", "half_term", "day")
    met = meetings(partnership, year, by).only("title", "day", "half_term", "state")
    items = [(row.half_term, proposal_item(partnership, row, row.n_waiting)) for row in kept]
    items += [(row.half_term, meeting_item(partnership, row)) for row in met]
    return laid_out(partnership, year, items, today or clock.today())


def laid_out(
    partnership: Partnership, year: int, items: Iterable[tuple[int, Item]], today: dt.date
) -> tuple[Term, ...]:
    """Items with their half-term (0 to 5) in the six of a year, by day."""
    spans = calendars.half_terms(partnership, year)
    here = terms.current_or_next(today, spans) if terms.academic_year(today).start == year else None
    placed: dict[int, list[Item]] = {span.index: [] for span in spans}
    for half_term, item in items:
        placed.setdefault(half_term, []).append(item)
    return tuple(
        Term(span.name, span == here, span.first, span.last, tuple(sorted(placed[span.index], key=_by_day)))
        for span in spans
    )


def _by_day(item: Item) -> tuple[dt.date, str]:
    """By day; what has none yet comes last."""
    return (item.day or dt.date.max, item.text)


def proposal_item(partnership: Partnership, row: Any, waiting: int) -> Item:
    """A proposal as a line of the year, with how many schools are still asked."""
    live = row.state in {ProposalState.ASKING, ProposalState.AGREED}
    parts = [row.title, plan_words.short_day(row.day) if row.day else ""]
    if live and waiting:
        parts.append(plan_words.waiting_words(waiting))
    dot = consent.dot(consent.State(row.state), waiting=waiting)
    said = ", ".join(part for part in parts if part)
    return Item(said, str(dot), "proposal", {"slug": partnership.slug, "proposal_id": row.pk}, row.day)


def meeting_item(partnership: Partnership, row: Any) -> Item:
    """A meeting as a line of the year."""
    dot = consent.Dot.DONE if row.state == "held" else consent.Dot.OPEN
    title = row.title.removesuffix(f", {terms.NAMES[row.half_term]}")  # it stands under that heading
    said = f"{title}, {plan_words.short_day(row.day)}"
    return Item(said, str(dot), "meeting", {"slug": partnership.slug, "meeting_id": row.pk}, row.day)


def meetings(partnership: Partnership, year: int, by: Person) -> QuerySet[Meeting]:
    """The meetings of a year that were not called off."""
    rows = Meeting.objects.for_(by).filter(partnership=partnership, year=year)
    return rows.exclude(state="called_off")


def counted(rows: QuerySet[Proposal]) -> QuerySet[Any]:
    """Each with how many schools are asked (n_asked), in (n_in) and still asked (n_waiting): in the same query."""
    holds = COUNTS & Q(asked__version=F("version"))
    met = Q(asked__answer=Answer.IN) | Q(asked__answer=Answer.IN_IF, asked__settled_at__isnull=False)
    said_no = Q(asked__answer__in=[Answer.NOT_THIS_TIME, Answer.LATER])
    said_yes = Q(asked__answer__in=[Answer.IN, Answer.IN_IF], asked__version=F("version"))
    return rows.annotate(
        n_asked=Count("asked", filter=COUNTS),
        n_in=Count("asked", filter=holds & met),
        n_waiting=Count("asked", filter=COUNTS & ~said_no & ~said_yes),
    )


def years(partnership: Partnership, by: Person) -> Sequence[int]:
    """The years that have anything in them, and this one; the newest first. Two queries."""
    planned = Proposal.objects.for_(by).filter(partnership=partnership).values_list("year", flat=True).distinct()
    met = Meeting.objects.for_(by).filter(partnership=partnership).values_list("year", flat=True).distinct()
    return sorted({*planned, *met, terms.academic_year(clock.today()).start}, reverse=True)


def plan_list(partnership: Partnership, year: int, by: Person) -> QuerySet[Any]:
    """A year's proposals with counts and owners, for the list."""
    owners = Prefetch("owners", ProposalOwner.objects.for_(by).select_related("membership__school"))
    rows = Proposal.objects.for_(by).filter(partnership=partnership, year=year)
    return counted(rows).select_related("host").prefetch_related(owners)


def to_copy(partnership: Partnership, year: int, by: Person) -> list[Proposal]:
    """What took place or was planned in a year and was not called off, in the order of the year."""
    rows = Proposal.objects.for_(by).filter(partnership=partnership, year=year)
    kept = rows.exclude(state=ProposalState.CALLED_OFF).select_related("host", "partnership")
    return list(kept.order_by("half_term", "day", "title"))


def proposal(proposal_id: str, *, by: Person, partnership: Partnership) -> Proposal:
    """One proposal of a partnership that ``by`` may see, with host, aim and partnership. NotFound otherwise."""
    rows = Proposal.objects.for_(by).filter(partnership=partnership)
    return access.get(
        Proposal, proposal_id, by=by, using=rows.select_related("host", "aim", "partnership", "proposed_by")
    )


def asked_rows(found: Proposal) -> Sequence[Asked]:
    """The schools asked, by name, each with its school and every answer it gave: two queries."""
    rows = found.asked.select_related("membership__school").filter(membership__state=MembershipState.YES)
    return tuple(rows.prefetch_related("given").order_by("membership__school__search_text"))


def owners_of(found: Proposal) -> Sequence[ProposalOwner]:
    """Who looks after it, by school."""
    rows = found.owners.select_related("membership__school", "membership__partnership", "contact", "person")
    return tuple(rows.order_by("membership__school__search_text"))


def standing(asked: Asked, *, owners: frozenset[str]) -> consent.Stands:
    """One school's standing, for the rules. ``owners`` are membership ids."""
    settled = asked.settled_at is not None
    return consent.Stands(consent.Said(asked.answer), asked.version, settled, asked.membership_id in owners)


def tally(found: Proposal, rows: Sequence[Asked], owners: Sequence[ProposalOwner]) -> consent.Tally:
    """What the answers amount to."""
    ids = frozenset(owner.membership_id for owner in owners)
    return consent.tally((standing(each, owners=ids) for each in rows), found.version)


def may_look_after(person: Person, found: Proposal, owners: Sequence[ProposalOwner] | None = None) -> Verdict:
    """Whether somebody may ask, change and confirm it; its owners are read where the page has not read them."""
    known = owners_of(found) if owners is None else owners
    return policies.may_look_after_proposal(person, found.partnership, [each.membership for each in known])


def heading_day(found: Proposal) -> str:
    """The day as a subject says it, or the half-term."""
    return day_words(found.day) or terms.NAMES[found.half_term]
