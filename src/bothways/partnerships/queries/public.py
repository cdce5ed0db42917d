"""What a partnership's page for anyone says: public facts of schools, and counts. Nobody's name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from bothways.core import words
from bothways.partnerships.models import (
    Contribution,
    MeetingState,
    Partnership,
    PromiseState,
    Stage,
)
from bothways.partnerships.queries import belonging, forming
from bothways.rules import terms

IN_USE = (Stage.TRYING, Stage.ADOPTED, Stage.ADAPTED)
FUNDED_YEARS = 4
"""After its fourth year a partnership is in its legacy phase."""


@dataclass(frozen=True)
class SchoolFacts:
    """What the register says of one school; ``hub`` where the partnership turns around it."""

    name: str
    identifier: str
    sector: str
    phase: str
    hub: bool


@dataclass(frozen=True)
class Together:
    """What was done together in a stretch of time, besides events. ``shared`` is (kind, times), never added up."""

    meetings: int
    practices: int
    adopters: int
    shared: Sequence[tuple[str, int]]


def place_of(partnership: Partnership) -> str:
    """The place that titles its page; its name where it has none."""
    return partnership.area or partnership.name


def life(partnership: Partnership, today: dt.date) -> str:
    """Which year of its life it is in, in words; its legacy phase after the fourth."""
    year = forming.going_for(partnership, today)
    if not year:
        return _("starts in September %(year)s") % {"year": partnership.start_year}
    if year > FUNDED_YEARS:
        return _("legacy phase, year %(n)s") % {"n": year}
    return _("year %(n)s") % {"n": year}


def since(partnership: Partnership) -> str:
    """The academic year it started in: 2019/20."""
    return str(terms.AcademicYear(partnership.start_year))


def schools(partnership: Partnership) -> Sequence[SchoolFacts]:
    """The schools that belong, by name. Guests do not belong."""
    return [
        SchoolFacts(
            each.school.name,
            each.school.identifier,
            str(each.school.get_sector_display()),
            "" if each.school.phase == "Not applicable" else each.school.phase,
            each.school_id == partnership.hub_id,
        )
        for each in belonging.members(partnership, guests=False)
    ]


def together(partnership: Partnership, first: dt.date, last: dt.date) -> Together:
    """Meetings held, ways of working that other schools took up, and promises kept, by kind: three queries."""
    span = (first, last)
    on_a_day = Q(due_on__range=span) | Q(due_on=None, settled_at__date__range=span)
    kept = partnership.promises.filter(on_a_day, state=PromiseState.KEPT)
    counted = dict(kept.order_by().values_list("kind").annotate(n=Count("pk")))
    steps = partnership.practices.filter(adoptions__stage__in=IN_USE, adoptions__on__range=span)
    taken_up = [
        (practice, school)
        for practice, origin, school in steps.values_list("pk", "origin_id", "adoptions__membership_id")
        if school != origin
    ]
    return Together(
        partnership.meetings.filter(state=MeetingState.HELD, day__range=span).count(),
        len({practice for practice, _school in taken_up}),
        len({school for _practice, school in taken_up}),
        [(str(label), counted[kind]) for kind, label in Contribution.choices if kind in counted],
    )


def on_since(partnership: Partnership) -> str:
    """Since when anyone may read the page; empty while it is off."""
    return words.date(partnership.public_since) if partnership.public_since else ""
