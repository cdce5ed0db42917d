"""One activity and lists of them, for whoever may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet, Sum

from bothways.activities.models import Activity, ActivityState, PoolKind, TakingPart
from bothways.core import access
from bothways.partnerships.models import Partnership
from bothways.partnerships.queries.once import once
from bothways.schools.models import Person

AHEAD_STATES = (ActivityState.PLANNING, ActivityState.OPEN, ActivityState.CLOSED)


def activity(activity_id: str, *, by: Person) -> Activity:
    """The activity with its host, partnership and proposal; NotFound when the person may not see it."""
    seen = Activity.objects.for_(by).select_related("host", "partnership", "proposal", "series", "programme")
    return access.get(Activity, activity_id, by=by, using=seen)


def sees_partnership(found: Activity, *, by: Person) -> bool:
    """Whether the person sees more than the event: the partnership that it belongs to. Guests do not."""
    return Partnership.objects.for_(by).filter(pk=found.partnership_id).exists()


def of_partnership(partnership: Partnership, *, by: Person) -> QuerySet[Activity]:
    """Its activities, newest day first."""
    seen: QuerySet[Activity] = Activity.objects.for_(by).filter(partnership=partnership)
    return seen.select_related("host").order_by("-day", "title")


def ahead(partnership: Partnership, today: dt.date) -> Sequence[Activity]:
    """What is being set up, booked or about to happen, by day: read once for a page, however many parts of it ask."""
    return once(partnership, f"events from {today}", lambda: _ahead(partnership, today))


def _ahead(partnership: Partnership, today: dt.date) -> Sequence[Activity]:
    rows = partnership.activities.filter(state__in=AHEAD_STATES, ends_on__gte=today)
    found = tuple(rows.select_related("host", "proposal").order_by("day", "title"))
    for each in found:
        each.partnership = partnership
    return found


def with_places(rows: QuerySet[Activity]) -> QuerySet[Any]:
    """Each with how many places for pupils are taken (taken): in the same query."""
    return rows.annotate(taken=Sum("pools__taken", filter=Q(pools__kind=PoolKind.PUPILS)))


def parts_of(found: Activity) -> Sequence[TakingPart]:
    """The schools that take part: owners, then members, then guests, each by name."""
    rows = found.taking_part.select_related("school")
    return tuple(sorted(rows, key=lambda part: (not part.is_owner, part.is_guest, part.school.name)))
